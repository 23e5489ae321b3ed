"""An error, as it was raised or as Dagster has recorded it, with those behind it; classes are known by their names alone.

So no library has to be loaded to know its errors, and an error that another process has recorded is known as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST = 300
_DEEPEST = 30
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_STATEMENT = re.compile(r"\s*\[SQL: .*|\s*\(Background on this error at: .*", re.DOTALL)
"""What SQLAlchemy says behind the message: a statement with its values, which may be anybody's data."""
_STACK = re.compile(r"\s*(?:stack backtrace:|\b0: (?:<unknown>|\w+::)).*", re.DOTALL)
_SECRETS = (
    (re.compile(r"://[^\s/@'\"]*@"), "://...@"),
    (re.compile(r"\b(https?://[^\s?'\"]+)\?[^\s'\")]+"), r"\1?..."),
    (re.compile(r"\bsc://[^\s'\")]+"), "sc://..."),
)
_NUMBER = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)|Os \{ code: (\d+)")
_PATHS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:file|directory|directory:|path) \"(?P<path>[^\"]+)\"",
        r"(?:to (?:open|create|access|walk|rename)|metadata for) (?:file|dir|path)?:? ?(?P<path>/?[^\s:\"'#]+/[^\s:\"'#]+)",
        r"(?:directory|file): (?P<path>/[^\s:\"']+)",
        r"\[Errno \d+\] [^:]+: '(?P<path>[^']+)'",
    )
)
_BELOW_A_TABLE = re.compile(r"/(?:_delta_log|month=[^/]*|part-)(?:/.*|[^/]*)?$")


class Recorded(Protocol):
    """What Dagster keeps of an error."""

    @property
    def message(self) -> str: ...
    @property
    def cls_name(self) -> str | None: ...
    @property
    def cause(self) -> "Recorded | None": ...
    @property
    def context(self) -> "Recorded | None": ...


@dataclass(frozen=True)
class Raised:
    """One error of a chain.

    Attributes:
        kind: the name of its class.
        names: that and, where it was raised here, those of the classes above.
        text: what it says.
        number: that of the operating system, if it has one.
        file: the file or folder that it is about, if it names one.
    """

    kind: str
    names: frozenset[str]
    text: str
    number: int | None = None
    file: str | None = None

    @property
    def line(self) -> str:
        """What it says, on one line, without statements, values and secrets."""
        return one_line(self.text)


def raised_chain(error: BaseException) -> tuple[Raised, ...]:
    """The error, and what it was raised from, the outermost first."""
    found: list[Raised] = []
    current: BaseException | None = error
    while current is not None and len(found) < _DEEPEST:
        names = [kind.__name__ for kind in type(current).__mro__]
        number = getattr(current, "errno", None) if isinstance(current, OSError) else None
        file = getattr(current, "filename", None) if isinstance(current, OSError) else None
        found.append(_raised(names, f"{current}{_status(current)}", number, file))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return tuple(found)


def _status(error: BaseException) -> str:
    """That of an answer of S3, which boto3 keeps apart from what it says."""
    answer = getattr(error, "response", None)
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(answer, dict) else None
    return f" (status {status})" if status else ""


def recorded_chain(error: Recorded | None) -> tuple[Raised, ...]:
    """The same of an error that Dagster has recorded."""
    return tuple(_recorded(error))


def _recorded(error: Recorded | None) -> Iterator[Raised]:
    deep = 0
    while error is not None and deep < _DEEPEST:
        name = error.cls_name or ""
        yield _raised([name], re.sub(rf"^(?:[\w.]+\.)?{re.escape(name)}: ", "", error.message))
        error, deep = error.cause or error.context, deep + 1


def _raised(names: Sequence[str], text: str, number: int | None = None, file: object = None) -> Raised:
    said = _COLOURS.sub("", text)
    match = _NUMBER.search(said)
    if number is None and match is not None:
        number = int(next(group for group in match.groups() if group))
    return Raised(names[0], frozenset(names), said, number, str(file) if isinstance(file, str) else file_in(said))


def one_line(text: str) -> str:
    """A text on one line, without what may be secret or somebody's data, cut where it is long."""
    line = " ".join(_STATEMENT.sub("", _STACK.sub("", _COLOURS.sub("", text))).replace("↳", ":").split())
    for pattern, instead in _SECRETS:
        line = pattern.sub(instead, line)
    return f"{line[:LONGEST]}..." if len(line) > LONGEST else line


def file_in(text: str) -> str | None:
    """The file that the text of an error is about; of one in a table of the lake, the table."""
    for pattern in _PATHS:
        if match := pattern.search(text):
            file = _BELOW_A_TABLE.sub("", match["path"])
            return file if file.startswith("/") or "://" in file else f"/{file}"  # delta-rs leaves the first slash out
    return None
