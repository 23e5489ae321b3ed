"""Judged rows on their way to two tables: computed once, sound rows to silver, the others to quarantine."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.lake import month_predicate

_ACCEPTED_LACKS = ("feed", "reasons", "raw")
REJECTED = ("month", "company", "feed", "_file", "_row", "reasons", "raw")


@dataclass
class Judged:
    """Rows with their verdict (see ``silver.judging.verdicts``).

    While the sound rows of some months stream to their table, the others go to a temporary file, so that the second table
    costs no second computation and no row is held in memory.
    """

    frame: DataFrame
    _folder: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def spooled(self, months: MonthRange) -> Path:
        """Where the rejected rows of the months are kept."""
        return Path(self._folder.name, f"{months.start}_{months.end}.arrow")

    def split(self, months: MonthRange) -> Iterator[pa.RecordBatch]:
        """The sound rows of the months; the rejected ones are spooled along the way."""
        names = accepted_columns(self.frame.columns)
        stream = engine.stream(self.frame.where(month_predicate(months)))
        rejected_schema = pa.schema([stream.schema.field(name) for name in REJECTED])
        with pa.OSFile(str(self.spooled(months)), "wb") as file, pa.ipc.new_stream(file, rejected_schema) as spool:
            for batch in stream:
                sound = pc.equal(pc.list_value_length(batch.column("reasons")), 0)
                spool.write_batch(batch.filter(pc.invert(sound)).select(list(REJECTED)))
                yield batch.filter(sound).select(names)


class JudgedRows(ABC):
    """One side of judged rows."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    @property
    def schema(self) -> pa.Schema:
        """The columns of this side."""
        full = engine.arrow_schema(self.judged.frame)
        return pa.schema([full.field(name) for name in self.columns])

    @property
    @abstractmethod
    def columns(self) -> list[str]:
        """The names of the columns of this side."""

    @abstractmethod
    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rows of this side in the months, afresh."""


class Accepted(JudgedRows):
    """The sound rows."""

    @property
    def columns(self) -> list[str]:
        """All but what only a rejected row has."""
        return accepted_columns(self.judged.frame.columns)

    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The sound rows of the months, computed now."""
        return pa.RecordBatchReader.from_batches(self.schema, self.judged.split(months))


class Rejected(JudgedRows):
    """The quarantined rows."""

    @property
    def columns(self) -> list[str]:
        """The columns of quarantine."""
        return list(REJECTED)

    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rejected rows of the months, as they were set aside, or computed now."""
        if not self.judged.spooled(months).exists():
            for _ in self.judged.split(months):
                pass
        return pa.RecordBatchReader.from_batches(self.schema, _read(self.judged.spooled(months)))


def accepted_columns(names: list[str]) -> list[str]:
    """The columns of silver among those of a verdict."""
    return [name for name in names if name not in _ACCEPTED_LACKS]


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path), "rb") as file, pa.ipc.open_stream(file) as batches:
        yield from batches
