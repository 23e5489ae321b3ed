"""ABC classes, new, returning and lost customers, and the pages of one product and customer: against SQL of another hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from sales_platform.dashboard.found_pages import found_pages
from sales_platform.dashboard.page_answers import answer_or_message, message_of
from sales_platform.dashboard.queries import details, single
from sales_platform.dashboard.queries.abc_classes import abc_classes, class_totals, with_classes
from sales_platform.dashboard.queries.changes import CUSTOMERS, PRODUCTS, Kind
from sales_platform.dashboard.queries.loyalty import loyalty, span
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.months import add_months, format_month, parse_month
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.deeper_in_sql import abc_in_sql, loyalty_in_sql, months_in_sql, partners_in_sql
from sales_platform_tests.dashboard.small_lake import QUARANTINE, ROWS, chosen, sale, write, write_sales
from sales_platform_tests.platform_runs import Workplace, needs_real_landing

PERIODS = ("12-months", "3-months", "1-month", "year")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> LakeReader:
    """Twenty months of two companies; customers come, go and come back, one row has no price."""
    lake = Lake(str(tmp_path_factory.mktemp("deeper") / "lake"))
    rows = [{**sale("2024-03", "P1", "1", 5, "1.00"), "price_inr": None, "revenue_inr": None}]
    for number in range(20):
        month = format_month(add_months(parse_month("2024-01"), number))
        rows += [
            sale(month, f"P{product}", str(customer), 3 + (number * product + customer) % 9, f"{20 + product * product}.25")
            for product in range(8)
            for customer in range(9)
            if (number // (customer + 1) + product + customer) % 3 == 0
        ]
        if number > 15:
            rows.append(sale(month, "S", "9", number, "40.50", company="sports_bar"))
    write_sales(lake, rows)
    return LakeReader(lake)


def assert_classes_as_in_sql(reader: LakeReader, selection: Selection) -> None:
    for kind, rows in ((PRODUCTS, details.products(reader, selection)), (CUSTOMERS, details.customers(reader, selection))):
        assert rows is not None
        found = {(row["company"], row[kind.code]): row["class"] for row in with_classes(rows).to_pylist()}
        assert found == abc_in_sql(reader.lake, selection.months, kind.code)
        totals = class_totals(rows).to_pylist()
        assert sum(row["count"] for row in totals) == rows.num_rows
        assert sum(row["share"] for row in totals) == pytest.approx(1)


def assert_loyalty_as_in_sql(reader: LakeReader, selection: Selection) -> list[dict[str, Any]]:
    expected = loyalty_in_sql(reader.lake, span_of(selection))
    if not expected:
        with pytest.raises(UserError, match="No company has sales before"):
            loyalty(reader, selection)
        return []
    answer = loyalty(reader, selection)
    assert answer is not None
    rows: list[dict[str, Any]] = answer.to_pylist()
    found = {
        (row["company"], row["customer_code"]): (row["status"], row["revenue_before" if row["status"] == "lost" else "revenue"])
        for row in rows
    }
    assert found == {key: (status, pytest.approx(revenue)) for key, (status, revenue) in expected.items()}
    return rows


def span_of(selection: Selection) -> Any:
    """The complete months chosen."""
    assert selection.complete is not None
    return type(selection.months).of(selection.months.start, min(selection.months.last, selection.complete))


def assert_one_as_in_sql(reader: LakeReader, selection: Selection, kind: Kind, pages: Sequence[str], **controls: Any) -> None:
    """The page of the one with most revenue, and of another one, shows what SQL says of it."""
    ranked = single.ranked(reader, selection, kind)
    assert ranked is not None
    rows = ranked.to_pylist()
    for row in (rows[0], rows[len(rows) // 2]):
        company, code = row["company"], row[kind.code]
        asked = {**controls, pages[0]: f"{company}/{code}"}
        months = months_in_sql(reader.lake, selection.months, kind.code, company, code)
        trend = frame(reader, pages[0], "trend", **asked)
        assert list(zip(trend["month"], trend["revenue"], strict=True)) == [(each[0], pytest.approx(each[1])) for each in months]
        price = frame(reader, pages[0], "price", **asked)
        assert list(price["price"]) == pytest.approx([each[3] for each in months if each[3]])
        cards = frame(reader, pages[0], "figures", **asked).set_index("figure")["value"]
        assert cards["total_revenue_inr"] == pytest.approx(sum(each[1] for each in months))
        assert cards["total_quantity"] == sum(each[2] for each in months)
        partners = frame(reader, pages[0], pages[1], **asked)
        name = "customer" if kind is PRODUCTS else "product"
        expected = partners_in_sql(reader.lake, selection.months, kind.code, company, code, name)[:10]
        assert list(zip(partners[name], partners["revenue"], strict=True)) == [(n, pytest.approx(r)) for n, r in expected]
        head = frame(reader, pages[0], "head", **asked).iloc[0]
        assert rows[head["rank"] - 1] == row
        assert head["class"] == abc_in_sql(reader.lake, selection.months, kind.code)[company, code]


def frame(reader: LakeReader, page: str, piece: str, **controls: Any) -> Any:
    """The answer to a piece's question."""
    found = next(each for declared in found_pages() for each in declared.all_pieces if each.name == f"{page}-{piece}")
    answer = answer_or_message(reader, found.question, controls)
    found.show(answer)
    return answer


def assert_all_as_in_sql(reader: LakeReader, period: str) -> list[dict[str, Any]]:
    selection = chosen(reader, period=period)
    assert_classes_as_in_sql(reader, selection)
    assert_one_as_in_sql(reader, selection, PRODUCTS, ("product", "customers"), period=period)
    assert_one_as_in_sql(reader, selection, CUSTOMERS, ("customer", "products"), period=period)
    return assert_loyalty_as_in_sql(reader, selection)


@pytest.mark.parametrize("period", [*PERIODS, "all"])
def test_every_number_of_the_deeper_pages_is_that_of_sql(many: LakeReader, period: str) -> None:
    found = {row["status"] for row in assert_all_as_in_sql(many, period)}
    assert found or period == "all"


def test_every_number_of_the_deeper_pages_of_the_sample_is_that_of_sql(sample: Workplace) -> None:
    assert_all_as_in_sql(LakeReader(sample.lake), "1-month")


@needs_real_landing
def test_every_number_of_the_deeper_pages_of_the_real_data_is_that_of_sql(refreshed: Workplace) -> None:
    reader = LakeReader(refreshed.lake)
    for period in ("12-months", "3-months"):
        assert assert_all_as_in_sql(reader, period)
    assert span(reader, chosen(reader)).left_out == ("sports_bar",)


@pytest.mark.parametrize(
    ("revenue", "classes"),
    [([80.0, 15.0, 5.0], "ABC"), ([79.9, 15.2, 4.9], "AAC"), ([100.0], "A"), ([0.0, 0.0], "CC"), ([], "")],
)
def test_a_class_begins_where_those_before_have_their_share(revenue: list[float], classes: str) -> None:
    assert "".join(abc_classes(revenue)) == classes


def test_a_company_without_months_before_has_no_new_customers_and_is_named(many: LakeReader) -> None:
    looked = span(many, chosen(many, period="12-months"))
    assert (looked.companies, looked.left_out) == (("atlon",), ("sports_bar",))
    assert "without Sports Bar, which has no months before" in looked.words()


def test_a_customer_who_comes_back_after_years_is_returning(reader: LakeReader) -> None:
    write_sales(reader.lake, [*ROWS, sale("2023-01", "A", "7", 1, "1.00"), sale("2025-08", "A", "7", 1, "1.00")])
    rows = loyalty(LakeReader(reader.lake), chosen(LakeReader(reader.lake), first="2025-08"))
    assert rows is not None
    found = {row["customer_code"]: row["status"] for row in rows.to_pylist()}
    assert found == {"7": "returning", "2": "returning", "1": "lost"}


def quarantined(row: int, raw: str, feed: str = "sports_bar_orders") -> dict[str, Any]:
    return {
        "month": parse_month("2025-08"), "company": "sports_bar", "feed": feed, "_file": "o.csv", "_row": row,
        "reasons": ["duplicate", "unknown_product"], "raw": raw,
    }  # fmt: skip


def test_rows_in_quarantine_that_name_a_product_or_a_customer_are_on_its_page_field_by_field(reader: LakeReader) -> None:
    rows = [
        quarantined(1, '{"product_id":"S","customer_id":"9","order_qty":"1"}'),
        quarantined(2, '{"product_id":"T","customer_id":"none","order_qty":"2"}'),
        quarantined(3, '{"product_id":"SS","customer_id":"99"}'),
    ]
    write(reader.lake, "quarantine", "sales", rows, QUARANTINE)
    prices = [quarantined(4, '{"product_id":" S ","gross_price":"x"}', "sports_bar_gross_price")]
    write(reader.lake, "quarantine", "prices", prices, QUARANTINE)
    of_product = frame(reader, "product", "quarantine", product="sports_bar/S")
    assert of_product["row"].tolist() == [1, 4]
    assert of_product["landed_order_qty"].tolist() == ["1", None]
    assert of_product["landed_gross_price"].tolist() == [None, "x"]
    assert frame(reader, "customer", "quarantine", customer="sports_bar/9")["row"].tolist() == [1]


def test_a_page_names_those_that_are_called_the_same(reader: LakeReader) -> None:
    more = {**sale("2025-08", "C", "1", 2, "100.00"), "product": "Product A", "variant": "XL"}
    write_sales(reader.lake, [*ROWS, more])
    head = frame(LakeReader(reader.lake), "product", "head", product="atlon/C").iloc[0]
    assert [(each["code"], each["detail"]) for each in head["namesakes"]] == [("A", "M"), ("C", "XL")]
    found = next(each for page in found_pages() for each in page.pieces if each.name == "product-head")
    shown = str(found.show(frame(LakeReader(reader.lake), "product", "head", product="atlon/C")))
    assert "href='/product?product=atlon%2FA'" in shown


@pytest.mark.parametrize("value", ["atlon/nothing", "atlon", "x' OR 1=1 --", ["a"], 5])
def test_a_product_that_is_not_there_is_a_sentence(reader: LakeReader, value: object) -> None:
    assert "There is no product with the code in the address" in str(message_of(frame(reader, "product", "head", product=value)))


def test_unknown_selects_the_rows_without_a_value(reader: LakeReader) -> None:
    unknown = chosen(reader, period="all", city=["Unknown"])
    answer = details.products(reader, unknown)
    assert answer is not None
    assert sum(row["quantity"] for row in answer.to_pylist()) == sum(row["sold_quantity"] for row in ROWS if row["city"] is None)
