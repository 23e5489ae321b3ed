"""Take the pictures of the README anew: the dashboard and Dagster's graph over a lake of sample data. Needs Chromium.

Usage: python -m docs.pictures, from the project's folder
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from sales_platform_tests.s3_servers import free_port, wait_for

DOCS = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("sales-platform")
MOST_BYTES = 100_000
MONTHS = 24
WAIT_SECONDS = 120
SIZE = (1280, 860)
GOLD = "locations/__repository__@sales_platform/asset-groups/gold/lineage"
"""The graph of gold in the Dagster UI."""


def main() -> None:
    """Make a lake, open both servers over it, and write docs/dashboard.jpg and docs/graph.jpg."""
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("Chromium is missing: install the Debian package chromium.")
    with tempfile.TemporaryDirectory(prefix="pictures_") as folder, sync_playwright() as playwright:
        settings = os.environ | {
            "SALES_LANDING": f"{folder}/landing",
            "SALES_LAKE": f"{folder}/lake",
            "DAGSTER_HOME": f"{folder}/home",
        }
        for arguments in (["sample-data", "--out", f"{folder}/landing", "--months", str(MONTHS)], ["run"]):
            subprocess.run([COMMAND, *arguments], env=settings, check=True, stdout=subprocess.DEVNULL)
        chromium = playwright.chromium.launch(executable_path=browser)
        page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        with served("dashboard", settings) as address:
            page.goto(address, timeout=WAIT_SECONDS * 1000)
            page.locator(".js-plotly-plot").first.wait_for(timeout=WAIT_SECONDS * 1000)
            page.wait_for_load_state("networkidle")
            take(page, DOCS / "dashboard.jpg")
        with served("dev", settings) as address:
            page.goto(f"{address}/{GOLD}", timeout=WAIT_SECONDS * 1000)
            page.get_by_text("sales_enriched").first.wait_for(timeout=WAIT_SECONDS * 1000)
            page.wait_for_load_state("networkidle")
            take(page, DOCS / "graph.jpg")
        chromium.close()


@contextmanager
def served(command: str, settings: dict[str, str]) -> Iterator[str]:
    """The address of a server, while it runs."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [COMMAND, command, "--port", str(port)], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def take(page: Page, path: Path) -> None:
    """A picture, as good as its greatest size allows."""
    for quality in range(85, 20, -5):
        if len(picture := page.screenshot(type="jpeg", quality=quality)) < MOST_BYTES:
            path.write_bytes(picture)
            return
    sys.exit(f"{path} has more than {MOST_BYTES:,} bytes.")


if __name__ == "__main__":
    main()
