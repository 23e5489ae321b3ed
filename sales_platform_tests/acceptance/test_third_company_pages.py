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
    assert "2025-07-01,kaveri_weeks,unknown_product,2,80,159960.0\n" in csv["quality-stake"]
    assert "2025-07-01,kaveri_weeks,shop_closed,1,5,6250.0\n" in csv["quality-stake"]
    assert "few" in {row["Units, as landed"] for row in DictReader(StringIO(csv["quality-examples"]))}
    assert "rarer reasons are in the table below" in pages["quality-reasons"]["shown"]
    assert "Shops are closed on Sundays." in pages["quality-reasons of kaveri"]
    assert "kaveri_weeks,kaveri/weeks/week_2025-08-11.csv,0,the file is empty" in csv["quality-files"]
    for name in ("products-variants", "customers-all", "inventory-plan"):
        assert "kaveri," in csv[name]
    assert "kaveri,2025-07-01,1528293.0," in csv["overview-trend"]
    assert "bronze.kaveri_weeks,no_column_missing,failed" in csv["quality-checks"]


def test_its_targets_and_stock_are_on_the_pages_and_in_the_tables(three: ThreeCompanies, pages: Any) -> None:
    planned = "SELECT company, month, sum(sold_quantity) AS sold, sum(target_quantity) AS planned FROM gold.plan_variance"
    rows = three.sql(f"{planned} WHERE company = 'kaveri' GROUP BY company, month ORDER BY month")
    assert [(row["month"], row["sold"], row["planned"]) for row in rows] == [
        ("2025-07-01", 1218, 1510),
        ("2025-08-01", 1025, 2000),
    ]
    stock = (
        "SELECT product_code, at_hand, on_order, cover_days FROM gold.stock_cover WHERE company = 'kaveri' ORDER BY product_code"
    )
    assert [tuple(row.values()) for row in three.sql(stock)] == [("KV-1001", 240, 60, 428), ("KV-1002", 10, 0, 0)]
    assert "Pieces against plan" in pages["overview-figures"]["shown"]
    compared = {row["Month"]: row for row in DictReader(StringIO(pages["overview-plan"]["csv"])) if row["Company"] == "kaveri"}
    assert (compared["2025-07-01"]["Quantity (pieces)"], compared["2025-07-01"]["Target (pieces)"]) == ("1218", "1510")
    reorder = {row["Product code"]: row for row in DictReader(StringIO(pages["inventory-plan"]["csv"]))}
    assert (reorder["KV-1002"]["Lasts until"], float(reorder["KV-1002"]["At hand (pieces)"])) == ("2025-08-19", 10)
    assert "Runs out first" in pages["inventory-totals"]["shown"]
    assert "2025-08-01,kaveri_goals,unknown_product,1," in pages["quality-stake"]["csv"]
    assert "2025-08-01,kaveri_shelves,missing_quantity,1," in pages["quality-stake"]["csv"]


def test_its_part_of_the_sample_is_written_and_comes_out_right(tmp_path: Path) -> None:
    place = ThreeCompanies(tmp_path, tmp_path / "sample")
    account = place.json("sample-data", "--months", "2", "--scale", "0.02", "--out", str(place.landing))
    assert sorted(path.name for path in (place.landing / "kaveri").iterdir()) == ["items", "rates", "shops", "weeks"]
    weeks = account["kaveri_weeks"]["files"]
    assert account["kaveri_weeks"]["rows"] == 2 * weeks
    place.run()
    counted = place.json("kpis")["sales_rows"]["kaveri"]
    assert (counted["accepted"], counted["reasons"]) == (weeks, {"missing_quantity": weeks})
