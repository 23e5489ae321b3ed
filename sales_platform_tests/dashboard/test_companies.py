"""Every page is right with one, two or three companies, each with or without data."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sales_platform.companies.registry import COMPANIES
from sales_platform.dashboard import colours
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard import tiny_company
from sales_platform_tests.dashboard.small_lake import FORECAST, QUARANTINE, forecast, sale, write, write_sales

TINY = tiny_company.COMPANY
MAY_BE_EMPTY = {
    "quality-files",
    "quality-checks",
    *(f"changes-{name}" for name in ("products-up", "products-down", "customers-up", "customers-down")),
    "customers-changed",
    "product-quarantine",
    "customer-quarantine",
    "overview-plan",
}
"""These lakes have no targets, refused file or history of Dagster; what they sell and to whom is the same in both years."""
ATLON = [sale(month, "A", "1", 10, "100.00") for month in ("2024-07", "2025-06", "2025-07")]
SPORTS_BAR = [sale("2025-07", "S", "9", 7, "50.50", company="sports_bar", division="Nutrition")]
OF_TINY = [
    sale(month, "T", "5", 9, "20.00", company="tiny", division=None, category=None, variant=None, channel=None, platform=None)
    for month in ("2024-07", "2025-07")
]
LANDED = {"month": date(2025, 7, 1), "company": "tiny", "feed": "tiny_receipts", "_file": "tiny/receipts/r.csv"}
TEXT = pa.string()
BRONZE = pa.schema([("month", pa.date32()), ("_file", TEXT)])
REPAIRED = pa.schema([*BRONZE, ("company", TEXT), ("_row", pa.int64()), ("repairs", pa.list_(TEXT))])
PRICES = pa.schema([("month", pa.date32()), ("company", TEXT), ("product_code", TEXT), ("price_inr", pa.decimal128(18, 2))])


def write_quality(lake: Lake, *, tiny: bool) -> None:
    """What Data quality reads: one repaired row and four in quarantine, of Tiny or of nobody."""
    repaired = {**LANDED, "_row": 5, "repairs": ["correction"]}
    refused = [
        {**LANDED, "_row": 1, "reasons": ["unknown_product"], "raw": '{"sold_on":"2025-07-02","article":"T","count":"4"}'},
        {**LANDED, "_row": 2, "reasons": ["till_closed"], "raw": '{"sold_on":"2025-07-02","article":"T","count":"0"}'},
        {**LANDED, "_row": 3, "reasons": ["missing_quantity"], "raw": '{"article":"T","count":""}'},
    ]
    write(lake, "bronze", "tiny_receipts", [LANDED] * 4 if tiny else [], BRONZE)
    write(lake, "silver", "sales", [repaired] if tiny else [], REPAIRED)
    write(lake, "quarantine", "sales", refused if tiny else [], QUARANTINE)
    write(lake, "quarantine", "prices", [], QUARANTINE)
    write(lake, "gold", "dim_prices", [], PRICES)


def rendered(folder: Path, rows: list[dict[str, Any]], *arguments: str, third: bool = True) -> dict[str, Any]:
    """What a process shows of these sales that has registered the third company as well, or as the arguments say."""
    lake = Lake(str(folder / "lake"))
    write_sales(lake, rows)
    write_quality(lake, tiny=OF_TINY[0] in rows)
    companies = sorted({row["company"] for row in rows})
    forecasts = [
        {**forecast("2025-08", "ATS"[place], 9, "1.00", until="2025-07"), "company": name} for place, name in enumerate(companies)
    ]
    codes = {row["company"]: row["product_code"] for row in rows}
    write(lake, "gold", "demand_forecast", [{**row, "product_code": codes[row["company"]]} for row in forecasts], FORECAST)
    more = {"SALES_COMPANIES": tiny_company.__name__} if third else {}
    done = subprocess.run(
        [sys.executable, "-m", "sales_platform_tests.dashboard.render", lake.root, *arguments],
        env={**os.environ, **more, "DAGSTER_HOME": str(folder / "home"), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def messages(shown: dict[str, Any]) -> dict[str, str]:
    return {
        name: piece["message"]
        for name, piece in shown.items()
        if isinstance(piece, dict) and piece["message"] is not None and name not in MAY_BE_EMPTY
    }


def test_a_third_company_is_on_every_page_with_its_label_and_colour(tmp_path: Path) -> None:
    shown = rendered(tmp_path, ATLON + SPORTS_BAR + OF_TINY)
    assert messages(shown) == {}
    assert {"label": "Tiny Ltd", "value": "tiny"} in shown["companies"]
    for name in ("overview-trend", "products-bubbles"):
        assert "Tiny Ltd" in shown[name]["shown"]
        assert TINY.colour in shown[name]["shown"]
    assert "Tiny Ltd" in shown["changes-companies"]["shown"]
    for name in ("overview-products", "overview-customers"):
        assert TINY.colour in shown[name]["shown"]
        assert "Tiny Ltd" in shown[name]["shown"]  # the legend names the companies that are shown
    for name in ("overview-status", "products-variants", "customers-all", "inventory-plan"):
        assert "Tiny Ltd" in shown[name]["shown"]
    assert "tiny/T" in shown["inventory-product"]


@pytest.mark.parametrize("only", [(), ("no_other",)])  # alone, it leaves the platform without any price list
def test_data_quality_reads_the_landed_rows_of_a_third_company_by_its_declaration(tmp_path: Path, only: tuple[str, ...]) -> None:
    shown = rendered(tmp_path, ATLON + OF_TINY, *only)
    assert "2025-07-01,tiny,tiny_receipts,4,1,1,3\n" in shown["quality-feeds"]["csv"]
    assert "2025-07-01,tiny_receipts,unknown_product,1,4," in shown["quality-stake"]["csv"]
    assert "Till closed: 1 row<br>The till was closed on that day." in shown["quality-reasons"]["shown"]
    assert "Sold on, as landed" in shown["quality-examples"]["csv"]
    assert "tiny_receipts" in shown["quality-feed"]
    assert "till_closed" in shown["quality-reason"]


def test_a_registered_company_without_data_disturbs_no_page(tmp_path: Path) -> None:
    shown = rendered(tmp_path, ATLON + SPORTS_BAR)
    quiet = {"quality-quarantine", "quality-reasons", "quality-examples", "quality-feeds", "quality-stake"}
    assert set(messages(shown)) == quiet  # for nothing has landed
    assert "Tiny Ltd" not in shown["overview-status"]["shown"]
    assert [option["value"] for option in shown["companies"]] == ["atlon", "sports_bar"]


@pytest.mark.parametrize(("module", "rows", "other"), [("atlon", ATLON, "Sports Bar"), ("sports_bar", SPORTS_BAR, "Atlon")])
def test_every_page_is_right_with_one_company(tmp_path: Path, module: str, rows: list[dict[str, Any]], other: str) -> None:
    shown = rendered(tmp_path, rows, module, third=False)
    to_compare = {"products-growth", "changes-headline", "changes-bridge", "changes-companies", "customers-loyalty"}
    assert {name for name in messages(shown) if not name.startswith("quality-")} in ({*()}, to_compare)
    assert [option["value"] for option in shown["companies"]] == [module]
    assert other not in json.dumps(shown)
    assert other.lower().replace(" ", "_") not in json.dumps(shown)


def test_a_company_that_is_no_longer_registered_is_shown_by_its_name(tmp_path: Path) -> None:
    shown = rendered(tmp_path, ATLON + SPORTS_BAR, "atlon", third=False)
    assert "sports_bar" in shown["overview-trend"]["shown"]
    assert colours.MUTED in shown["overview-trend"]["shown"]


def test_a_colour_that_is_not_one_is_replaced_by_a_free_one() -> None:
    companies = [*COMPANIES, *(type(TINY)(name, name, colour, ()) for name, colour in (("x", "green"), ("y", ""), ("z", "#fff")))]
    found = colours.colours_of(companies)
    assert [found["atlon"], found["sports_bar"]] == [company.colour for company in COMPANIES[:2]]
    assert len(set(found.values())) == len(companies)
    assert colours.company_colour("nobody") == colours.MUTED


def test_the_bars_of_many_feeds_can_be_told_apart() -> None:
    looks = [json.dumps(colours.series_marker(place)) for place in range(16)]
    assert len(set(looks)) == len(looks)
