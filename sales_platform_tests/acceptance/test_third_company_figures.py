"""A third company from its files to the figures, each worked out again in plain Python; the other two stay as they are."""

from collections import Counter
from decimal import Decimal

import pytest

from sales_platform_tests.acceptance.third_company_model import Model, model
from sales_platform_tests.acceptance.three_companies import ThreeCompanies
from sales_platform_tests.platform_runs import TABLES, Workplace, rows

OF_RUNS = ("_ingested_at",)
REASONS = {
    "duplicate", "invalid_quantity", "malformed_row", "missing_quantity", "shop_closed", "superseded", "unknown_customer",
    "unknown_product", "unreadable_date",
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(three: ThreeCompanies) -> Model:
    return model(three.landing)


def test_the_fact_is_right_to_the_rupee(three: ThreeCompanies, expected: Model) -> None:
    found = rows(three.lake, ("gold", "fact_sales"), "company = 'kaveri'").to_pylist()
    fact = {
        (row["month"], row["product_code"], row["customer_code"]): (row["sold_quantity"], row["revenue_inr"]) for row in found
    }
    assert fact == expected.fact()
    assert sum(revenue for _, revenue in fact.values()) == Decimal("1990989.00")  # 1,241 x 1,250 + 1,033 x 425 + 17 x 42


def test_every_row_is_accepted_or_in_quarantine_with_its_reasons_its_file_and_its_row(
    three: ThreeCompanies, expected: Model
) -> None:
    assert {reason for sale in expected.sales for reason in sale.reasons} == REASONS
    quarantined = rows(three.lake, ("quarantine", "sales"), "feed = 'kaveri_weeks'").to_pylist()
    found = {(row["_file"], row["_row"]): (row["month"], sorted(row["reasons"])) for row in quarantined}
    assert found == {(sale.file, sale.row): (sale.month, sorted(sale.reasons)) for sale in expected.sales if sale.reasons}
    accepted = rows(three.lake, ("silver", "sales"), "company = 'kaveri'").to_pylist()
    kept = {(row["_file"], row["_row"]): (row["date"], row["quantity"], row["repairs"]) for row in accepted}
    assert kept == {
        (sale.file, sale.row): (
            sale.day,
            sale.pieces,
            ["date_spelling"] * (not sale.own_spelling) + ["customer_unknown"] * (sale.code == "COUNTER"),
        )
        for sale in expected.sales
        if not sale.reasons
    }


def test_the_rows_of_sales_are_counted_by_company(three: ThreeCompanies, expected: Model) -> None:
    counted = three.json("kpis")["sales_rows"]
    reasons = Counter(reason for sale in expected.sales for reason in sale.reasons)
    bad = sum(bool(sale.reasons) for sale in expected.sales)
    every = len(expected.sales)
    assert counted["kaveri"] == {"landed": every, "accepted": every - bad, "quarantined": bad, "reasons": dict(reasons)}
    assert [counted[name]["landed"] for name in ("atlon", "sports_bar")] == [4, 128]


def test_the_reconciliation_adds_up_with_what_is_at_stake(three: ThreeCompanies, expected: Model) -> None:
    account = three.json("reconcile")
    assert account["adds_up"]
    lines = [line for line in account["lines"] if line["feed"] == "kaveri_weeks"]
    assert [line["month"] for line in lines] == ["2025-06", "2025-07", "2025-08"]
    for line in lines:
        own = [sale for sale in expected.sales if f"{sale.month:%Y-%m}" == line["month"]]
        sound = [sale for sale in own if not sale.reasons]
        pieces, revenue = expected.at_stake(own[0].month)
        assert (line["rows_landed"], line["rows_accepted"]) == (len(own), len(sound))
        assert line["rows_mended"] == sum(sale.code == "COUNTER" or not sale.own_spelling for sale in sound)
        assert (line["quantity_at_stake"], line["revenue_at_stake_inr"]) == (pieces, float(revenue))
        assert line["quantity_accepted"] == sum(sale.pieces or 0 for sale in sound)
        assert line["revenue_accepted_inr"] == float(sum((sale.pieces or 0) * expected.prices[sale.item] for sale in sound))
    assert [line["revenue_at_stake_inr"] for line in lines] == [5 * 1250, 186_210, 120_000]
    assert lines[-1]["files_refused"] == 1
    assert [line["company"] for line in account["gold"] if line["company"] == "kaveri"] == ["kaveri"] * 3


def test_masters_and_prices_are_aligned_and_what_is_wrong_with_them_is_in_quarantine(three: ThreeCompanies) -> None:
    july = "month = '2025-07-01'"
    shops = rows(three.lake, ("silver", "customers"), f"company = 'kaveri' AND {july}").to_pylist()
    assert {(row["customer_code"], row["customer"], row["city"], row["channel"], *row["repairs"]) for row in shops} == {
        ("S01", "Anna-Purna", "Mysuru", "Franchise"),
        ("S02", "Anna-Purna", "Kochi", "Own"),
        ("S03", "Anna-Purna", None, "Own", "city_not_found"),
        ("S04", "Anna-Kali", None, "Own"),
        ("S05", "Sri Devi", "Chennai", "Kiosk"),
    }
    items = rows(three.lake, ("silver", "products"), f"company = 'kaveri' AND {july}").to_pylist()
    assert {(row["product_code"], row["product"], row["category"], row["variant"], *row["repairs"]) for row in items} == {
        ("KV-1001", "Masala Chai", "Tea", "250 g", "chai_spelling", "group_spelling"),
        ("KV-1002", "Masala Chai", "Tea", "500 g"),
        ("KV-1003", "Banana Chips", "Snacks", "100 g", "group_spelling"),
    }
    bad = {
        (row["feed"], row["_row"]): row["reasons"]
        for name in ("customers", "products", "prices")
        for row in rows(three.lake, ("quarantine", name), f"company = 'kaveri' AND {july}").to_pylist()
    }
    assert bad == {
        ("kaveri_shops", 1): ["duplicate"],
        ("kaveri_shops", 7): ["missing_customer"],
        ("kaveri_items", 4): ["no_item_code"],
        ("kaveri_items", 5): ["for_tasting"],
        ("kaveri_items", 6): ["missing_product"],
        ("kaveri_rates", 4): ["invalid_price"],
        ("kaveri_rates", 8): ["unknown_product"],
    }


def test_the_dimensions_know_its_counter_and_its_prices(three: ThreeCompanies, expected: Model) -> None:
    unknown = rows(three.lake, ("gold", "dim_customers"), "customer = 'Unknown' AND month = '2025-07-01'").to_pylist()
    assert {(row["company"], row["customer_code"], row["channel"]) for row in unknown} == {
        ("kaveri", "COUNTER", "Counter"),
        ("sports_bar", "999999", "Acquisition"),
    }
    prices = rows(three.lake, ("gold", "dim_prices"), "company = 'kaveri' AND month = '2025-07-01'").to_pylist()
    assert {row["product_code"]: row["price_inr"] for row in prices} == expected.prices
    wide = rows(three.lake, ("gold", "sales_enriched"), "company = 'kaveri' AND customer_code = 'S01'").to_pylist()
    assert {(row["customer"], row["city"], row["product"], row["division"]) for row in wide} == {
        ("Anna-Purna", "Mysuru", "Masala Chai", "Tea Houses")
    }
    forecast = rows(three.lake, ("gold", "demand_forecast"), "company = 'kaveri'").to_pylist()
    assert {row["product_code"] for row in forecast} == {"KV-1001", "KV-1002", "KV-1003"}
    assert {f"{row['history_until']:%Y-%m}" for row in forecast} == {"2025-08"}


def test_the_other_two_companies_are_as_they_are_without_it(
    three: ThreeCompanies, tmp_path_factory: pytest.TempPathFactory
) -> None:
    two = Workplace(tmp_path_factory.mktemp("two"), three.landing)
    two.run()
    for table in TABLES:
        there = three.lake.open(*table)
        assert there is not None
        of_two = "company <> 'kaveri'" if "company" in [each.name for each in there.schema().fields] else "TRUE"
        of_two = "feed NOT LIKE 'kaveri%'" if table == ("quarantine", "files") else of_two
        assert rows(three.lake, table, of_two, OF_RUNS) == rows(two.lake, table, of_two, OF_RUNS), table
