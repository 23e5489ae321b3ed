"""The dashboard as people see it: the real command, real tables, and Chromium."""

import csv
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sales_platform.dashboard.formats import month_name
from sales_platform.dashboard.found_pages import found_pages
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import CURRENT_SECONDS
from sales_platform.dashboard.selection import ATTRIBUTES, NOTHING_SELECTED
from sales_platform.dashboard.url_values import encoded
from sales_platform.months import parse_month
from sales_platform.storage.lake import Lake, quoted
from sales_platform_tests.dashboard.served import CHROMIUM, SHOWN, Look, dashboard
from sales_platform_tests.dashboard.small_lake import FORECAST, forecast, write
from sales_platform_tests.platform_runs import REAL_LANDING, Workplace, needs_real_landing
from sales_platform_tests.s3_servers import BUCKET, SECRET, moto_server

PAGES = ("", *[page.name for page in found_pages()[1:]])
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}: install Debian's chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started.new_context(viewport={"width": 1400, "height": 1000})  # one context, so that scripts are loaded once
        started.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A refreshed platform on a small sample, with a forecast of two of its products."""
    folder = tmp_path_factory.mktemp("dashboard")
    workplace = Workplace(folder, folder / "landing")
    written = workplace.command("sample-data", "--months", "3", "--scale", "0.05", "--out", str(folder / "landing"))
    assert written.returncode == 0, written.stderr
    workplace.run()
    sql = "SELECT DISTINCT product_code AS code FROM t WHERE company = 'atlon' ORDER BY 1 LIMIT 2"
    answer = workplace.lake.query(sql, t=SALES)
    assert answer is not None
    first, second = answer.column("code").to_pylist()
    rows = [
        forecast("2030-01", first, 900, "40.00", until="2029-12"),
        forecast("2030-01", second, 100, "4.00", until="2029-12", baseline=True),
    ]
    write(workplace.lake, "gold", "demand_forecast", rows, FORECAST)
    return workplace


@pytest.fixture(scope="module")
def address(sample: Workplace) -> Iterator[str]:
    with dashboard(str(sample.folder / "lake"), sample.folder) as served:
        yield served


@pytest.fixture
def look(browser: Any, address: str) -> Iterator[Look]:
    page = browser.new_page()
    yield Look(page, address)
    page.close()


def ask(lake: Lake, sql: str, table: tuple[str, str] = SALES) -> Any:
    """The only value of an answer over sales_enriched, or another table."""
    answer = lake.query(sql, t=table)
    assert answer is not None
    return answer.column(0).to_pylist()[0]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_light_dark_and_narrow_without_errors_and_asks_no_other_host(look: Look, name: str) -> None:
    look.open(name)
    look.page.click("#theme-toggle")
    look.page.wait_for_selector("html[data-bs-theme=dark]")
    assert "version" in look.status()
    assert look.page.locator(".js-plotly-plot").first.is_visible()
    look.page.set_viewport_size({"width": 390, "height": 844})
    look.page.reload()
    look.wait()
    look.page.locator("#collapse-left-side:not(.show)").wait_for(state="attached")  # the menu would hide the page
    assert look.page.evaluate("document.querySelector('#page-components').scrollWidth") <= 390
    assert look.problems == []


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_each_filter_changes_the_figures_to_what_sql_says(look: Look, sample: Workplace, attribute: str) -> None:
    value = ask(sample.lake, f"SELECT {attribute} FROM t WHERE {attribute} IS NOT NULL GROUP BY 1 ORDER BY count(*), 1 LIMIT 1")
    look.open("", **{attribute: [value]})
    where = f"WHERE {attribute} = {quoted(value)}"
    assert look.exact("Total quantity") == f"{ask(sample.lake, f'SELECT sum(sold_quantity) FROM t {where}'):,} pieces"
    assert look.cards()["Unique customers"] == str(ask(sample.lake, f"SELECT count(DISTINCT customer_code) FROM t {where}"))


def test_months_restrict_the_figures_and_the_previous_period_is_named(look: Look, sample: Workplace) -> None:
    month = ask(sample.lake, "SELECT max(month) FROM t WHERE company = 'atlon'")
    look.open(first=f"{month:%Y-%m}", last=f"{month:%Y-%m}")
    sold = ask(sample.lake, f"SELECT sum(sold_quantity) FROM t WHERE month = DATE '{month}'")
    assert look.exact("Total quantity") == f"{sold:,} pieces"
    assert " vs " in look.page.locator(".figure-card").first.inner_text()


def test_a_filter_is_chosen_with_the_mouse_kept_on_the_next_page_and_in_the_address(look: Look, sample: Workplace) -> None:
    look.open()
    look.page.click("#overview-channel-choice")
    look.page.get_by_role("option", name="Retailer", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    assert look.page.locator("#overview-channel-choice").inner_text().strip() == "Retailer"
    assert f"overview-channel={encoded(['Retailer'])}" in look.page.url
    look.page.keyboard.press("Escape")
    look.page.get_by_role("link", name="Customers", exact=True).click()
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    with look.page.expect_download() as download:
        look.page.get_by_role("link", name="Download CSV: By channel").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    sold = ask(sample.lake, "SELECT sum(sold_quantity) FROM t WHERE channel = 'Retailer'")
    assert [(row["channel"], int(row["quantity"])) for row in rows] == [("Retailer", sold)]
    assert look.problems == []


def test_an_empty_selection_says_so_and_reset_brings_everything_back(look: Look) -> None:
    look.open()
    look.page.click("#overview-channel-choice .dash-dropdown-clear")
    look.page.locator(SHOWN, has_text=NOTHING_SELECTED).wait_for()
    assert look.cards() == {}
    look.page.click("#reset-button")
    look.page.locator(".figure-card").first.wait_for()
    assert look.problems == []


def test_a_click_on_a_reason_leads_to_its_rows(look: Look) -> None:
    look.open("quality")
    chosen = look.page.locator("#quality-reason [id$=value]").get_by_text(re.compile(r"^\s*[a-z_]+\s*$")).first
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


def test_mended_rows_are_shown_with_their_file_row_and_repairs(look: Look, sample: Workplace) -> None:
    look.open("quality", rows="mended", feed="sports_bar_orders")
    look.page.locator("#quality-examples").scroll_into_view_if_needed()
    cell = look.page.locator("#quality-examples .ag-center-cols-container .ag-row[row-index='0']").first
    sql = "SELECT count(*) FROM t WHERE _file = '{}' AND _row = {} AND array_to_string(repairs, ', ') = '{}'"
    cell.wait_for()
    found = [cell.locator(f"[col-id={name}]").inner_text() for name in ("file", "row", "reasons")]
    assert ask(sample.lake, sql.format(found[0], found[1].replace(",", ""), found[2]), table=("silver", "sales")) == 1


def test_a_filter_that_a_page_has_no_figures_by_is_not_said_to_restrict_it(look: Look, sample: Workplace) -> None:
    look.open("quality", category=[ask(sample.lake, "SELECT max(category) FROM t")])
    look.page.get_by_text("not restricted by category").wait_for()


def test_filters_the_title_and_the_main_part_have_names_for_screen_readers(look: Look) -> None:
    look.open("inventory")
    for name in ("Company", "From", "Lead time (months)"):
        look.page.get_by_role("button", name=name).wait_for()
    look.page.get_by_role("main").wait_for()
    assert look.page.locator("[role=heading][aria-level='1']").all_inner_texts() == ["Inventory planning"]


def test_a_page_of_the_web_cannot_read_it_under_another_name(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example"})  # noqa: S310 - the test's own server
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310
    with caught.value as answer:
        assert answer.code == 400


def test_the_plan_follows_service_level_and_lead_time_and_names_the_baseline(look: Look) -> None:
    look.open("inventory", service=0.99)
    assert look.cards()["Safety stock"] == "104"  # 2.326 x (40 and 4), each rounded up
    assert look.cards()["Reorder quantity"] == "1.10K"
    look.page.locator("#inventory-plan").scroll_into_view_if_needed()
    look.page.get_by_text("baseline (seasonal naive)", exact=True).first.wait_for()
    look.open("inventory", lead=3)
    assert look.cards()["Expected demand"] == "0"  # forecasts of one month do not reach


@pytest.mark.parametrize(
    ("address_of", "sentence"),
    [
        ("/?overview-channel=" + encoded(["x' OR 1=1 --"]), "There is no channel"),
        ("/?overview-first=" + encoded("'; DROP TABLE"), "is not a month"),
        ("/?overview-top=" + encoded("x"), "The length of the rankings must be one of 5, 10, 15, 20"),
        ("/inventory?inventory-product=" + encoded("atlon/none"), "There is no forecast of the product"),
        ("/quality?quality-reason=" + encoded("<script>"), "There is no reason"),
        ("/products?products-market=India", "cannot be read"),
    ],
)
def test_a_bad_value_in_the_address_is_answered_with_a_sentence(address: str, address_of: str, sentence: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(address + address_of)  # noqa: S310 - the test's own server
    with caught.value as answer:
        text = answer.read().decode()
    assert caught.value.code == 400
    assert sentence in text
    assert "<script>" not in text


def test_every_chart_is_there_as_csv_and_its_total_is_that_of_sql(address: str, sample: Workplace) -> None:
    revenue = float(ask(sample.lake, "SELECT sum(revenue_inr) FROM t"))
    names = ["overview-trend", "overview-channels", "products-bubbles", "products-divisions", "customers-all"]
    names += [f"customers-by-{attribute}" for attribute in ("channel", "platform", "market", "city")]
    for name in names:
        with urllib.request.urlopen(f"{address}/csv/{name}") as answer:  # noqa: S310 - the test's own server
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            rows = csv.DictReader(io.StringIO(answer.read().decode()))
        assert sum(float(row["revenue"]) for row in rows) == pytest.approx(revenue, rel=1e-12), name


def test_the_link_of_an_address_that_cannot_be_shown_drops_the_filters_of_the_tab(look: Look) -> None:
    look.open(channel=["Retailer"])
    look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    look.page.goto(f"{look.base}/?overview-first={encoded('nonsense')}")
    look.page.get_by_role("link", name="Open the page without filters").click()
    look.page.wait_for_url(lambda url: "fresh" not in url)
    look.wait()
    assert "channel" not in look.status()


def test_filters_outlive_a_lake_that_is_away_for_a_moment(browser: Any, sample: Workplace, tmp_path: Path) -> None:
    lake, page = tmp_path / "lake", browser.new_page()
    lake.symlink_to(sample.folder / "lake")
    with dashboard(str(lake), tmp_path) as address:
        look = Look(page, address)
        look.open(channel=["Retailer"])
        lake.unlink()
        time.sleep(CURRENT_SECONDS + 0.5)
        look.page.reload()
        look.page.get_by_text("There are no figures yet").first.wait_for()
        lake.symlink_to(sample.folder / "lake")
        time.sleep(CURRENT_SECONDS + 0.5)
        look.page.reload()
        look.page.locator(SHOWN, has_text="channel: Retailer").wait_for()
    page.close()


def test_an_empty_lake_tells_what_to_run_and_a_run_shows_on_reload(browser: Any, tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, tmp_path / "landing")
    page = browser.new_page()
    with dashboard(str(tmp_path / "lake"), tmp_path) as address:
        look = Look(page, address)
        for name in ("", "inventory"):
            assert "run 'sales-platform run'" in look.open(name).status()
        look.open()
        written = workplace.command("sample-data", "--months", "1", "--scale", "0.05", "--out", str(tmp_path / "landing"))
        assert written.returncode == 0, written.stderr
        workplace.run()
        page.reload()
        look.wait()
        assert look.exact("Total quantity") == f"{ask(workplace.lake, 'SELECT sum(sold_quantity) FROM t'):,} pieces"
        assert look.problems == []
    page.close()


def test_a_lake_in_a_bucket_is_shown_like_one_in_a_folder(browser: Any, sample: Workplace, tmp_path: Path) -> None:
    page = browser.new_page()
    with moto_server() as server:
        for path in (sample.folder / "lake").rglob("*"):
            if path.is_file():
                server.client.upload_file(str(path), BUCKET, f"lake/{path.relative_to(sample.folder / 'lake')}")
        with dashboard(f"s3://{BUCKET}/lake", tmp_path, **server.environment) as address:
            look = Look(page, address).open()
            assert look.exact("Total quantity") == f"{ask(sample.lake, 'SELECT sum(sold_quantity) FROM t'):,} pieces"
            for name in PAGES[1:]:
                assert SECRET not in look.open(name).page.content()
            assert look.problems == []
    page.close()


@needs_real_landing
def test_the_overview_of_the_real_data_shows_the_acceptance_figures(browser: Any, tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, REAL_LANDING)
    workplace.run()
    page = browser.new_page()
    with dashboard(str(tmp_path / "lake"), tmp_path) as address:
        look = Look(page, address).open()
        assert look.cards() == {
            "Total revenue": "₹105.34B",
            "Total quantity": "34.13M",
            "Unique customers": "54",
            "Average selling price": "₹4,043.16",
            "Revenue per unit": "₹3,086.40",
        }
        assert look.exact("Total revenue") == "105,340,264,771 INR"
        assert look.problems == []
    page.close()
