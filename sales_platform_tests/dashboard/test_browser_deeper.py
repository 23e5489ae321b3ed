"""Going deeper in Chromium: a click, or Enter, on a bar, a point, a legend or a row filters the page or opens another one."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sales_platform.storage.sql_text import quoted
from sales_platform_tests.dashboard.served import SHOWN, Look, ask, needs_chromium
from sales_platform_tests.platform_runs import Workplace

pytestmark = needs_chromium


def asked(look: Look) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(look.page.url).query)


def links_of(look: Look, chart: str) -> Any:
    """The links of a chart, once there are some."""
    links = look.page.locator(f".figure-container:has(#{chart}) .chart-point")
    links.first.wait_for(state="attached")
    return links


def test_a_click_on_a_bar_filters_the_page_and_its_chip_takes_the_filter_away(look: Look, sample: Workplace) -> None:
    look.open(period="all")
    channel = (
        look.click_bar("overview-channels", look.page.locator("button.chip", has_text="Channel: "))
        .split(": ")[1]
        .rstrip(" \u00d7")
    )
    look.wait()
    assert asked(look)["channel"] == [channel]
    sold = ask(sample.lake, f"SELECT sum(sold_quantity) FROM t WHERE channel = {quoted(channel)}")
    assert look.exact("Total quantity") == f"{sold:,} pieces"
    look.page.locator("button.chip", has_text="Channel: ").click()
    look.page.locator(SHOWN, has_not_text="Channel").wait_for()
    assert look.problems == []


def test_enter_on_a_bar_filters_the_page_and_the_arrows_lead_from_bar_to_bar(look: Look) -> None:
    look.open(period="all")
    links = links_of(look, "overview-channels")
    links.first.focus()
    look.page.keyboard.press("ArrowRight")
    assert look.page.evaluate("document.activeElement.textContent") == links.nth(1).text_content()
    look.page.keyboard.press("Home")
    words = str(look.page.evaluate("document.activeElement.textContent"))
    assert words.endswith(" Enter: only this channel")
    look.page.keyboard.press("Enter")
    look.page.locator("button.chip", has_text=f"Channel: {words.split(':', maxsplit=1)[0]}").wait_for()
    look.wait()
    assert look.page.evaluate("document.activeElement.id") == "page-title"
    assert look.problems == []


def test_a_month_and_a_company_of_the_trend_filter_the_page(look: Look, sample: Workplace) -> None:
    look.open(period="all")
    links = links_of(look, "overview-trend")
    links.filter(has_text="Sports Bar: all of it").first.dispatch_event("click")
    look.page.locator("button.chip", has_text="Company: Sports Bar").wait_for()
    look.wait()
    links_of(look, "overview-trend").filter(has_text="only this month").first.dispatch_event("click")
    look.page.wait_for_url(re.compile("from=.*to="))
    look.wait()
    month = asked(look)["from"][0]
    assert asked(look) == {"from": [month], "to": [month], "company": ["sports_bar"]}
    sold = ask(sample.lake, f"SELECT sum(sold_quantity) FROM t WHERE company = 'sports_bar' AND month = DATE '{month}-01'")
    look.page.locator(".card-exact", has_text=f"{sold:,} pieces").wait_for()


def test_a_click_on_a_legend_filters_by_its_company(look: Look) -> None:
    look.open(period="all")
    look.page.locator("#overview-trend .legendtoggle").first.click(force=True)
    look.page.locator("button.chip", has_text="Company: Atlon").wait_for()


def test_a_bar_of_a_ranking_leads_to_a_page_with_the_filters_of_this_one_and_back(look: Look, sample: Workplace) -> None:
    look.open(period="all", channel=["Retailer"])
    links_of(look, "overview-products").first.dispatch_event("click")
    look.page.wait_for_url("**/product?**")
    look.page.locator(".headline-box .headline").wait_for()
    look.wait()
    found = asked(look)
    company, _, code = found["product"][0].partition("/")
    assert (found["period"], found["channel"]) == (["all"], ["Retailer"])
    where = f"company = {quoted(company)} AND product_code = {quoted(code)} AND channel = 'Retailer'"
    assert look.exact("Total quantity") == f"{ask(sample.lake, f'SELECT sum(sold_quantity) FROM t WHERE {where}'):,} pieces"
    look.page.get_by_role("link", name="All products").click()
    look.page.locator("#products-status .status-line", has_text="Channel: Retailer").wait_for()
    assert "product" not in asked(look)
    assert look.problems == []


@pytest.mark.parametrize(("page", "table", "one"), [("products", "variants", "product"), ("customers", "all", "customer")])
def test_a_row_opens_its_page_with_the_mouse_and_with_enter(look: Look, page: str, table: str, one: str) -> None:
    for key in (None, "Enter"):
        look.open(page, period="all")
        look.page.locator(f"#{page}-{table}").scroll_into_view_if_needed()
        cell = look.page.locator(f"#{page}-{table} .ag-row[row-index='2'] [col-id=revenue]")
        cell.wait_for()
        name = look.page.locator(f"#{page}-{table} .ag-row[row-index='2'] [col-id={one}]").inner_text()
        if key is None:
            cell.click()
        else:
            cell.focus()
            look.page.keyboard.press(key)
        look.page.wait_for_url(f"**/{one}?**")
        look.page.locator(".headline", has_text=name).wait_for()
    assert look.problems == []


def test_the_address_of_a_product_can_be_written_by_hand_and_a_wrong_one_is_a_sentence(look: Look, sample: Workplace) -> None:
    code = ask(sample.lake, "SELECT min(product_code) FROM t WHERE company = 'sports_bar'")
    look.page.goto(f"{look.base}/product?product=sports_bar/{code}&period=all")
    look.wait()
    look.page.locator(".headline-box", has_text=f"code {code}").wait_for()
    look.page.goto(f"{look.base}/product?product=sports_bar/none")
    look.page.get_by_text("There is no product with the code in the address").wait_for()


def test_an_unknown_city_leads_to_its_rows(look: Look, sample: Workplace) -> None:
    look.open("customers", period="all", company=["atlon"])
    look.open("customers", period="all", city=["Unknown"])
    sold = ask(sample.lake, "SELECT sum(sold_quantity) FROM t WHERE city IS NULL")
    with look.page.expect_download() as download:
        look.page.get_by_role("link", name="Download By channel as CSV").click()
    rows = download.value.path().read_text(encoding="utf-8").splitlines()[1:]
    assert sum(int(row.split(",")[2]) for row in rows) == sold
