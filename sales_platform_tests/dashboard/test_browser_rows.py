"""Data quality in Chromium: clicks on bars and rows lead to the rows that they count."""

import re
from datetime import datetime

import pytest

from sales_platform.dashboard.formats import month_name
from sales_platform.months import parse_month
from sales_platform_tests.dashboard.served import Look, ask, needs_chromium
from sales_platform_tests.platform_runs import Workplace

pytestmark = needs_chromium


def test_a_click_on_a_reason_leads_to_its_rows(look: Look) -> None:
    look.open("quality")
    chosen = look.page.locator("#quality-reason [id$=value]").get_by_text(re.compile(r"^\s*(?!Any )[A-Z][a-z ]+\s*$")).first
    reason = look.click_bar("quality-reasons", chosen)
    look.page.wait_for_function(
        "reason => {const cells = [...document.querySelectorAll('#quality-examples [role=gridcell][col-id=reasons]')];"
        " return cells.length > 0 && cells.every(cell => cell.textContent.includes(reason))}",
        arg=reason,
    )


def test_a_click_on_a_bar_of_a_month_leads_to_rows_of_that_month(look: Look) -> None:
    look.open("quality")
    chosen = look.page.locator("#quality-month [id$=value]").get_by_text(re.compile(r"^\s*[A-Z][a-z]{2} \d{4}\s*$")).first
    month = datetime.strptime(look.click_bar("quality-quarantine", chosen), "%b %Y")  # noqa: DTZ007 - a month
    look.page.wait_for_function(
        "month => {const cells = [...document.querySelectorAll('#quality-examples [role=gridcell][col-id=month]')];"
        " return cells.length > 0 && cells.every(cell => cell.textContent.trim() === month)}",
        arg=f"{month:%Y-%m}",
    )


@pytest.mark.parametrize("table", ["feeds", "stake"])
def test_a_click_on_a_row_of_numbers_leads_to_rows_of_its_month_and_feed(look: Look, table: str) -> None:
    look.open("quality")
    look.page.locator(f"#quality-{table}").scroll_into_view_if_needed()  # a grid shows its rows when it is seen
    row = look.page.locator(f"#quality-{table} .ag-center-cols-container .ag-row[row-index='0']").first
    cell = row.locator("[col-id=feed]")
    cell.wait_for()
    feed, month = cell.inner_text(), row.locator("[col-id=month]").inner_text()
    cell.click()
    look.page.locator("#quality-feed [id$=value]").get_by_text(feed, exact=True).wait_for()
    named = month_name(parse_month(month))
    look.page.locator("#quality-month [id$=value]").get_by_text(named, exact=True).wait_for()


def test_repaired_rows_are_shown_with_their_file_row_and_repairs(look: Look, sample: Workplace) -> None:
    look.open("quality", rows="mended", feed="sports_bar_orders")
    look.page.locator("#quality-examples").scroll_into_view_if_needed()
    cell = look.page.locator("#quality-examples .ag-center-cols-container .ag-row[row-index='0']").first
    sql = "SELECT count(*) FROM t WHERE _file = '{}' AND _row = {} AND array_to_string(repairs, ', ') = '{}'"
    cell.wait_for()
    found = [cell.locator(f"[col-id={name}]").inner_text() for name in ("file", "row", "reasons")]
    repairs = found[2].lower().replace(" ", "_").replace(",_", ", ")
    assert ask(sample.lake, sql.format(found[0], found[1].replace(",", ""), repairs), table=("silver", "sales")) == 1
