"""The page What changed: its figures against SQL written by another hand, for any two periods, and what it says."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.page_answers import answer_or_message, message_of
from sales_platform.dashboard.pages.changes import PAGE
from sales_platform.dashboard.queries import changes
from sales_platform.dashboard.queries.periods import compared_with_year_before
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.months import add_months, format_month
from sales_platform.reports.bridge import PARTS, Bridge
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.bridge_in_sql import Periods, bridges_in_sql, figures_in_sql, sold_in_sql
from sales_platform_tests.dashboard.small_lake import ROWS, chosen, sale, write_sales
from sales_platform_tests.platform_runs import Workplace, needs_real_landing

RUPEE = 1
FIRST, MONTHS = date(2024, 1, 1), 20


def named(row: dict[str, Any]) -> dict[str, Any]:
    """The row; two of the products have one name."""
    return {**row, "product": "Twin"} if row["product_code"] in ("P5", "P6") else row


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> LakeReader:
    """Twenty months of two companies; products come and go, prices change, some rows have no price, one month is missing."""
    lake = Lake(str(tmp_path_factory.mktemp("changes") / "lake"))
    rows = []
    for number in range(MONTHS):
        month = format_month(add_months(FIRST, number))
        rows += [
            named(sale(month, f"P{product}", str(number % 3), 7 + number * product % 11, f"{90 + number * product}.50"))
            for product in range(7)
            if number != 5 and (number + product) % 5
        ]
        if number >= 9:
            rows += [
                sale(month, f"S{n}", "9", 3 + n * number % 4, f"{40 + n}.25", company="sports_bar") for n in range(number % 4)
            ]
    rows += [{**sale("2024-03", "P1", "1", 5, "1.00"), "price_inr": None, "revenue_inr": None}]
    write_sales(lake, rows)
    return LakeReader(lake)


def sql_periods(selection: Selection, back: int) -> Periods:
    """The same for the other engine."""
    assert selection.complete is not None
    return Periods(selection.months.start, selection.months.last, back, selection.complete)


def assert_as_in_sql(reader: LakeReader, compared: object, **controls: object) -> dict[str, Bridge]:
    """The bridges of a selection, after comparing them with SQL of another engine."""
    selection = chosen(reader, **controls)
    asked = sql_periods(selection, changes.months_back(selection, compared))
    expected = bridges_in_sql(reader.lake, asked)
    if not expected:
        with pytest.raises(UserError, match="There is nothing to compare"):
            changes.periods(reader, selection, compared)
        return {}
    periods = changes.periods(reader, selection, compared)
    for kind in (changes.PRODUCTS, changes.CUSTOMERS):
        rows = [
            (row["company"], row[kind.code], row["revenue_before"], row["revenue"])
            for row in changes.sold(reader, selection, periods, kind)
        ]
        assert rows == sold_in_sql(reader.lake, asked, kind.code)
    assert_names_as_in_sql(reader, selection, periods, asked)
    made = changes.bridges(reader, selection, periods)
    assert {name: _rounded(asdict(bridge)) for name, bridge in made.items()} == {
        name: pytest.approx(_rounded(amounts), abs=RUPEE) for name, amounts in expected.items()
    }
    for bridge in made.values():
        assert bridge.before + sum(getattr(bridge, part) for part in PARTS) == bridge.after
    return made


def assert_names_as_in_sql(reader: LakeReader, selection: Selection, periods: changes.Periods, asked: Periods) -> None:
    """Variants of one name together have the amounts of their name in SQL."""
    together = changes.together(changes.sold(reader, selection, periods, changes.PRODUCTS))
    found = sorted((row["company"], row["product"], row["revenue_before"], row["revenue"]) for row in together)
    assert found == sold_in_sql(reader.lake, asked, f"coalesce(product, '{UNKNOWN}')")


def _rounded(amounts: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(amount) for name, amount in amounts.items()}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.integers(1, MONTHS - 1), some.integers(0, MONTHS - 1), some.integers(0, MONTHS - 1))
def test_the_bridge_of_any_two_periods_adds_up_and_is_that_of_sql(
    many: LakeReader, start: int, length: int, earlier: int
) -> None:
    first, last = add_months(FIRST, start), add_months(FIRST, min(start + length, MONTHS - 1))
    compared = format_month(add_months(FIRST, earlier % start))
    assert_as_in_sql(many, compared, first=format_month(first), last=format_month(last))


@pytest.mark.parametrize("compared", ["year", "before", None])
@pytest.mark.parametrize("period", ["12-months", "3-months", "1-month", "all"])
def test_the_bridge_of_each_period_is_that_of_sql(many: LakeReader, period: str, compared: object) -> None:
    assert_as_in_sql(many, compared, period=period)


def test_the_bridge_of_the_sample_is_that_of_sql(sample: Workplace) -> None:
    made = assert_as_in_sql(LakeReader(sample.lake), "before", period="1-month")
    assert sorted(made) == ["atlon", "sports_bar"]


@needs_real_landing
def test_the_bridge_of_the_real_data_is_that_of_sql(refreshed: Workplace) -> None:
    reader = LakeReader(refreshed.lake)
    made = assert_as_in_sql(reader, "year")
    assert {name: round(float(value) / 1e9, 2) for name, value in asdict(made["atlon"]).items()} == {
        "before": 27.93, "price": 4.15, "volume": 33.51, "mix": 0.5, "new": 2.94, "dropped": -0.11, "after": 68.91,
    }  # fmt: skip
    for period in ("3-months", "year", "all"):
        assert_as_in_sql(reader, "before" if period == "3-months" else "year", period=period)


@pytest.mark.parametrize("period", ["12-months", "3-months", "1-month", "year", "financial-year", "all"])
def test_what_the_cards_compare_is_what_sql_says(many: LakeReader, period: str) -> None:
    assert_cards_as_in_sql(many, period)


@needs_real_landing
def test_what_the_cards_compare_on_the_real_data_is_what_sql_says(refreshed: Workplace) -> None:
    for period in ("12-months", "3-months", "all"):
        assert_cards_as_in_sql(LakeReader(refreshed.lake), period)


def assert_cards_as_in_sql(reader: LakeReader, period: str) -> None:
    selection = chosen(reader, period=period)
    compared, asked = compared_with_year_before(reader, selection), sql_periods(selection, 12)
    for found, name in ((compared.now, "later"), (compared.before, "earlier")):
        assert found is not None
        expected = figures_in_sql(reader.lake, asked, name)
        assert {key: float(found[key]) for key in expected} == pytest.approx({key: float(each) for key, each in expected.items()})


def show(reader: LakeReader, piece: str, **controls: object) -> str:
    """What a piece of the page shows, as text."""
    found = next(each for each in PAGE.pieces if each.name == f"changes-{piece}")
    return str(found.show(answer_or_message(reader, found.question, controls)))


def test_the_headline_names_the_change_its_largest_part_and_the_months(reader: LakeReader) -> None:
    shown = show(reader, "headline")
    assert "Revenue ₹3.40K after ₹2.00K: " in shown
    assert "+₹1.40K, +70.0%" in shown
    assert "Most of it is new products, +₹1.50K." in shown
    assert "Jul to Aug 2025 against Jul to Aug 2024, without Sports Bar." in shown


def test_the_statement_has_a_column_for_each_company_and_for_all(reader: LakeReader) -> None:
    write_sales(reader.lake, [*ROWS, sale("2024-08", "S", "9", 10, "50.50", company="sports_bar")])
    shown = show(LakeReader(reader.lake), "companies")
    for text in ("Atlon", "Sports Bar", "All companies", "2,505", "+1,500", "'0'", "3,754"):
        assert text in shown


def test_products_and_customers_that_rose_and_fell_have_a_sentence_each(reader: LakeReader) -> None:
    assert "New: 5 pieces at ₹300.00, nothing before." in show(reader, "products-up")
    assert "Mostly fewer pieces: 19 after 20 pieces (-5.0%); ₹100.00 after ₹100.00 a piece (+0.0%)." in show(
        reader, "products-down"
    )
    assert "New customer: 9 pieces at ₹211.11, nothing before." in show(reader, "customers-up")
    assert "-₹500.00" in show(reader, "customers-down")


def test_a_list_without_rows_says_that_none_rose_or_fell(reader: LakeReader) -> None:
    assert "No customer's revenue fell." in show(reader, "customers-down", channel=["Direct"])
    assert "No product's revenue rose." in show(reader, "products-up", channel=["Retailer"])


def test_products_of_one_name_are_one_unless_each_variant_is_chosen_with_their_share_of_the_change(reader: LakeReader) -> None:
    twins = [{**sale("2025-07", f"T{number}", "1", 10 * number, "100.00"), "product": "Twin"} for number in (1, 2)]
    write_sales(reader.lake, [*ROWS, *twins])
    shown = show(LakeReader(reader.lake), "products-up")
    assert "+₹3.00K · 68.2%" in shown  # of the change of 4,400
    assert "2 variants" in shown
    assert "product=atlon%2FT2" in shown
    each = show(LakeReader(reader.lake), "products-up", products="variant")
    assert "+₹2.00K · 45.5%" in each
    assert "+₹1.00K · 22.7%" in each


def test_periods_that_share_months_say_so(many: LakeReader) -> None:
    selection = chosen(many, first="2025-01", last="2025-06")
    assert changes.periods(many, selection, "2024-11").words().endswith("; both periods have Jan to Apr 2025")
    assert "both" not in changes.periods(many, selection, "year").words()


def test_at_most_ten_are_listed_the_largest_first(reader: LakeReader) -> None:
    write_sales(reader.lake, [*ROWS, *(sale("2025-07", f"N{number}", "1", number, "1.00") for number in range(1, 30))])
    piece = next(each for each in PAGE.pieces if each.name == "changes-products-up")
    rises = answer_or_message(LakeReader(reader.lake), piece.question, {})["change"].tolist()
    assert rises == [1500, *range(29, 20, -1)]


def test_names_from_files_are_no_markup(reader: LakeReader) -> None:
    write_sales(reader.lake, [*ROWS, sale("2025-07", "<img src=x>", "1", 1, "1.00")])
    shown = show(LakeReader(reader.lake), "products-up")
    assert "A(children='Product <img src=x>'" in shown  # a text of Dash, which the browser gets as one
    assert "href='/product?product=atlon%2F%3Cimg+src%3Dx%3E'" in shown


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        ("decade", "The months to compare with cannot be read"),
        (["2024-07"], "The months to compare with cannot be read"),
        ("2025-08", "can be compared with months before only"),
        ("2024-09", "There is nothing to compare"),
    ],
)
def test_months_that_cannot_be_compared_are_a_sentence_everywhere(reader: LakeReader, compared: object, sentence: str) -> None:
    for piece in PAGE.pieces:
        frame = answer_or_message(reader, piece.question, {"first": "2025-08", "compared": compared})
        assert sentence in str(message_of(frame))
        piece.show(frame)


def test_months_compare_with_as_many_right_before_the_first_complete_ones(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, [*ROWS, sale("2025-09", "S", "9", 1, "50.50", company="sports_bar")])
    reader = LakeReader(lake)
    assert changes.months_back(chosen(reader, first="2025-07"), "before") == 2  # September is not complete
    assert changes.months_back(chosen(reader, first="2025-09"), "before") == 1
