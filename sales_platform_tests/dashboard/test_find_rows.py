"""What became of the rows of an order: against SQL of another hand, and as a page that is safe to give any code to."""

from html import unescape
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from sales_platform.dashboard.queries.landed_rows import LandedRow, landed_rows
from sales_platform.dashboard.reading import LakeReader
from sales_platform_tests.dashboard.served import Look, needs_chromium
from sales_platform_tests.dashboard.test_browser_wcag import AXE, axe_script
from sales_platform_tests.platform_runs import Workplace, needs_real_landing

ORDERS = ("bronze", "sports_bar_orders")
OF_ORDER = """
SELECT l._file AS file, l._row AS row, coalesce(array_to_string(array_sort(q.reasons), ', '), '') AS reasons
FROM landed AS l LEFT JOIN refused AS q ON q._file = l._file AND q._row = l._row AND q.feed = 'sports_bar_orders'
WHERE l.order_id = {}
"""


def in_sql(workplace: Workplace, order: str) -> set[tuple[str, int, str]]:
    answer = workplace.lake.query(OF_ORDER.format(f"'{order}'"), landed=ORDERS, refused=("quarantine", "sales"))
    assert answer is not None
    return {(row["file"], row["row"], row["reasons"]) for row in answer.to_pylist()}


def as_in_sql(row: LandedRow) -> tuple[str, int, str]:
    return row.file, row.row, ", ".join(sorted(row.reasons))


def one_order(workplace: Workplace, reason: str) -> str:
    sql = f"""
    SELECT l.order_id FROM landed AS l JOIN refused AS q ON q._file = l._file AND q._row = l._row
    WHERE q.feed = 'sports_bar_orders' AND array_has(q.reasons, '{reason}') ORDER BY 1 LIMIT 1"""
    answer = workplace.lake.query(sql, landed=ORDERS, refused=("quarantine", "sales"))
    assert answer is not None
    return str(answer.column(0).to_pylist()[0])


@pytest.mark.parametrize("reason", ["duplicate", "missing_quantity", "unknown_product"])
def test_all_rows_of_an_order_are_found_with_their_reasons(sample: Workplace, reason: str) -> None:
    order = one_order(sample, reason)
    found = [row for row in landed_rows(LakeReader(sample.lake), order) if row.source.feed.name == "sports_bar_orders"]
    assert {as_in_sql(row) for row in found} == in_sql(sample, order)
    assert any(reason in row.reasons for row in found)
    assert all(row.fields["order_id"].strip() == order for row in found)


@needs_real_landing
def test_six_rows_of_a_real_order_count_and_one_repeats_another(refreshed: Workplace) -> None:
    found = landed_rows(LakeReader(refreshed.lake), "FOCT617603501")
    assert {as_in_sql(row) for row in found} == in_sql(refreshed, "FOCT617603501")
    assert [row.reasons for row in found] == [()] * 6 + [("duplicate",)]


def page(address: str, code: str) -> str:
    with urlopen(f"{address}/find?code={quote(code)}") as answer:  # noqa: S310 - the test's own server
        return str(answer.read().decode())


def test_the_page_says_what_became_of_each_row_and_what_the_reason_means(address: str, sample: Workplace) -> None:
    shown = unescape(page(address, f" {one_order(sample, 'duplicate')} "))
    assert "Duplicate" in shown
    assert "The same record stands in the numbers already." in shown
    assert "Accepted" in shown
    assert "Row (without the header)" in shown


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "x' OR '1'='1", "", "no such order", "x" * 5000])
def test_any_code_is_data(address: str, code: str) -> None:
    shown = page(address, code)
    assert "<script>" not in shown
    assert "<table>" not in shown
    assert "A code is found as a whole" in shown


@needs_chromium
def test_an_order_is_found_from_data_quality_with_the_keyboard(look: Look, sample: Workplace) -> None:
    order = one_order(sample, "missing_quantity")
    look.open("quality", period="all")
    look.page.get_by_label("Find the rows of an order, a customer or a product by its code").focus()
    look.page.keyboard.type(order)
    look.page.keyboard.press("Enter")
    look.page.locator("h1", has_text=order).wait_for()
    assert "Missing quantity" in look.page.locator("table").first.inner_text()
    assert look.problems == []


@needs_chromium
@pytest.mark.skipif(AXE is None, reason="there is no axe-playwright-python: install requirements-dev.lock")
def test_the_page_breaks_no_rule_of_level_a_or_aa(look: Look, sample: Workplace) -> None:
    look.page.goto(f"{look.base}/find?code={one_order(sample, 'duplicate')}")
    look.page.evaluate(axe_script())
    found: Any = look.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    assert [rule["id"] for rule in found["violations"]] == []
