"""The dashboard in Chromium over other lakes: empty, away for a moment, in a bucket, and of the real data."""

import time
from pathlib import Path
from typing import Any

from sales_platform.dashboard.reading import CURRENT_SECONDS
from sales_platform_tests.dashboard.served import PAGES, SHOWN, Look, ask, dashboard, needs_chromium
from sales_platform_tests.platform_runs import Workplace, needs_real_landing
from sales_platform_tests.s3_servers import BUCKET, SECRET, S3Server

pytestmark = needs_chromium


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
        look.open(period="all")
        assert look.exact("Total quantity") == f"{ask(workplace.lake, 'SELECT sum(sold_quantity) FROM t'):,} pieces"
        assert look.problems == []
    page.close()


def test_a_lake_in_a_bucket_is_shown_like_one_in_a_folder(
    browser: Any, moto: S3Server, sample: Workplace, tmp_path: Path
) -> None:
    page, server = browser.new_page(), moto.empty()
    for path in (sample.folder / "lake").rglob("*"):
        if path.is_file():
            server.client.upload_file(str(path), BUCKET, f"lake/{path.relative_to(sample.folder / 'lake')}")
    with dashboard(f"s3://{BUCKET}/lake", tmp_path, **server.environment) as address:
        look = Look(page, address).open(period="all")
        assert look.exact("Total quantity") == f"{ask(sample.lake, 'SELECT sum(sold_quantity) FROM t'):,} pieces"
        for name in PAGES[1:]:
            assert SECRET not in look.open(name).page.content()
        assert look.problems == []
    page.close()


@needs_real_landing
def test_the_overview_of_the_real_data_shows_the_acceptance_figures(browser: Any, refreshed: Workplace, tmp_path: Path) -> None:
    page = browser.new_page()
    with dashboard(refreshed.lake.root, tmp_path) as address:
        look = Look(page, address).open()
        assert look.cards()["Total revenue"] == "₹77.37B"
        revenue = look.page.locator(".figure-card", has_text="Total revenue").inner_text()
        assert "+146.8% in a year" in revenue
        assert "₹68.91B after ₹27.93B, Jan to Nov 2025, without Sports Bar" in revenue
        look.page.get_by_role("radio", name="All months").click()
        look.page.get_by_text("105,340,264,771 INR").wait_for()
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
