"""A company that delivers some of the four entities only: what needs nothing else comes out right, the rest is told at once."""

import json
import subprocess
from pathlib import Path

import pytest

from sales_platform_tests.companies.test_registry import elsewhere
from sales_platform_tests.small_lake import write

KIOSK = """
from sales_platform.companies.company import ANY, QUANTITY, Company, Landed, Record, Source, UnknownCustomer
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import day, text, whole_number
from sales_platform.values.spark import F

CASH = UnknownCustomer("CASH", "^[0-9]+$", attributes={"market": "India"})
ITEMS = Source(
    Feed("kiosk_items", "kiosk", "products", "kiosk/items", ("item", "called"), Months.SNAPSHOT, "Items."),
    lambda: {"product_code": text("item"), "product": text("called")},
    Record(("item",), {"called": ANY}),
    Landed(product="item"),
)
SALES = Source(
    Feed("kiosk_sales", "kiosk", "sales", "kiosk/sales", ("sold", "item", "count"), Months.BY_ROW, "Sales.", "sold"),
    lambda: {
        "date": day("sold"),
        "product_code": text("item"),
        "customer_code": F.lit(CASH.code),
        "customer_unknown": F.lit(True),
        "quantity_text": text("count"),
        "quantity": whole_number(text("count")),
    },
    Record(("sold", "item"), {"count": QUANTITY}),
    Landed(product="item", quantity="count"),
    own_rules=(CASH.rule(),),
)
"""
WITHOUT_CUSTOMERS = 'COMPANY = Company("kiosk", "Kiosk", "#123456", (ITEMS, SALES), CASH)\n'
WITHOUT_ITEMS = 'COMPANY = Company("kiosk", "Kiosk", "#123456", (SALES,), CASH)\n'
NOBODY_IS_UNKNOWN = 'COMPANY = Company("kiosk", "Kiosk", "#123456", (ITEMS, SALES))\n'
ITEMS_ONLY = 'COMPANY = Company("kiosk", "Kiosk", "#123456", (ITEMS,))\n'


def command(folder: Path, declared: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command of a platform on whose landing only this company has files."""
    (folder / "kiosk_company.py").write_text(KIOSK + declared)
    if not (folder / "landing").exists():
        write(folder / "landing/kiosk/items/i.csv", "item,called\nA,Ball\n")
        write(folder / "landing/kiosk/sales/s.csv", "sold,item,count\n2025-07-01,A,5\n2025-07-02,B,2\n")
    return elsewhere(folder, "kiosk_company", *arguments, SALES_LANDING=str(folder / "landing"))


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        (WITHOUT_ITEMS, "The sales of the company 'kiosk' need its products, and it has no feed of them"),
        (NOBODY_IS_UNKNOWN, "The sales of the company 'kiosk' need its customers, and it has no feed of them"),
    ],
)
def test_sales_without_the_masters_that_they_are_looked_up_in_are_told_before_anything_runs(
    tmp_path: Path, declared: str, sentence: str
) -> None:
    done = command(tmp_path, declared, "run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {sentence}: all rows of 'kiosk_sales' would be in quarantine.")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "lake").exists()


def test_a_company_that_names_no_customer_needs_no_list_of_them_and_no_prices(tmp_path: Path) -> None:
    done = command(tmp_path, WITHOUT_CUSTOMERS, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARN gold/fact_sales every_sale_is_priced: 1 row breaks price." in done.stdout
    assert "  ERROR" not in done.stdout
    figures = json.loads(command(tmp_path, WITHOUT_CUSTOMERS, "kpis", "--json").stdout)
    assert (figures["total_quantity"], figures["total_revenue_inr"], figures["unique_customers"]) == (5, 0, 1)
    assert figures["sales_rows"]["kiosk"]["reasons"] == {"unknown_product": 1}
    account = json.loads(command(tmp_path, WITHOUT_CUSTOMERS, "reconcile", "--json").stdout)
    line = next(line for line in account["lines"] if line["feed"] == "kiosk_sales")
    assert (account["adds_up"], line["quantity_accepted"], line["quantity_at_stake"]) == (True, 5, 2)
    trace = ("trace", "--month", "2025-07", "--customer", "CASH", "--json", "--product")
    found = [json.loads(command(tmp_path, WITHOUT_CUSTOMERS, *trace, item).stdout) for item in "AB"]
    assert [[row["_row"] for row in one["sources"]] for one in found] == [[1], []]
    assert [[row["_row"] for row in one["quarantined"]] for one in found] == [[], [2]]


def test_a_company_that_sells_nothing_has_its_masters(tmp_path: Path) -> None:
    done = command(tmp_path, ITEMS_ONLY, "run", "--from", "2025-07", "--to", "2025-07")
    assert done.returncode == 0, done.stdout + done.stderr
    shown = command(tmp_path, ITEMS_ONLY, "sql", "select product from gold.dim_products", "--format", "csv").stdout
    assert shown == '"product"\n"Ball"\n'
