"""How rows that landed are written: those of files to bronze, and judged ones to silver and quarantine."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from dagster import InputContext, OutputContext
from dagster._core.definitions.metadata import RawMetadataValue
from dagster._core.storage.db_io_manager import TableSlice

from sales_platform import engine
from sales_platform.memory import give_back_memory
from sales_platform.months import MonthRange
from sales_platform.storage.chunks import chunks
from sales_platform.storage.file_rows import FileRows
from sales_platform.storage.judged import JudgedRows
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate
from sales_platform.storage.type_handler import DeltaTypeHandler, Writes
from sales_platform.storage.writes import replace_rows


class FileRowsHandler(DeltaTypeHandler[FileRows]):
    """Mode *replace files*: the rows of the named files, and no others, are replaced."""

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """FileRows."""
        return [FileRows]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: FileRows
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Replace the files' rows in the months of the ranges, and in none between them; no files, no commit."""
        lake.ensure(*table, value.schema)
        for months in ranges if value.paths else ():
            if (landed := value.landed(months)) is None:
                replace_rows(lake, table, value.schema, partial(value.rows, months), value.predicate(months))
            else:
                from sales_platform.storage.cluster.file_rows import replace_files  # noqa: PLC0415 - not for the embedded engine

                replace_files(lake, table, landed, partial(value.rows, months), value.paths, months)
        return {}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> FileRows:
        """Landed files cannot be read back from bronze."""
        raise NotImplementedError("bronze is read as a DataFrame or as an Arrow table")


class JudgedHandler(DeltaTypeHandler[JudgedRows]):
    """Mode *replace months* for judged rows: computed once, a bounded number of landed rows at a time, for two tables.

    Args:
        writes: see ``DeltaTypeHandler``.
        by_delta: an engine of its own writes by Delta's own writer.
    """

    def __init__(self, writes: Writes, *, by_delta: bool = False) -> None:
        super().__init__(writes)
        self._by_delta = by_delta

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """Accepted and Rejected."""
        return [JudgedRows]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: JudgedRows
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Replace the months by the rows of this side."""
        if not engine.is_embedded(value.judged.frame.sparkSession):
            from sales_platform.storage.cluster.tables import write_judged  # noqa: PLC0415 - not for the embedded engine

            write_judged(lake, table, value, ranges, by_delta=self._by_delta)
            return {}
        with value.writing():
            for chunk in chunks(context.definition_metadata or {}, lake, ranges):
                replace_rows(lake, table, value.schema, partial(value.stream, chunk), month_predicate(chunk))
                give_back_memory()
        return {}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> JudgedRows:
        """Judged rows cannot be read back."""
        raise NotImplementedError("silver and quarantine are read as a DataFrame or as an Arrow table")
