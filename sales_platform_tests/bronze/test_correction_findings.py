"""What is said of a correction that dates a record in another month than the one that has it."""

from datetime import UTC, date, datetime

import pytest

from sales_platform.bronze.correction_findings import in_another_month
from sales_platform.bronze.corrections import Correction

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
SALE, ORDER = "2025-07-01|A1|7001", "O1|25891101"


def fix(company: str, key: str, field: str, value: str) -> Correction:
    return Correction(company, "sales", key, field, value, "Meera", "2025-12-08", "c.csv", 1, datetime(2025, 12, 8, tzinfo=UTC))


@pytest.mark.parametrize("day", ["2025-08-01", "2025-08-31"])
def test_a_sale_that_is_dated_in_another_month_than_it_landed_in_counts_in_none_and_is_reported(day: str) -> None:
    one = fix("atlon", SALE, "date", day)
    assert in_another_month(one, {one.record: {JULY}}) == (
        "it dates in 2025-08 what landed in 2025-07, so it counts in neither month: land the record again with that date"
    )


@pytest.mark.parametrize(
    "one",
    [
        fix("atlon", SALE, "date", "2025-07-15"),
        fix("atlon", SALE, "sold_quantity", "5"),
        fix("sports_bar", ORDER, "order_placement_date", "2025-08-01"),
    ],
    ids=["of the same month", "of another field", "of a feed whose files say the month"],
)
def test_other_corrections_are_not(one: Correction) -> None:
    assert in_another_month(one, {one.record: {JULY}}) is None


def test_a_record_that_landed_in_that_month_as_well_is_no_problem() -> None:
    one = fix("atlon", SALE, "date", "2025-08-01")
    assert in_another_month(one, {one.record: {JULY, AUGUST}}) is None
    assert in_another_month(one, {}) is None
