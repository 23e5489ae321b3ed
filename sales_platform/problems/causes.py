"""The causes of errors that are not the platform's, each with its signs; the first that fits counts."""

import errno
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sales_platform.problems import saying
from sales_platform.problems.found import OF_HISTORY, Deed, Found
from sales_platform.problems.raised import Raised
from sales_platform.problems.store_answers import of_store

OF_ARROW = {"ArrowException", "ArrowInvalid", "ArrowTypeError", "ArrowNotImplementedError", "ArrowKeyError", "ArrowCapacityError"}
OF_DELTA = {"DeltaError", "DeltaProtocolError", "SchemaMismatchError", "CommitFailedError", "TableNotFoundError"}
OF_ENGINE = {"PySparkException", "SparkConnectGrpcException", "SparkConnectException", "RpcError", "_InactiveRpcError"}
OF_ENGINE |= {"_MultiThreadedRendezvous", "AnalysisException", "SparkRuntimeException"}
PANIC = "PanicException"
"""Of libraries in Rust; it is no ``Exception``, so that nothing catches it."""


@dataclass(frozen=True)
class Cause:
    """A cause of errors.

    Attributes:
        name: in a word or two, for messages that give no details.
        say: the sentence.
        correctable: whether a setting, a path or a right must be corrected; else it passes, or is made to.
        numbers: of the operating system.
        classes: names of classes; where there are signs as well, both must fit.
        signs: in what an error says.
    """

    name: str
    say: Callable[[Found], str]
    correctable: bool = False
    numbers: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    signs: re.Pattern[str] | None = None

    def fits(self, error: Raised) -> bool:
        """Whether an error shows this cause."""
        if error.number in self.numbers:
            return True
        if self.signs is None:
            return bool(self.classes & error.names)
        return bool(self.signs.search(error.text)) and (not self.classes or bool(self.classes & error.names))


def _signs(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


STORE = Cause("the object store", saying.of_store)
"""Is looked for by ``of_store``, which knows more signs."""
DENIED = Cause(
    "no permission",
    saying.denied,
    correctable=True,
    numbers=frozenset({errno.EACCES, errno.EPERM}),
    signs=_signs("permission denied|PermissionDenied"),
)
TOO_NEW = Cause(
    "a table of a newer program",
    saying.too_new,
    correctable=True,
    classes=frozenset(OF_DELTA),
    signs=_signs("unsupported (?:minimum )?(?:reader|writer)|(?:reader|writer|table) feature|protocol version"),
)
DAMAGED = Cause(
    "a damaged table",
    saying.damaged,
    correctable=True,
    classes=frozenset({*OF_ARROW, *OF_DELTA, *OF_ENGINE, "OSError"}),
    signs=_signs(
        "magic bytes|corrupt|invalid json|json error|no such file|not found|unexpected end|EOF|parquet error|expected value at"
    ),
)
WORKER_LOST = Cause(
    "a lost worker",
    saying.worker_lost,
    classes=frozenset(OF_ENGINE),
    signs=_signs("h2 protocol error|a different attempt has already produced job output"),
)
"""Of Sail, whose jobs fail then once they have given rows; a stream between workers that breaks off is said like this, too."""
ROWS = Cause("rows that cannot be computed", saying.rows, classes=frozenset(OF_DELTA), signs=_signs("C Data interface error"))
"""What computes the rows fails while delta-rs writes them: the table is as it was."""
UNFIT = Cause("a table that does not fit", saying.unfit, classes=frozenset({*OF_ARROW, *OF_DELTA}))
ENGINE = Cause("the engine", saying.engine, classes=frozenset(OF_ENGINE))
OF_TABLES = (TOO_NEW, DAMAGED, UNFIT)
"""What is wrong with a table itself, and not with the way to it."""
OF_PLANS = (DAMAGED, ENGINE, ROWS, UNFIT)
"""What an error of the engine about a plan may look like; a column that it does not find is "not found", as a file is."""
CAUSES = (
    Cause(
        "no space on the disk",
        saying.full,
        numbers=frozenset({errno.ENOSPC, errno.EDQUOT}),
        signs=_signs("no space left|disk is full|disk full|StorageFull|quota exceeded"),
    ),
    Cause(
        "a limit of this account",
        saying.too_large,
        correctable=True,
        numbers=frozenset({errno.EFBIG}),
        signs=_signs("file too large"),
    ),
    Cause(
        "a read-only file system",
        saying.read_only,
        correctable=True,
        numbers=frozenset({errno.EROFS}),
        signs=_signs("read-only file system"),
    ),
    DENIED,
    Cause(
        "too many open files",
        saying.files_open,
        numbers=frozenset({errno.EMFILE, errno.ENFILE}),
        signs=_signs("too many open files"),
    ),
    Cause(
        "no right to Dagster's history",
        saying.history_closed,
        correctable=True,
        classes=frozenset(OF_HISTORY),
        signs=_signs("readonly database|unable to open database|authentication failed"),
    ),
    Cause(
        "Dagster's history is in use",
        saying.history_busy,
        classes=frozenset(OF_HISTORY),
        signs=_signs("database is locked|timeout expired"),
    ),
    Cause(
        "Dagster's history is of another version",
        saying.history_of_another_version,
        correctable=True,
        classes=frozenset(OF_HISTORY),
        signs=_signs("no such (?:table|column)|has no column|(?:relation|column) .* does not exist|out of date|migrat"),
    ),
    Cause(
        "Dagster's history is damaged",
        saying.history_damaged,
        correctable=True,
        classes=frozenset(OF_HISTORY),
        signs=_signs("not a database|malformed"),
    ),
    Cause("Dagster's history", saying.history_failed, classes=frozenset(OF_HISTORY)),
    Cause(
        "dagster.yaml",
        saying.dagster_yaml,
        correctable=True,
        classes=frozenset(
            {"DagsterInvalidConfigError", "ScannerError", "ParserError", "ConstructorError", "DagsterHomeNotSetError"}
        ),
    ),
    Cause(
        "the code server",
        saying.code_server,
        classes=frozenset({"DagsterUserCodeUnreachableError", "DagsterUserCodeProcessError"}),
    ),
    Cause(
        "the engine's memory",
        saying.engine_memory,
        signs=_signs("resources exhausted|RESOURCE_EXHAUSTED|failed to allocate additional"),
    ),
    Cause("memory", saying.memory, numbers=frozenset({errno.ENOMEM}), classes=frozenset({"MemoryError"})),
    Cause("memory", saying.memory, signs=_signs("cannot allocate memory|malloc of size")),
    Cause("another writer", saying.conflict, classes=frozenset({"CommitFailedError"})),
    TOO_NEW,
    WORKER_LOST,
    Cause(
        "the engine is gone",
        saying.engine_gone,
        classes=frozenset(OF_ENGINE),
        signs=_signs("UNAVAILABLE|failed to connect|connection refused|socket closed|GOAWAY"),
    ),
    DAMAGED,
    ENGINE,
    ROWS,
    Cause("a library that broke off", saying.broken_off, classes=frozenset({PANIC})),
    UNFIT,
    Cause("the network", saying.network, classes=frozenset({"ConnectionError", "TimeoutError", "gaierror", "HTTPError"})),
    Cause("the system", saying.system, classes=frozenset({"OSError"})),
)


def cause_of(chain: Sequence[Raised], deed: Deed) -> tuple[Cause, Found] | None:
    """The cause that a chain of errors shows, and where; None when there is no sign of any."""
    if (error := of_store(chain)) is not None:
        return STORE, Found(error, chain, deed)
    for cause in CAUSES:
        for one in reversed(chain):  # the innermost knows most
            if cause.fits(one):
                return cause, Found(one, chain, deed)
    return None
