"""A third company on every page of the dashboard, and its part of the sample."""

from csv import DictReader
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sales_platform_tests import third_company
from sales_platform_tests.acceptance.three_companies import ThreeCompanies


@pytest.fixture(scope="module")
def pages(three: ThreeCompanies) -> Any:
    return three.python("-m", "sales_platform_tests.dashboard.render", three.lake.root)


def test_every_page_shows_it_by_its_label_and_colour(pages: Any) -> None:
    empty = {name for name, piece in pages.items() if isinstance(piece, dict) and piece["message"] is not None}
    changes = {name for name, piece in pages.items() if name.startswith("changes-") and isinstance(piece, dict)}
    before = {"products-growth", "customers-loyalty", "customers-changed"}
    assert empty == before | changes - {"changes-status"}  # for there is no year before
    assert {"label": "Kaveri Tea", "value": "kaveri"} in pages["companies"]
    for name in ("overview-trend", "products-bubbles"):
        assert third_company.LABEL in pages[name]["shown"]
        assert third_company.COLOUR in pages[name]["shown"]
    for name in ("overview-products", "overview-customers"):
        assert third_company.COLOUR in pages[name]["shown"]
        assert third_company.LABEL in pages[name]["shown"]
    for name in ("overview-status", "products-variants", "customers-all", "inventory-plan"):
        assert third_company.LABEL in pages[name]["shown"]
    assert "kaveri/KV-1001" in pages["inventory-product"]


def test_every_table_can_be_downloaded_with_its_rows(pages: Any) -> None:
    csv = {name: piece["csv"] for name, piece in pages.items() if isinstance(piece, dict)}
    assert "2025-07-01,kaveri,kaveri_weeks,14,5,2,9\n" in csv["quality-feeds"]
    assert "2025-07-01,kaveri_weeks,unknown_product,2,80.0,159960.0\n" in csv["quality-stake"]
    assert "2025-07-01,kaveri_weeks,shop_closed,1,5.0,6250.0\n" in csv["quality-stake"]
    assert "few" in {row["Landed units"] for row in DictReader(StringIO(csv["quality-examples"]))}
    assert "Shops are closed on Sundays." in pages["quality-reasons"]["shown"]
    assert "kaveri_weeks,kaveri/weeks/week_2025-08-11.csv,0,the file is empty" in csv["quality-files"]
    for name in ("products-variants", "customers-all", "inventory-plan"):
        assert "kaveri," in csv[name]
    assert "kaveri,2025-07-01,1528293.0," in csv["overview-trend"]
    assert "bronze.kaveri_weeks,no_column_missing,failed" in csv["quality-checks"]


def test_its_part_of_the_sample_is_written_and_comes_out_right(tmp_path: Path) -> None:
    place = ThreeCompanies(tmp_path, tmp_path / "sample")
    account = place.json("sample-data", "--months", "2", "--scale", "0.02", "--out", str(place.landing))
    assert sorted(path.name for path in (place.landing / "kaveri").iterdir()) == ["items", "rates", "shops", "weeks"]
    weeks = account["kaveri_weeks"]["files"]
    assert account["kaveri_weeks"]["rows"] == 2 * weeks
    place.run()
    counted = place.json("kpis")["sales_rows"]["kaveri"]
    assert (counted["accepted"], counted["reasons"]) == (weeks, {"missing_quantity": weeks})
