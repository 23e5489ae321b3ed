"""Prices and quantities far from their own past are warned about by file and row, those of a season are not."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_platform.companies.registry import COMPANY_BY_NAME
from sales_platform.months import MonthRange, add_months
from sales_platform.quality.finding import Finding, Scope
from sales_platform.silver.far_findings import prices_near_their_past, quantities_near_their_past
from sales_platform.storage.lake import Lake
from sales_platform_tests.small_lake import CALENDAR, view_of

SEPTEMBER = date(2025, 9, 1)
PLACE = {"_file": pa.string(), "_row": pa.int64()}
PRICES = {"month": pa.date32(), "company": pa.string(), "product_code": pa.string(), "price_inr": pa.decimal128(18, 2), **PLACE}
SALES = {"month": pa.date32(), "company": pa.string(), "product_code": pa.string(), "quantity": pa.int64(), **PLACE}
A_FEW = settings(max_examples=15)
companies, products = st.sampled_from(sorted(COMPANY_BY_NAME)), st.sampled_from(["A1", "25891101", "x' OR 1=1"])


def found(table: str, rows: Sequence[Mapping[str, Any]], months: int = 1) -> Finding:
    """What the check finds in the last months up to September."""
    kinds = PRICES if table == "prices" else SALES
    with TemporaryDirectory() as folder:
        numbered = [{"_file": "a.csv", "_row": row, **values} for row, values in enumerate(rows, start=1)]
        landed = pa.Table.from_pylist(numbered, schema=pa.schema(list(kinds.items())))
        write_deltalake(f"{folder}/silver/{table}", landed, partition_by=["month"])
        asked = MonthRange.of(add_months(SEPTEMBER, 1 - months), SEPTEMBER)
        scope = Scope(view_of(Path(folder, "landing"), Lake(folder), CALENDAR), asked)
        return prices_near_their_past(scope) if table == "prices" else quantities_near_their_past(scope)


def price(month: date, amount: str, company: str = "atlon", product: str = "A1") -> dict[str, Any]:
    return {"month": month, "company": company, "product_code": product, "price_inr": Decimal(amount)}


def sold(month: date, quantities: Sequence[int], company: str = "atlon", product: str = "A1") -> list[dict[str, Any]]:
    return [{"month": month, "company": company, "product_code": product, "quantity": quantity} for quantity in quantities]


@A_FEW
@given(companies, products, st.integers(1, 12), st.sampled_from([10, 100, 1000]), st.booleans(), st.integers(100, 9000))
def test_a_price_ten_times_or_a_tenth_of_the_last_one_is_named_with_both(
    company: str, product: str, ago: int, factor: int, up: bool, amount: int
) -> None:
    before, now = (f"{amount}", f"{amount * factor}") if up else (f"{amount * factor}", f"{amount}")
    rows = [price(add_months(SEPTEMBER, -ago), before, company, product), price(SEPTEMBER, now, company, product)]
    others = [price(SEPTEMBER, "1", company, "other"), price(add_months(SEPTEMBER, -1), "1", "nobody", product)]
    finding = found("prices", [*rows, *others])
    assert dict(finding.by_month) == {SEPTEMBER: 1}
    assert f"₹{Decimal(now):,}.00 of {company} {product} in 2025-09, ₹{Decimal(before):,}.00 in 20" in finding.sentence
    assert "(a.csv, row 2)" in finding.sentence
    (example,) = finding.examples
    assert (example["_file"], example["_row"], example["before"]) == ("a.csv", 2, Decimal(before))


@pytest.mark.parametrize("amount", ["1010", "550", "9.99", "99.9", "10.10"])
def test_a_price_within_ten_times_of_the_last_one_is_not_named(amount: str) -> None:
    assert found("prices", [price(date(2025, 8, 1), "101"), price(SEPTEMBER, amount)]).passed == (
        amount not in {"1010", "9.99", "10.10"}
    )


def test_a_price_is_far_from_its_past_in_the_month_of_the_change_only() -> None:
    list_of_2024 = [price(date(2024, month, 1), "500") for month in range(1, 13)]
    list_of_2025 = [price(date(2025, month, 1), "5000") for month in range(1, 10)]
    finding = found("prices", [*list_of_2024, *list_of_2025], months=9)
    assert dict(finding.by_month) == {date(2025, 1, 1): 1}
    assert found("prices", [*list_of_2024, *list_of_2025], months=8).passed


@A_FEW
@given(companies, products, st.data(), st.sampled_from([10, 100]))
def test_a_row_with_a_zero_too_many_is_named_with_what_is_usual(
    company: str, product: str, data: st.DataObject, factor: int
) -> None:
    usual = st.lists(st.integers(50, 150), min_size=3, max_size=8)
    before = [sold(add_months(SEPTEMBER, -ago), data.draw(usual), company, product) for ago in (1, 2, 3)]
    now = [100, *data.draw(usual)]
    wrong = data.draw(st.integers(75, 150)) * factor
    rows = [row for month in before for row in month] + sold(SEPTEMBER, now, company, product)
    assert found("sales", [*rows, *sold(date(2025, 8, 1), [1], "nobody", product)]).passed
    finding = found("sales", [*rows, *sold(SEPTEMBER, [wrong], company, product)])
    assert dict(finding.by_month) == {SEPTEMBER: 1}
    past = [row["quantity"] for month in before for row in month]
    said = (
        f"{wrong:,} pieces of {company} {product} in 2025-09, {min(past):,} to {max(past):,} before (a.csv, row {len(rows) + 1})"
    )
    assert said in finding.sentence


def test_a_row_that_lost_its_thousands_is_named() -> None:
    rows = [*sold(date(2025, 8, 1), [9000, 12000]), *sold(SEPTEMBER, [12, 11000, 13000])]
    assert "12 pieces of atlon A1 in 2025-09, 9,000 to 12,000 before (a.csv, row 3)" in found("sales", rows).sentence


def test_a_season_that_lifts_all_rows_of_a_product_and_small_orders_are_not_named() -> None:
    before = sold(date(2025, 8, 1), [50, 60, 150])
    assert found("sales", [*before, *sold(SEPTEMBER, [900, 1000, 2000])]).passed
    assert found("sales", [*before, *sold(SEPTEMBER, [4, 60, 90])]).passed


def test_the_only_row_of_a_month_is_named_when_it_is_ten_times_all_before() -> None:
    before = sold(date(2025, 8, 1), [50, 100])
    assert found("sales", [*before, *sold(SEPTEMBER, [999])]).passed
    assert not found("sales", [*before, *sold(SEPTEMBER, [1000])]).passed
    assert not found("sales", [*before, *sold(SEPTEMBER, [5])]).passed


def test_a_product_without_sales_in_the_three_months_before_is_not_judged() -> None:
    assert found("sales", [*sold(date(2025, 5, 1), [5]), *sold(SEPTEMBER, [5000, 5])]).passed
    assert not found("sales", [*sold(date(2025, 6, 1), [5]), *sold(SEPTEMBER, [5000, 5])]).passed


def test_quantities_as_large_as_silver_has_them_do_not_overflow() -> None:
    largest = 999_999_999_999_999
    rows = [*sold(date(2025, 8, 1), [5] * 3), *sold(SEPTEMBER, [largest] + [5] * 20_000)]
    assert f"{largest:,} pieces" in found("sales", rows).sentence


def test_only_some_of_many_are_shown_and_all_are_counted() -> None:
    rows = [*sold(date(2025, 8, 1), [5] * 10), *sold(SEPTEMBER, [500] * 9 + [5] * 200)]
    finding = found("sales", rows)
    assert finding.sentence.startswith("9 quantities are far from those of the 3 months before: ")
    assert finding.sentence.endswith("; and 4 more.")
    assert len(finding.examples) == 5
