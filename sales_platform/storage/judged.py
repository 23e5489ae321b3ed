"""Judged rows on their way to two tables: computed once, sound rows to silver, the others to quarantine."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.sql_text import month_predicate

if TYPE_CHECKING:
    from sales_platform.storage.cluster.staging import Staging

_ACCEPTED_LACKS = ("feed", "reasons", "raw", "record")
REJECTED = ("month", "company", "feed", "_file", "_row", "reasons", "raw", "record")


class Judged:
    """Rows with their verdict (see ``silver.judging.verdicts``).

    While the sound rows of some months stream to their table, the others go to a temporary file, so that the second table
    costs no second computation and no row is held in memory. Executors of an engine set them all aside in the lake, and write
    both tables from there.

    Args:
        frame: the rows of all months.
        schema: of them.
        of_months: makes those of some months, where they cannot be taken from the frame.
        watched: surrounds the engine's work; may raise what is to be said of an error instead of it.
    """

    def __init__(
        self,
        frame: DataFrame,
        schema: pa.Schema,
        of_months: Callable[[MonthRange], DataFrame] | None = None,
        watched: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.frame, self.schema = frame, schema
        self._of_months = of_months or (lambda _months: frame)
        self._watched = watched
        self._spools: dict[MonthRange, IO[bytes]] = {}
        self._staging: Staging | None = None

    def accepted(self, months: MonthRange) -> Iterator[pa.RecordBatch]:
        """The sound rows of the months, computed now; the rejected ones are set aside along the way."""
        names = accepted_columns(self.schema.names)
        rejected_schema = pa.schema([self.schema.field(name) for name in REJECTED])
        spool = self._new_spool(months)
        with self._watched(), pa.ipc.new_stream(spool, rejected_schema) as writer:
            for batch in engine.stream(self._of_months(months).where(month_predicate(months)), self.schema):
                sound = pc.equal(pc.list_value_length(batch.column("reasons")), 0)
                accepted = batch.select(names)
                if pc.all(sound).as_py():  # as they are: a filter would copy them
                    yield accepted
                    continue
                writer.write_batch(batch.select(list(REJECTED)).filter(pc.invert(sound)))
                yield accepted.filter(sound)

    def rejected(self, months: MonthRange) -> Iterator[pa.RecordBatch]:
        """The rejected rows of the months, as they were set aside; computed anew when they have been taken already."""
        if months not in self._spools:
            for _ in self.accepted(months):
                pass
        with self._spools.pop(months) as spool:
            spool.seek(0)
            with pa.ipc.open_stream(spool) as batches:
                yield from batches

    def staged(self, root: str, months: MonthRange) -> DataFrame:
        """All rows of the months as the executors have set them aside in the lake; computed by the first who asks.

        Args:
            root: of the lake.
            months: whose rows are wanted.
        """
        from sales_platform.storage.cluster.staging import Staging  # noqa: PLC0415 - not for the embedded engine

        self._staging = self._staging or Staging(root, self.schema)
        with self._watched():
            return self._staging.rows(self.frame.sparkSession, months, lambda: self._of_months(months))

    def close(self) -> None:
        """Drop rows that nobody takes any more, such as rejected ones of months that are as they should be."""
        while self._spools:
            self._spools.popitem()[1].close()
        if self._staging is not None:
            self._staging.close()

    def _new_spool(self, months: MonthRange) -> IO[bytes]:
        if months in self._spools:
            self._spools.pop(months).close()
        # no name in the file system: gone with the process, however it ends
        spool = self._spools[months] = TemporaryFile()  # noqa: SIM115 - closed by ``rejected``
        return spool


class JudgedRows(ABC):
    """One side of judged rows."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    @property
    def schema(self) -> pa.Schema:
        """The columns of this side."""
        return pa.schema([self.judged.schema.field(name) for name in self.columns])

    @property
    @abstractmethod
    def columns(self) -> list[str]:
        """The names of the columns of this side."""

    @property
    @abstractmethod
    def condition(self) -> Column:
        """Which of the judged rows are of this side."""

    @abstractmethod
    def close(self) -> None:
        """To be called when this side is written."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this side is written; where that fails, nobody takes what was set aside."""
        try:
            yield
        except BaseException:
            self.judged.close()
            raise
        self.close()

    @abstractmethod
    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rows of this side in the months, afresh."""


class Accepted(JudgedRows):
    """The sound rows."""

    @property
    def columns(self) -> list[str]:
        """All but what only a rejected row has."""
        return accepted_columns(self.judged.schema.names)

    @property
    def condition(self) -> Column:
        """They have no reason."""
        return F.size("reasons") == 0

    def close(self) -> None:
        """The rejected rows are still to be taken."""

    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The sound rows of the months, computed now."""
        return pa.RecordBatchReader.from_batches(self.schema, self.judged.accepted(months))


class Rejected(JudgedRows):
    """The quarantined rows; they are written after the sound ones."""

    @property
    def columns(self) -> list[str]:
        """The columns of quarantine."""
        return list(REJECTED)

    @property
    def condition(self) -> Column:
        """They have reasons."""
        return F.size("reasons") > 0

    def close(self) -> None:
        """Nothing of the judged rows is needed any more."""
        self.judged.close()

    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rejected rows of the months, as they were set aside, or computed now."""
        return pa.RecordBatchReader.from_batches(self.schema, self.judged.rejected(months))


def accepted_columns(names: list[str]) -> list[str]:
    """The columns of silver among those of a verdict."""
    return [name for name in names if name not in _ACCEPTED_LACKS]
