"""Which months of its inputs a month of a table is made from, whatever a new table declares."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sales_platform.assets.common import table_in
from sales_platform.bronze.bronze_tables import BRONZE
from sales_platform.catalog import GOLD
from sales_platform.gold import demand_forecast as forecast
from sales_platform.gold import fact_sales as fact
from sales_platform.months import MonthRange
from sales_platform.planning.landing_state import LandingState
from sales_platform.planning.parts import months_read, parts_of
from sales_platform.storage.slices import MONTHS_AHEAD
from sales_platform.table import Months, Reads, Table

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
CALENDAR = MonthRange.of(date(2024, 1, 1), date(2025, 12, 1))


def landed(months: Mapping[str, set[date]]) -> LandingState:
    """A landing whose feeds have files of these months."""
    marks = {BRONZE[feed].text: {month: {"a file"} for month in its} for feed, its in months.items()}
    state = SimpleNamespace(marks=lambda table: marks.get(table.text, {}), months={JULY, AUGUST}, is_waiting=lambda _: False)
    return cast("LandingState", state)


STATE = landed({"sports_bar_orders": {JULY}, "atlon_sales": {AUGUST}})


def made_up(*reads: Reads, months: Months = Months.SAME) -> Table:
    return Table("gold", "made_up", "Made up.", ("month",), reads=reads, months=months)


@pytest.mark.parametrize("table", [table for table in GOLD if table.months is not Months.AHEAD], ids=lambda table: table.name)
def test_whole_years_of_a_table_of_gold_are_their_months_that_have_something(table: Table) -> None:
    assert list(months_read(Reads(table, Months.WHOLE_YEARS), JULY, STATE, CALENDAR)) == [JULY, AUGUST]


@pytest.mark.parametrize("months", [Months.SAME, Months.WHOLE_YEARS, Months.EVERY, Months.AHEAD])
def test_what_reads_the_forecast_is_made_of_all_of_it(months: Months) -> None:
    read = Reads(forecast.TABLE, months)
    assert months_read(read, JULY, STATE, CALENDAR) == (CALENDAR.last,)
    given: Any = table_in(read, made_up(read)).metadata
    assert given == {MONTHS_AHEAD: forecast.TABLE.months_ahead}


def test_a_month_has_another_fingerprint_when_another_month_of_the_year_has() -> None:
    table = made_up(Reads(fact.TABLE, Months.WHOLE_YEARS))
    before = parts_of(table, JULY, STATE, CALENDAR, lambda _, month: f"{month}")
    after = parts_of(table, JULY, STATE, CALENDAR, lambda _, month: f"{month} anew" if month == AUGUST else f"{month}")
    assert before != after
