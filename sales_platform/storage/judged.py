"""Judged rows on their way to two tables: computed once, sound rows to silver, the others to quarantine."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cached_property
from tempfile import TemporaryFile
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.lake import month_predicate

_ACCEPTED_LACKS = ("feed", "reasons", "raw", "record")
REJECTED = ("month", "company", "feed", "_file", "_row", "reasons", "raw", "record")


class Judged:
    """Rows with their verdict (see ``silver.judging.verdicts``).

    While the sound rows of some months stream to their table, the others go to a temporary file, so that the second table
    costs no second computation and no row is held in memory.

    Args:
        frame: the rows of all months.
        of_months: makes those of some months, where they cannot be taken from the frame.
    """

    def __init__(self, frame: DataFrame, of_months: Callable[[MonthRange], DataFrame] | None = None) -> None:
        self.frame = frame
        self._of_months = of_months or (lambda _months: frame)
        self._spools: dict[MonthRange, IO[bytes]] = {}

    @cached_property
    def schema(self) -> pa.Schema:
        """All columns; the engine analyses the plan once for it."""
        return engine.arrow_schema(self.frame)

    def accepted(self, months: MonthRange) -> Iterator[pa.RecordBatch]:
        """The sound rows of the months, computed now; the rejected ones are set aside along the way."""
        names = accepted_columns(self.schema.names)
        stream = engine.stream(self._of_months(months).where(month_predicate(months)), self.schema)
        rejected_schema = pa.schema([stream.schema.field(name) for name in REJECTED])
        spool = self._new_spool(months)
        with pa.ipc.new_stream(spool, rejected_schema) as writer:
            for batch in stream:
                sound = pc.equal(pc.list_value_length(batch.column("reasons")), 0)
                writer.write_batch(batch.filter(pc.invert(sound)).select(list(REJECTED)))
                yield batch.filter(sound).select(names)

    def rejected(self, months: MonthRange) -> Iterator[pa.RecordBatch]:
        """The rejected rows of the months, as they were set aside; computed anew when they have been taken already."""
        if months not in self._spools:
            for _ in self.accepted(months):
                pass
        with self._spools.pop(months) as spool:
            spool.seek(0)
            with pa.ipc.open_stream(spool) as batches:
                yield from batches

    def close(self) -> None:
        """Drop rejected rows that nobody takes, for their months are as they should be."""
        while self._spools:
            self._spools.popitem()[1].close()

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

    @abstractmethod
    def close(self) -> None:
        """To be called when this side is written."""

    @abstractmethod
    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rows of this side in the months, afresh."""


class Accepted(JudgedRows):
    """The sound rows."""

    @property
    def columns(self) -> list[str]:
        """All but what only a rejected row has."""
        return accepted_columns(self.judged.schema.names)

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

    def close(self) -> None:
        """Nothing of the judged rows is needed any more."""
        self.judged.close()

    def stream(self, months: MonthRange) -> pa.RecordBatchReader:
        """The rejected rows of the months, as they were set aside, or computed now."""
        return pa.RecordBatchReader.from_batches(self.schema, self.judged.rejected(months))


def accepted_columns(names: list[str]) -> list[str]:
    """The columns of silver among those of a verdict."""
    return [name for name in names if name not in _ACCEPTED_LACKS]
