"""What is told of a third company: trace, suggestions, asset checks, SQL."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from sales_platform_tests.acceptance.third_company_model import model
from sales_platform_tests.acceptance.three_companies import WEEK_1, WEEK_5, ThreeCompanies

JULY = ("trace", "--month", "2025-07", "--company", "kaveri")
CHECKS = """
import json
from sales_platform.assets.checks import checks_of
from sales_platform.catalog import TABLES
print(json.dumps({table.text: [check.name for check in checks_of(table)] for table in TABLES}))
"""
RULES_HOLD = """
import json, sys
from sales_platform.entities import ENTITY
from sales_platform.months import MonthRange, calendar, parse_month
from sales_platform.quality.finding import Scope
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform.silver.silver_findings import rules_hold
with reading_view(Settings.from_environment()) as view:
    finding = rules_hold(ENTITY[sys.argv[1]], Scope(view, MonthRange.of(parse_month("2025-07"), parse_month("2025-07"))))
print(json.dumps({"found": finding.found, "sentence": finding.sentence, "examples": list(finding.examples)}, default=str))
"""


def traced(three: ThreeCompanies, item: str, shop: str, *arguments: str) -> dict[str, list[Any]]:
    """Rows of the fact, accepted rows and rows in quarantine that a figure of July is made of, by file and row."""
    found = three.json(*(arguments or JULY), "--product", item, "--customer", shop)
    assert found["adds_up"]
    named = {name: [(row["_file"], row["_row"]) for row in found[name]] for name in ("sources", "quarantined", "prices")}
    return {**named, "fact": [(row["company"], row["sold_quantity"]) for row in found["fact"]]}


@pytest.mark.parametrize(
    ("item", "shop"), [("KV-1001", "S01"), ("KV-1002", "S02"), ("KV-1003", "COUNTER"), ("KV-1004", "S01"), ("KV-1001", "S09")]
)
def test_a_figure_is_traced_to_all_rows_of_its_item_and_customer(three: ThreeCompanies, item: str, shop: str) -> None:
    own = [sale for sale in model(three.landing).sales if (sale.item, sale.code, f"{sale.month:%m}") == (item, shop, "07")]
    found = traced(three, item, shop)
    assert sorted(found["sources"]) == sorted((sale.file, sale.row) for sale in own if not sale.reasons)
    assert sorted(found["quarantined"]) == sorted((sale.file, sale.row) for sale in own if sale.reasons)
    assert found["fact"] == [("kaveri", sum(sale.pieces or 0 for sale in own if not sale.reasons))] * bool(found["sources"])


def test_the_price_of_a_figure_is_traced_to_its_file_and_the_company_need_not_be_named(three: ThreeCompanies) -> None:
    found = traced(three, "KV-1001", "S01", "trace", "--month", "2025-07")
    assert found["prices"] == [("kaveri/rates/rates_2025_08.csv", 1)]
    assert found["sources"] == [(WEEK_1, 2), (WEEK_5, 6)]


def test_what_a_row_in_quarantine_says_is_shown_as_it_landed(three: ThreeCompanies) -> None:
    done = three.command("quarantine", "--entity", "sales", "--month", "2025-07", "--examples", "100", COLUMNS="400")
    raw = '{"sold_on":"04.07.2025","shop":"S03","item":"KV-1003","units":"few","value":""}'
    assert f"{WEEK_1}, row 9: invalid_quantity: {raw}" in done.stdout


def test_what_is_likely_is_suggested_and_what_is_not_is_left(three: ThreeCompanies) -> None:
    found = {tuple(one["line"].split(",")[:5]): one["evidence"] for one in three.json("suggest") if one["company"] == "kaveri"}
    assert set(found) == {
        ("kaveri", "products", "KV-l004", "Item", "KV-1004"),
        ("kaveri", "customers", "S03", "Delivery Address", "Chennai"),
        ("kaveri", "prices", "2025-07|KV-1002", "Rate", "425.00"),
    }
    evidence = found["kaveri", "products", "KV-l004", "Item", "KV-1004"]
    assert evidence.startswith("KV-1004 is ordered 3 times")
    assert "the price list has it 2 times; the same product in other sizes is KV-1001, KV-1002" in evidence


def test_its_tables_have_the_checks_that_those_of_the_other_two_have(three: ThreeCompanies) -> None:
    checks = three.python("-c", CHECKS)
    for own, alike in (("rates", "sports_bar_gross_price"), ("weeks", "atlon_sales"), ("shops", "sports_bar_customers")):
        assert checks[f"bronze/kaveri_{own}"] == checks[f"bronze/{alike}"]
    assert checks["bronze/kaveri_items"] == ["every_file_is_in", "no_column_missing", "no_column_added"]
    assert "no_day_missing" not in checks["bronze/kaveri_weeks"]
    assert "no_day_missing" in checks["bronze/sports_bar_orders"]


def test_a_run_says_what_is_wrong_with_its_files_and_values(three: ThreeCompanies) -> None:
    said = three.said
    missing = "1 file is without an agreed column: kaveri/weeks/week_2025-08-04.csv (Value)."
    added = '1 file has columns that are not agreed: kaveri/weeks/week_2025-07-28.csv ({"Remark": "a"}).'
    assert f"ERROR bronze/kaveri_weeks no_column_missing: {missing}" in said
    assert f"WARN bronze/kaveri_weeks no_column_added: {added}" in said
    assert "WARN silver/customers values_known: 12 rows break channel." in said
    assert "kaveri_items no_item_code 12" in said
    assert "kaveri_weeks shop_closed 1 (7.1% in the worst month, 0% is usual)" in said
    assert "masters_known" not in said
    assert "rules_hold" not in said


BREAKS = {
    "sales": (({"date": "CAST('2025-07-06' AS DATE)"}, 2, "shop_closed"), ({"customer_code": "'S1'"}, 4, "customer_unknown")),
    "products": (({"product": "'Masala Chia'"}, 1, "chai_spelling"), ({"variant": "'Tasting'"}, 2, "for_tasting")),
}


@pytest.mark.parametrize("table", BREAKS)
def test_rows_that_break_what_its_own_rules_promise_are_found(three: ThreeCompanies, tmp_path: Path, table: str) -> None:
    shutil.copytree(three.folder / "lake", tmp_path / "lake")
    place = ThreeCompanies(tmp_path, three.landing)
    for change, row, _ in BREAKS[table]:
        delta = place.lake.open("silver", table)
        assert delta is not None
        own = f"company = 'kaveri' AND month = '2025-07-01' AND _row = {row}"
        assert delta.update(updates=change, predicate=own)["num_updated_rows"] == 1
    found = place.python("-c", RULES_HOLD, table)
    assert found["found"] == 2
    assert sorted(row["breaks"] for row in found["examples"]) == sorted(rule for *_, rule in BREAKS[table])


def test_sql_knows_its_tables_and_joins_them(three: ThreeCompanies) -> None:
    shown = {(row["layer"], row["table"]) for row in three.sql("show tables")}
    assert {("bronze", f"kaveri_{name}") for name in ("shops", "items", "rates", "weeks")} <= shown
    described = {row["column"]: row["meaning"] for row in three.sql("describe silver.sales")}
    assert "COUNTER is an unknown customer of Kaveri Tea" in described["customer_code"]
    query = """
    select b.sold_on, b.units, s.quantity, c.city, p.product, b._row from bronze.kaveri_weeks b
    join silver.sales s on s._file = b._file and s._row = b._row and s.month = b.month
    join gold.dim_customers c on c.month = s.month and c.company = s.company and c.customer_code = s.customer_code
    join gold.dim_products p on p.month = s.month and p.company = s.company and p.product_code = s.product_code
    where b.units like '%,%' order by b._file, b._row"""
    assert [tuple(row.values()) for row in three.sql(query)] == [
        ("01.07.2025", "1,200 pcs", 1200, "Mysuru", "Masala Chai", 2),
        ("02.08.2025", "1,000", 1000, "Kochi", "Masala Chai", 8),
    ]
    assert three.sql("select distinct company_as_landed as c from bronze.kaveri_shops where shop = 'S05'") == [{"c": "Kiosk"}]
