"""The real extracts again: what the checks say, the reconciliation, the way back to the source, suggestions and corrections."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from sales_platform_tests.platform_runs import REAL_LANDING, Workplace, needs_real_landing, with_own_landing

pytestmark = needs_real_landing

CORRECTION = (
    "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
    "sports_bar,products,XYZ123,product_id,25891502,Meera,2025-12-09,the code on the packs\n"
)


def answer(workplace: Workplace, *arguments: str) -> Any:
    """What a command prints as JSON; it must succeed."""
    done = workplace.command(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_run_ends_with_the_warnings_that_a_data_engineer_wants_and_no_error(copied: Workplace) -> None:
    printed = copied.run("--from", "2024-01", "--to", "2025-12")
    said = [line.strip() for line in printed.splitlines() if line.startswith(("  WARN", "  ERROR"))]
    assert [line.split(":")[0] for line in said] == [
        "WARN bronze/atlon_sales no_month_missing",
        "WARN bronze/sports_bar_orders no_day_missing",
        "WARN quarantine/products few_rejected",
        "WARN quarantine/prices few_rejected",
        "WARN quarantine/sales few_rejected",
        "WARN gold/fact_sales prices_of_their_month",
        "WARN gold/fact_sales volume_in_line",
    ]
    assert "No rows landed for 2025-12." in said[0]
    assert "No file landed for 2025-08-31, 2025-10-31, 2025-12-06" in said[1]
    assert "invalid_product_id" in said[2]
    assert "invalid_price 6" in said[3]
    assert "unknown_product 18" in said[3]
    assert "missing_quantity 2,691" in said[4]
    assert "unknown_product 5,598" in said[4]
    assert "Checks: 68 passed, 7 did not." in printed


def test_the_reconciliation_adds_up_with_the_agreed_figures(refreshed: Workplace) -> None:
    account = answer(refreshed, "reconcile", "--landing", str(refreshed.landing))
    assert account["adds_up"]
    assert all(line["adds_up"] for line in (*account["lines"], *account["gold"]))
    orders = [line for line in account["lines"] if line["feed"] == "sports_bar_orders"]
    assert sum(line["files_landed"] for line in orders) == 156
    assert [sum(line[name] for line in orders) for name in ("rows_landed", "rows_accepted", "rows_quarantined")] == [
        53_522,
        42_124,
        11_398,
    ]
    reasons = sum((Counter(line["reasons"]) for line in orders), Counter[str]())
    assert reasons == {"missing_quantity": 2_691, "unknown_product": 5_598, "duplicate": 3_348}
    assert sum(line["revenue_accepted_inr"] for line in account["lines"]) == 105_340_264_771
    assert sum(line["quantity_in_fact"] for line in account["gold"]) == 34_130_483


def test_the_reconciliation_fails_where_rows_are_missing_or_files_wait(copied: Workplace, tmp_path: Path) -> None:
    copied = with_own_landing(copied, tmp_path)
    (copied.landing / "sports_bar/orders/orders_2025_12_06.csv").write_text("order_id\n1\n")
    DeltaTable(f"{copied.folder}/lake/silver/sales").delete("month = '2025-07-01' AND company = 'atlon'")
    DeltaTable(f"{copied.folder}/lake/gold/fact_sales").delete("month = '2025-08-01' AND company = 'atlon'")
    done = copied.command("reconcile")
    assert done.returncode == 1
    assert "sports_bar_orders 2025-12: 1 file has landed since the last run: run it again" in done.stdout
    assert "atlon_sales 2025-07: 4,342 rows are in bronze, 0 accepted and 0 quarantined" in done.stdout
    assert "atlon 2025-08: " in done.stdout
    assert copied.command("reconcile", "--month", "2025-09").returncode == 0


def test_a_figure_is_traced_to_its_rows_and_to_those_that_quarantine_keeps_from_it(refreshed: Workplace) -> None:
    found = answer(refreshed, "trace", "--month", "2025-07", "--product", "25891203", "--customer", "789320")
    landed = []
    for path in sorted(REAL_LANDING.glob("sports_bar/orders/orders_2025_07_*.csv")):
        with path.open() as file:
            rows = enumerate(csv.DictReader(file), start=1)
            landed += [(f"sports_bar/orders/{path.name}", place, row["order_qty"]) for place, row in rows if _is_of(row)]
    traced = [(row["_file"], row["_row"]) for row in (*found["sources"], *found["quarantined"])]
    assert sorted(traced) == [(file, place) for file, place, _ in landed]
    assert found["adds_up"]
    assert found["fact"][0]["sold_quantity"] == sum(row["quantity"] for row in found["sources"])
    assert all(row["reasons"] for row in found["quarantined"])
    assert found["prices"][0]["_file"] == "sports_bar/gross_price/gross_price.csv"


def _is_of(row: dict[str, str]) -> bool:
    return (row["customer_id"], row["product_id"]) == ("789320", "25891203")


def test_what_never_landed_cannot_be_traced_and_the_answer_says_so(refreshed: Workplace) -> None:
    done = refreshed.command("trace", "--month", "2025-07", "--product", "x'; DROP", "--customer", "1")
    assert done.returncode == 2
    assert "Nothing of product 'x'; DROP' and customer '1' has landed in 2025-07" in done.stderr


def test_the_invalid_product_id_is_suggested_with_its_evidence_and_nothing_is_applied(refreshed: Workplace) -> None:
    before = refreshed.versions()
    found = {one["key"]: one for one in answer(refreshed, "suggest")}
    product = found["XYZ123"]
    assert (product["entity"], product["field"], product["value"]) == ("products", "product_id", "25891502")
    assert "25891502 is ordered 2,867 times" in product["evidence"]
    assert "the price list has it 5 times" in product["evidence"]
    assert product["line"].startswith("sports_bar,products,XYZ123,product_id,25891502,,,")
    assert set(found) == {"XYZ123", "25891101|2025-08", "25891302|2025-08"}
    assert refreshed.versions() == before


def test_confirming_the_product_brings_its_orders_into_the_numbers(copied: Workplace, tmp_path: Path) -> None:
    copied = with_own_landing(copied, tmp_path)
    (copied.landing / "corrections").mkdir()
    (copied.landing / "corrections/products.csv").write_text(CORRECTION)
    printed = copied.run()
    assert "refreshing 24 months (2024-01 to 2025-12)" in printed
    figures = answer(copied, "kpis")
    assert figures["total_revenue_inr"] == 105_441_121_543
    assert figures["total_quantity"] == 34_556_039
    assert figures["fact_rows"] == 96_888
    assert figures["orders"] == {
        "landed": 53_522,
        "accepted": 44_652,
        "quarantined": 8_870,
        "reasons": {"duplicate": 3_570, "missing_quantity": 2_691, "unknown_product": 2_731},
    }
    assert figures["orders"]["accepted"] - 42_124 + figures["orders"]["reasons"]["duplicate"] - 3_348 == _orders_with_quantity()
    assert "XYZ123" not in copied.command("suggest").stdout
    assert copied.command("reconcile").returncode == 0
    assert answer(copied, "kpis", "--as-of", "1")["total_revenue_inr"] == 105_340_264_771
    assert "every month is up to date" in copied.run()


def _orders_with_quantity() -> int:
    """Landed orders of the product that have a quantity: those that the correction frees, repeated ones included."""
    count = 0
    for path in REAL_LANDING.glob("sports_bar/orders/*.csv"):
        with path.open() as file:
            count += sum(row["product_id"] == "25891502" and row["order_qty"] != "" for row in csv.DictReader(file))
    return count


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        ("99", "gold/fact_sales has no version 99: name one from 0 to 1, or a timestamp."),
        ("soon", "'soon' is neither a version nor a time"),
        ("2020-01-01", "Nothing had been run at 2020-01-01"),
    ],
)
def test_a_time_that_the_lake_does_not_know_is_told_in_one_sentence(refreshed: Workplace, as_of: str, sentence: str) -> None:
    done = refreshed.command("kpis", "--as-of", as_of)
    assert done.returncode == 2
    assert sentence in done.stderr
