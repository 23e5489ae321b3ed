"""The dashboard in Chromium with a keyboard and a screen reader: names, summaries, tables, and addresses that can be read."""

from typing import Any

from sales_platform.storage.sql_text import quoted
from sales_platform_tests.dashboard.served import SHOWN, Look, ask, needs_chromium
from sales_platform_tests.platform_runs import Workplace

pytestmark = needs_chromium


def test_an_address_can_be_read_and_written_by_hand(look: Look, sample: Workplace) -> None:
    month = ask(sample.lake, "SELECT max(month) FROM t WHERE company = 'atlon'")
    look.page.goto(f"{look.base}/?from={month:%Y-%m}&to={month:%Y-%m}&company=atlon&channel=Direct&channel=Retailer&top=5")
    look.page.locator(SHOWN, has_text="Company: Atlon").wait_for()
    look.wait()
    where = f"company = 'atlon' AND channel IN ('Direct', 'Retailer') AND month = DATE {quoted(str(month))}"
    assert look.exact("Total quantity") == f"{ask(sample.lake, f'SELECT sum(sold_quantity) FROM t WHERE {where}'):,} pieces"
    query = f"from={month:%Y-%m}&to={month:%Y-%m}&company=atlon&channel=Direct&channel=Retailer"
    assert sorted(look.page.url.partition("?")[2].split("&")) == sorted([*query.split("&"), "top=5"])
    assert look.problems == []


def test_an_address_without_a_filter_has_none_whatever_was_chosen_in_the_tab_before(look: Look) -> None:
    look.page.goto(f"{look.base}/?channel=Retailer")
    look.page.locator(SHOWN, has_text="Channel: Retailer").wait_for()
    look.page.get_by_role("link", name="Customers", exact=True).click()
    look.page.locator("#customers-status button.chip", has_text="Channel: Retailer").click()
    look.page.locator("#customers-status .status-line", has_not_text="Channel").wait_for()
    look.page.get_by_role("link", name="Overview", exact=True).click()
    look.page.locator("#overview-status .status-line", has_not_text="Channel").wait_for()
    assert look.page.url == f"{look.base}/"


def test_a_chart_has_a_name_with_its_figures_and_is_a_table_at_the_press_of_a_key(look: Look, sample: Workplace) -> None:
    look.page.goto(f"{look.base}/?period=all")
    look.wait()
    chart = look.page.locator("#overview-channels .js-plotly-plot[role=img]")
    chart.wait_for()
    sold = ask(sample.lake, "SELECT CAST(sum(revenue_inr) AS BIGINT) FROM t WHERE channel = 'Retailer'")
    assert "Revenue by channel. Retailer: " in chart.get_attribute("aria-label")
    look.page.get_by_role("button", name="Show Revenue by channel as table").focus()
    look.page.keyboard.press("Enter")
    row = look.page.get_by_role("region", name="Revenue by channel").locator("tr", has_text="Retailer")
    assert f"{sold:,}" in row.inner_text()
    look.page.get_by_role("radio", name="Latest complete month").click()
    row.filter(has_not_text=f"{sold:,}").wait_for()  # the table follows the filters
    look.page.get_by_role("button", name="Show Revenue by channel as chart").click()
    chart.wait_for()
    assert look.problems == []


def test_the_first_key_leads_past_the_navigation(look: Look) -> None:
    look.open()
    look.page.keyboard.press("Tab")
    assert look.page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    look.page.keyboard.press("Enter")
    assert look.page.evaluate("document.activeElement.id") == "right-side"
    assert "#" not in look.page.url


def test_the_menu_of_filters_says_whether_it_is_open_and_opens_with_a_key(look: Look) -> None:
    look.open()
    button = look.page.get_by_role("button", name="Filters", exact=True)
    assert button.get_attribute("aria-expanded") == "true"
    button.focus()
    look.page.keyboard.press("Enter")
    look.page.locator("#collapse-icon[aria-expanded=false]").wait_for()


def test_grids_and_downloads_are_named(look: Look) -> None:
    look.open("products")
    look.page.get_by_role("link", name="Download Every variant as CSV").wait_for()
    look.page.locator(".ag-root[aria-label='Every variant']").wait_for()


def test_the_colours_are_those_that_the_system_prefers(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme="dark")
    Look(page, address).open()
    page.wait_for_selector("html[data-bs-theme=dark]")
    page.close()
