"""A third company over time: corrections, a new week, a file that changed or vanished."""

import json
from decimal import Decimal
from typing import Any

from sales_platform_tests.acceptance.third_company_model import model
from sales_platform_tests.acceptance.three_companies import OF_THE_THIRD, WEEK_1, WRITTEN, ThreeCompanies
from sales_platform_tests.platform_runs import rows

HEADER = "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
APPLIED = (
    ("customers", "S03", "Delivery Address", "Chennai"),
    ("products", "KV-l004", "Item", "KV-1004"),
    ("prices", "2025-07|KV-1002", "Rate", "430"),
    ("sales", "03.07.2025|S03|KV-1003", "Units", "6"),
    ("sales", "06.07.2025|S01|KV-1001", "Sold On", "07.07.2025"),
    ("sales", "04.07.2025|S09|KV-1001", "Shop", "S05"),
)
NOT_APPLIED = {
    ("customers", "S04", "Delivery Address", "Pune"): "'Pune' is not an address that ends with one of Chennai, Kochi, Mysuru",
    ("customers", "S04", "City", "Kochi"): "'City' is not one of Trading As, Delivery Address",
    ("prices", "2025-09|KV-1002", "Rate", "5"): "no prices row with the key '2025-09|KV-1002' has landed",
    ("prices", "2025-07|KV-1003", "Rate", "Rs. 5"): "'Rs. 5' is not an amount of INR above zero",
    ("sales", "01.07.2025|S01|KV-1001", "Sold On", "2025-07-02"): "'2025-07-02' is not a day, written as 15.07.2025",
    ("sales", "2025-07-01|S01|KV-1001", "Units", "5"): "no sales row with the key '2025-07-01|S01|KV-1001' has landed",
    ("orders", "1", "Units", "5"): "there is no entity 'orders' of company 'kaveri'; there are",
}


def lines(*fixes: tuple[str, ...]) -> str:
    return HEADER + "".join(f"kaveri,{','.join(one)},Meera,2025-08-20,\n" for one in fixes)


def fact(place: ThreeCompanies) -> dict[tuple[Any, ...], tuple[int, Decimal]]:
    found = rows(place.lake, ("gold", "fact_sales"), "company = 'kaveri'").to_pylist()
    return {
        (row["month"], row["product_code"], row["customer_code"]): (row["sold_quantity"], row["revenue_inr"]) for row in found
    }


def test_confirmed_corrections_bring_its_rows_into_the_numbers(three_copied: ThreeCompanies) -> None:
    place = three_copied
    place.land("corrections/fixes.csv", lines(*APPLIED))
    printed = place.run()
    assert "corrections_apply" not in printed
    expected = model(place.landing)
    expected.prices["KV-1004"] = Decimal("2000.00")
    for sale in expected.sales:
        if sale.item == "KV-1004":
            sale.reasons = [reason for reason in sale.reasons if reason != "unknown_product"]
        if sale.file == WEEK_1 and sale.row in (8, 10, 11):
            sale.reasons, sale.pieces, sale.shop = [], sale.pieces or 6, "S05" if sale.row == 10 else sale.shop
    assert fact(place) == expected.fact()
    silver = rows(place.lake, ("silver", "customers"), "customer_code = 'S03' AND month = '2025-07-01'").to_pylist()
    assert [(row["city"], row["repairs"]) for row in silver] == [
        ("Chennai", ["correction: Delivery Address, confirmed by Meera on 2025-08-20"])
    ]
    price = rows(place.lake, ("silver", "prices"), "product_code = 'KV-1002' AND month = '2025-07-01'").to_pylist()
    assert [row["price_inr"] for row in price] == [Decimal("430.00")]
    assert place.json("suggest") == []
    assert place.json("reconcile")["adds_up"]


def test_corrections_that_cannot_be_applied_are_reported_and_change_nothing(three_copied: ThreeCompanies) -> None:
    before = fact(three_copied)
    three_copied.land("corrections/fixes.csv", lines(*NOT_APPLIED))
    printed = three_copied.run()
    assert f"WARN bronze/corrections corrections_apply: {len(NOT_APPLIED)} corrections have problems" in printed
    found = rows(three_copied.lake, ("bronze", "corrections"), "company = 'kaveri' AND month = '2025-08-01'")
    assert found.num_rows == len(NOT_APPLIED)
    said = three_copied.python("-c", PROBLEMS)
    for place, sentence in enumerate(NOT_APPLIED.values(), start=1):
        assert sentence in said[str(place)]
    assert fact(three_copied) == before


PROBLEMS = """
import json
from sales_platform.bronze.correction_findings import corrections_apply
from sales_platform.months import calendar
from sales_platform.quality.finding import Scope
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
with reading_view(Settings.from_environment()) as view:
    found = corrections_apply(Scope(view, view.calendar))
print(json.dumps({row["_row"]: row["problem"] for row in found.examples}))
"""


def test_one_new_week_makes_its_own_tables_and_months_stale_and_no_others(three_copied: ThreeCompanies) -> None:
    place = three_copied
    assert place.json("plan")["stale"] == []
    place.land("kaveri/weeks/week_2025-08-18.csv", "Sold On,Shop,Item,Units,Value\n18.08.2025,S01,KV-1002,4 pcs,\n")
    found = place.json("plan")
    assert found["new_files"] == ["kaveri/weeks/week_2025-08-18.csv"]
    stale = {one["table"]: one["months"] for one in found["stale"] if one["months"] == ["2025-08"]}
    assert set(stale) == {
        "bronze/kaveri_weeks", "quarantine/files", "silver/sales", "quarantine/sales", "gold/fact_sales", "gold/sales_enriched",
        "gold/plan_variance",
    }  # fmt: skip
    ahead = [one["table"] for one in found["stale"] if one["months"] != ["2025-08"]]
    assert ahead == ["gold/demand_forecast", "gold/stock_cover"]
    before = fact(place)
    place.run()
    key = next(key for key in model(place.landing).fact() if key not in before)
    assert (key[1:], fact(place)[key][0]) == (("KV-1002", "S01"), 4)
    assert fact(place) == model(place.landing).fact()


def test_a_week_that_spans_two_months_and_changes_is_right_in_both(three_copied: ThreeCompanies) -> None:
    changed = OF_THE_THIRD[WEEK_1].replace("30.06.2025,S01,KV-1001,10", "30.06.2025,S01,KV-1001,14").replace("1,200", "1,300")
    three_copied.land(WEEK_1, changed, WRITTEN + 60)
    assert {month for one in three_copied.json("plan")["stale"] for month in one["months"]} >= {"2025-06", "2025-07"}
    three_copied.run()
    found = fact(three_copied)
    assert found == model(three_copied.landing).fact()
    assert sum(pieces for (month, *_), (pieces, _) in found.items() if month.month == 6) == 14


def test_a_week_that_vanishes_stays_in_the_numbers(three_copied: ThreeCompanies) -> None:
    before = fact(three_copied)
    (three_copied.landing / WEEK_1).unlink()
    three_copied.run("--from", "2025-06", "--to", "2025-08")
    assert fact(three_copied) == before
    assert three_copied.json("reconcile")["adds_up"]


def reasons(place: ThreeCompanies, companies: str) -> dict[str, set[str]]:
    """Why each table is stale, by its name, when these further companies are registered."""
    done = place.command("plan", "--json", SALES_COMPANIES=companies)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, set[str]] = {}
    for one in json.loads(done.stdout)["stale"]:
        found.setdefault(one["table"], set()).update(one["reasons"])
    return found


def test_a_company_that_comes_or_goes_is_the_reason_that_tables_of_all_companies_are_stale(three_copied: ThreeCompanies) -> None:
    place, this = three_copied, three_copied.variables["SALES_COMPANIES"]
    said = "no longer registered: the feeds kaveri_goals, kaveri_items, kaveri_rates, kaveri_shelves, kaveri_shops, kaveri_weeks"
    gone = reasons(place, "")
    assert {"silver/products", "silver/sales", "quarantine/files", "gold/dim_prices", "gold/fact_sales"} <= {*gone}
    others = {table: found - {said} for table, found in gone.items() if found - {said}}
    assert set().union(*others.values()) <= {"logic changed: how it is made"}  # of the row of its unknown customer
    assert place.command("run", SALES_COMPANIES="").returncode == 0
    again = reasons(place, this)
    new = "the company Kaveri Tea is new"
    assert all(new in again[table] for table in ("silver/products", "silver/sales", "quarantine/files", "gold/fact_sales"))
    told = {reason for found in again.values() for reason in found if not reason.startswith("file ")}
    assert told <= {new, "logic changed: how it is made"}
