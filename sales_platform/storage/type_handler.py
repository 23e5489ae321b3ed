"""What all types of output have in common: they are written by ranges of months, and what was written is reported."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Generic, Protocol, TypeVar

from dagster import OutputContext
from dagster._core.definitions.metadata import RawMetadataValue
from dagster._core.storage.db_io_manager import DbTypeHandler, TableSlice

from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake
from sales_platform.storage.report import report_table, set_data_version
from sales_platform.storage.slices import output_months, slice_months


class Writes(Protocol):
    """What a run writes, and who wants to know."""

    def ranges(self, table: tuple[str, str], months: MonthRange) -> list[MonthRange]:
        """The parts of a range that are to be written."""

    def related(self, feeds: Sequence[str], months: MonthRange) -> Collection[date]:
        """The other months whose rows are compared with those of some months."""

    def written(self, table: tuple[str, str], ranges: Sequence[MonthRange]) -> None:
        """The months of a table are committed."""

    def fingerprints(self, table: tuple[str, str], months: MonthRange) -> Mapping[date, str]:
        """What months of a table are made of now, as far as it is known."""


T = TypeVar("T")


class DeltaTypeHandler(DbTypeHandler[T], Generic[T]):
    """Writes one type to Delta tables, never without a month range, and reports what was written.

    Args:
        writes: which months of a table are to be written, and who wants to know that they are.
    """

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    @abstractmethod
    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: T
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Put the value in the place of the months of the ranges; return metadata about each month, where there are any."""

    def handle_output(
        self, context: OutputContext, table_slice: TableSlice, obj: T, connection: Lake
    ) -> Mapping[str, RawMetadataValue]:
        """Write, then report rows per month, columns, version, size and a preview."""
        table = (table_slice.schema, table_slice.table)
        ranges = self._writes.ranges(table, output_months(context, table_slice))
        by_month = self.write(context, connection, table, ranges, obj)
        self._writes.written(table, ranges)
        months = slice_months(table_slice)
        fingerprints = self._writes.fingerprints(table, months)
        set_data_version(context, months, fingerprints)
        of_months = {month: {"fingerprint": text} for month, text in fingerprints.items()}
        facts = {month: {**by_month.get(month, {}), **of_months.get(month, {})} for month in months}
        return report_table(context, connection, table, months, facts)
