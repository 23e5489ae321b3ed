"""A dashboard over a small sample, and Chromium looking at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.served import Look, chromium, dashboard
from sales_platform_tests.dashboard.small_lake import FORECAST, ROWS, forecast, write, write_sales
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Chromium keeps scripts, compiled, from one module of tests to the next."""
    return tmp_path_factory.mktemp("chromium")


@pytest.fixture(scope="module")  # while Playwright runs, its event loop is that of the thread
def browser(profile: Path) -> Iterator[Any]:
    with chromium(profile) as started:
        yield started


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A refreshed platform on a small sample, with a forecast of two of its products."""
    folder = made_once(tmp_path_factory, "dashboard", _make_sample)
    return Workplace(folder, folder / "landing")


def _make_sample(folder: Path) -> None:
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


@pytest.fixture(scope="session")
def address(sample: Workplace) -> Iterator[str]:
    with dashboard(str(sample.folder / "lake"), sample.folder) as served:
        yield served


@pytest.fixture
def look(browser: Any, address: str) -> Iterator[Look]:
    page = browser.new_page()
    yield Look(page, address)
    page.close()


@pytest.fixture
def reader(tmp_path: Path) -> LakeReader:
    """A reader of the rows that the tests of the questions share."""
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, ROWS)
    return LakeReader(lake)
