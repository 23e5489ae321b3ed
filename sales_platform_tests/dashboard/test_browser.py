"""The dashboard as people see it: the real command, real tables, and Chromium."""

import csv
import io
from pathlib import Path

import pytest

from sales_platform.dashboard.selection import ATTRIBUTES, NOTHING_SELECTED
from sales_platform.dashboard.url_values import encoded
from sales_platform.storage.sql_text import quoted
from sales_platform_tests.dashboard.served import PAGES, SHOWN, Look, ask
from sales_platform_tests.platform_runs import Workplace


@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_light_dark_and_narrow_without_errors_and_asks_no_other_host(look: Look, name: str) -> None:
    look.open(name)
    look.page.click("#theme-toggle")
    look.page.wait_for_selector("html[data-bs-theme=dark]")
    assert "version" in look.status()
    look.page.locator(".js-plotly-plot").first.wait_for()
    look.page.set_viewport_size({"width": 390, "height": 844})
    look.page.reload()
    look.wait()
    look.page.locator("#collapse-left-side:not(.show)").wait_for(state="attached")  # the menu would hide the page
    assert look.page.evaluate("document.querySelector('#page-components').scrollWidth") <= 390
    assert look.problems == []


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_each_filter_changes_the_figures_to_what_sql_says(look: Look, sample: Workplace, attribute: str) -> None:
    value = ask(sample.lake, f"SELECT {attribute} FROM t WHERE {attribute} IS NOT NULL GROUP BY 1 ORDER BY count(*), 1 LIMIT 1")
    look.open("", period="all", **{attribute: [value]})
    where = f"WHERE {attribute} = {quoted(value)}"
    assert look.exact("Total quantity") == f"{ask(sample.lake, f'SELECT sum(sold_quantity) FROM t {where}'):,} pieces"
    assert look.cards()["Unique customers"] == str(ask(sample.lake, f"SELECT count(DISTINCT customer_code) FROM t {where}"))


def test_months_restrict_the_figures_and_the_cards_say_what_they_are_compared_with(look: Look, sample: Workplace) -> None:
    month = ask(sample.lake, "SELECT max(month) FROM t WHERE company = 'atlon'")
    look.open(first=f"{month:%Y-%m}", last=f"{month:%Y-%m}")
    sold = ask(sample.lake, f"SELECT sum(sold_quantity) FROM t WHERE month = DATE '{month}'")
    assert look.exact("Total quantity") == f"{sold:,} pieces"
    assert "Not compared: no complete month" in look.page.locator(".figure-card").first.inner_text()


def test_a_period_is_one_click_and_its_chip_takes_it_away_again(look: Look, sample: Workplace) -> None:
    look.open()
    look.page.get_by_role("radio", name="All months").click()
    chip = look.page.get_by_role("button", name="All months: ")
    chip.wait_for()
    look.wait()
    assert look.exact("Total quantity") == f"{ask(sample.lake, 'SELECT sum(sold_quantity) FROM t'):,} pieces"
    chip.click()
    look.page.locator(SHOWN, has_text="Last 12 complete months").wait_for()
    assert look.page.get_by_role("radio", name="Last 12 complete months").is_checked()
    assert look.problems == []


def test_back_and_forward_undo_and_redo_one_choice_each_from_page_to_page(look: Look) -> None:
    look.open()
    look.page.get_by_role("radio", name="All months").click()
    look.page.locator(SHOWN, has_text="All months: ").wait_for()
    look.page.click("#overview-channel-choice")
    look.page.get_by_role("option", name="Retailer", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    look.page.keyboard.press("Escape")
    look.page.get_by_role("link", name="Inventory planning", exact=True).click()
    look.page.locator("#inventory-period-choice").wait_for()
    look.wait()
    look.page.locator("#inventory-period-choice").get_by_role("radio", name="Latest complete month").click()
    look.page.locator(SHOWN, has_text="Latest complete month").wait_for()
    for undone, shown, gone in (
        ("/inventory?channel=Retailer&period=all", "All months: ", "Retailer"),
        ("/?period=all&channel=Retailer", "Retailer", "Last 12"),
        ("/?period=all", "All months: ", "Retailer"),
        ("/", "Last 12", "Retailer"),
    ):
        look.page.go_back()
        look.page.locator(SHOWN, has_text=shown, has_not_text=gone).wait_for()
        look.wait()
        assert look.page.url.removeprefix(look.base) == undone
    assert look.page.get_by_role("radio", name="Last 12 complete months").is_checked()
    look.page.go_forward()
    look.page.locator(SHOWN, has_text="All months: ").wait_for()
    assert look.problems == []


def test_what_changed_says_by_how_much_and_compares_with_other_months_in_one_click(look: Look, sample: Workplace) -> None:
    look.open("changes")
    look.page.get_by_role("alert").filter(has_text="There is nothing to compare").first.wait_for()
    look.open("changes", period="1-month", compared="before")
    look.page.locator(".headline", has_text="Revenue").wait_for()
    month = ask(sample.lake, "SELECT max(month) FROM t WHERE company = 'atlon'")
    sold = ask(sample.lake, f"SELECT sum(revenue_inr) FROM t WHERE company = 'atlon' AND month = DATE '{month}'")
    assert f"{sold:,.0f}" in look.page.locator(".statement tr.sum", has_text="Later months").inner_text()
    assert look.page.locator("#changes-products-up .movers li").count() == 10
    assert look.problems == []


def test_a_month_and_a_period_exclude_each_other(look: Look, sample: Workplace) -> None:
    look.open(first=f"{ask(sample.lake, 'SELECT max(month) FROM t'):%Y-%m}")
    look.page.locator(SHOWN, has_text="to").wait_for()
    chosen = look.page.get_by_role("radio", name="As From and To say")
    chosen.wait_for()
    look.page.wait_for_function(
        "() => [...document.querySelectorAll('[type=radio]')].some(e => e.checked && e.value === 'chosen')"
    )
    look.page.get_by_role("radio", name="Latest complete month").click()
    look.page.locator("#overview-first-choice", has_text="Of the period").wait_for()
    look.page.locator(SHOWN, has_text="Latest complete month").wait_for()
    assert look.problems == []


def test_a_filter_is_chosen_with_the_mouse_kept_on_the_next_page_and_in_the_address(look: Look, sample: Workplace) -> None:
    look.open()
    look.page.click("#overview-channel-choice")
    look.page.get_by_role("option", name="Retailer", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    assert look.page.locator("#overview-channel-choice").inner_text().strip() == "Retailer"
    assert look.page.url == f"{look.base}/?channel=Retailer"
    look.page.keyboard.press("Escape")
    look.page.get_by_role("link", name="Customers", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    with look.page.expect_download() as download:
        look.page.get_by_role("link", name="Download By channel as CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    sold = ask(sample.lake, "SELECT sum(sold_quantity) FROM t WHERE channel = 'Retailer'")
    assert [(row["Channel"], int(row["Quantity (pieces)"])) for row in rows] == [("Retailer", sold)]
    assert look.problems == []


def test_an_empty_selection_says_so_and_reset_brings_everything_back(look: Look) -> None:
    look.open()
    look.page.click("#overview-channel-choice .dash-dropdown-clear")
    look.page.locator(SHOWN, has_text=NOTHING_SELECTED).wait_for()
    assert look.cards() == {}
    look.page.click("#reset-button")
    look.page.locator(".figure-card").first.wait_for()
    assert look.problems == []


def test_a_filter_that_a_page_has_no_figures_by_is_not_on_it_and_is_back_on_the_next_page(look: Look) -> None:
    look.page.goto(f"{look.base}/quality?channel=Retailer&company=atlon")
    look.wait()
    assert look.page.locator(".chip").all_inner_texts()[1:] == ["Company: Atlon \u00d7"]
    assert look.page.locator("#quality-channel").count() == 0
    look.page.get_by_role("link", name="Overview", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()


def test_filters_the_title_and_the_main_part_have_names_for_screen_readers(look: Look) -> None:
    look.open("inventory")
    for name in ("Company", "From", "Lead time (months)"):
        look.page.get_by_role("button", name=name).wait_for()
    look.page.get_by_role("main").wait_for()
    assert look.page.locator("[role=heading][aria-level='1']").all_inner_texts() == ["Inventory planning"]


def test_the_plan_follows_service_level_and_lead_time_and_names_the_baseline(look: Look) -> None:
    look.open("inventory", service=0.99)
    assert look.cards()["Safety stock"] == "104"  # 2.326 x (40 and 4), each rounded up
    assert look.cards()["Stock target"] == "1.10K"
    look.page.get_by_text("the table's CSV says which").wait_for()
    said = look.page.request.get(f"{look.base}/csv/inventory-plan?service=0.99").text()
    assert "True" in {row["Baseline used"] for row in csv.DictReader(io.StringIO(said))}
    look.open("inventory", lead=3)
    assert look.cards()["Expected demand"] == "0"  # forecasts of one month do not reach


def test_the_link_of_an_address_that_cannot_be_shown_drops_the_filters_of_the_tab(look: Look) -> None:
    look.open(channel=["Retailer"])
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    look.page.goto(f"{look.base}/?overview-first={encoded('nonsense')}")
    look.page.get_by_role("link", name="Open the page without filters").click()
    look.page.wait_for_url(lambda url: "fresh" not in url)
    look.wait()
    assert "Channel" not in look.status()
