"""Dagster's table slice -> a range of months."""

from datetime import date

from dagster import InputContext, OutputContext, TimeWindow
from dagster._core.storage.db_io_manager import TableSlice

from sales_platform.months import MonthRange, add_months, parse_month

IN_WHOLE_YEARS = "whole_years"
"""Metadata of an asset or an input: a run of some months writes, or reads, the whole years they are in."""
MONTHS_AHEAD = "months_ahead"
"""The same: a run of some months writes, or reads, every month of the calendar, and so many after it."""


def slice_months(table_slice: TableSlice) -> MonthRange:
    """The half-open month range of a slice.

    Raises:
        ValueError: the slice is not one of monthly partitions; nothing is ever read or written without a month range.
    """
    dimensions = table_slice.partition_dimensions or []
    if len(dimensions) != 1 or not isinstance(dimensions[0].partitions, TimeWindow):
        raise ValueError(f"{table_slice.schema}.{table_slice.table} is not partitioned by month")
    window = dimensions[0].partitions
    return MonthRange(
        date(window.start.year, window.start.month, window.start.day),
        date(window.end.year, window.end.month, window.end.day),
    )


def output_months(context: OutputContext, table_slice: TableSlice) -> MonthRange:
    """The months that an output writes: those of its slice, the whole years they are in, or all months and some ahead.

    A price of any month of a year may be the one that holds for all of it. So a run of one month brings the price lists, the
    products they name and the corrections of that whole year up to date, and its figures do not depend on which other months
    have been run before. Corrections are few, and kept up to date everywhere.
    """
    return _widened(context, slice_months(table_slice))


def input_months(context: InputContext, table_slice: TableSlice) -> MonthRange:
    """The months that an input reads: those of its slice, the whole years they are in, or all months and some ahead."""
    return _widened(context, slice_months(table_slice))


def _widened(context: InputContext | OutputContext, months: MonthRange) -> MonthRange:
    definition = context.definition_metadata or {}
    ahead, whole_years = definition.get(MONTHS_AHEAD), definition.get(IN_WHOLE_YEARS)
    if ahead is None and not whole_years:  # Dagster walks through the calendar to know its ends
        return months
    if (every := _every_month(context)) is None:
        return months
    return months.whole_years(every) if ahead is None else MonthRange(every.start, add_months(every.end, ahead))


def _every_month(context: InputContext | OutputContext) -> MonthRange | None:
    partitions = context.asset_partitions_def
    first, last = partitions.get_first_partition_key(), partitions.get_last_partition_key()
    return MonthRange.of(parse_month(first), parse_month(last)) if first and last else None
