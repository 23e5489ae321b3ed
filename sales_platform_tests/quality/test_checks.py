"""Every asset check passes on a sound lake, and fails for the right reason on one that is broken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pytest
from sales_platform.checks import Check

from sales_platform.bronze import checks as bronze
from sales_platform.companies.registry import FEEDS
from sales_platform.entities import ENTITIES, ENTITY
from sales_platform.feeds import Feed, Months, bronze_column
from sales_platform.gold import checks as gold
from sales_platform.silver import checks as silver
from sales_platform_tests.small_lake import ORDERS_HEADER, Break, SmallLake

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)


def all_checks() -> dict[str, Check]:
    """Every check of the platform, by table and name."""
    by_table: dict[str, Iterable[Check]] = {f"bronze/{feed.name}": bronze.checks_of(feed) for feed in FEEDS}
    by_table["quarantine/files"] = bronze.refused_checks()
    for name, entity in ENTITY.items():
        by_table |= {f"silver/{name}": silver.checks_of(entity), f"quarantine/{name}": silver.quarantine_checks(entity)}
    by_table |= {f"gold/{table}": gold.checks_of(table) for table in gold.KEYS}
    by_table["gold/demand_forecast"] = gold.forecast_checks()
    return {f"{table} {check.name}": check for table, checks in by_table.items() for check in checks}


CHECKS = all_checks()


@dataclass(frozen=True)
class Fault:
    """A way to break a lake, and what the check must say.

    Attributes:
        check: table and name.
        harm: breaks the lake.
        sentence: what the finding's sentence begins with.
        by_month: how much is found in each month.
        shown: values that the examples must hold.
    """

    check: str
    harm: Break
    sentence: str
    by_month: dict[date, int]
    shown: dict[str, object] = field(default_factory=dict)


def runs_with(*files: tuple[str, str | bytes]) -> Break:
    """Files that land and are taken in by a run."""
    return lambda lake: lake.run_with(*files)


def doubles(table: str, where: str) -> Break:
    return lambda lake: lake.double(table, where)


def loses(table: str, where: str) -> Break:
    return lambda lake: lake.delete(table, where)


def changes(table: str, where: str, **values: str) -> Break:
    return lambda lake: lake.update(table, where, **values)


IN_JULY, IN_AUGUST = "month = '2025-07-01'", "month = '2025-08-01'"
ONE_ORDER = f"{IN_JULY} AND order_id = 'O07151'"
ORDER_FILE = "sports_bar/orders/orders_2025_07_15.csv"


def of_one_month(feed: Feed) -> str:
    """The rows of whole files: those of July where a file is of one month, else all."""
    return IN_JULY if feed.months is Months.BY_FILE_NAME else "TRUE"


def files(feed: Feed) -> int:
    return 31 if feed.months is Months.BY_FILE_NAME else 1


FAULTS = [
    *(
        Fault(
            f"bronze/{feed.name} every_file_is_in", loses(f"bronze/{feed.name}", IN_JULY), "1 files are not in bronze", {JULY: 1}
        )
        for feed in FEEDS
        if feed.name not in ("sports_bar_orders", "corrections")
    ),
    Fault(
        "bronze/sports_bar_orders every_file_is_in",
        loses("bronze/sports_bar_orders", f"_file = '{ORDER_FILE}' AND _row = 2"),
        "1 files are not in bronze as they landed.",
        {JULY: 1},
        {"_file": ORDER_FILE},
    ),
    Fault(
        "bronze/corrections every_file_is_in",
        changes("bronze/corrections", IN_JULY, _file_version="'old'"),
        "1 files are not in bronze as they landed.",
        {JULY: 1},
        {"_file": "seeds/corrections/confirmed_customers.csv"},
    ),
    *(
        Fault(
            f"bronze/{feed.name} no_column_missing",
            changes(f"bronze/{feed.name}", of_one_month(feed), **{bronze_column(feed.columns[-1]): "CAST(NULL AS STRING)"}),
            f"{files(feed)} files are without an agreed column",
            {JULY: files(feed)},
            {"missing": feed.columns[-1]},
        )
        for feed in FEEDS
    ),
    *(
        Fault(
            f"bronze/{feed.name} no_column_added",
            changes(f"bronze/{feed.name}", of_one_month(feed), _extra='\'{"colour": "red"}\''),
            f"{files(feed)} files have columns that are not agreed",
            {JULY: files(feed)},
            {"extra": '{"colour": "red"}'},
        )
        for feed in FEEDS
    ),
    *(
        Fault(f"bronze/{name} no_month_missing", loses(f"bronze/{name}", IN_AUGUST), "No rows landed for 2025-08.", {AUGUST: 1})
        for name in ("atlon_gross_price", "atlon_sales", "sports_bar_gross_price")
    ),
    Fault(
        "bronze/sports_bar_orders no_month_missing",
        loses("bronze/sports_bar_orders", IN_AUGUST),
        "No rows landed for 2025-08.",
        {AUGUST: 1},
    ),
    Fault(
        "bronze/sports_bar_orders no_day_missing",
        loses("bronze/sports_bar_orders", f"_file = '{ORDER_FILE}'"),
        "No file landed for 2025-07-15.",
        {JULY: 1},
        {"day": date(2025, 7, 15)},
    ),
    Fault(
        "quarantine/files no_file_refused",
        runs_with(("sports_bar/orders/orders_2025_07_15_b.csv", b"\x1f\x8b\x08\x00 not text")),
        "1 landed files could not be used",
        {JULY: 1},
        {"_file": "sports_bar/orders/orders_2025_07_15_b.csv", "reason": "the file is not text (binary or compressed)"},
    ),
    *(
        Fault(
            f"silver/{entity} primary_key_unique",
            doubles(f"silver/{entity}", f"{IN_AUGUST} AND _row = 1 AND company = 'atlon'"),
            "1 rows repeat a key.",
            {AUGUST: 1},
        )
        for entity in ("customers", "products", "prices")
    ),
    Fault(
        "silver/sales primary_key_unique",
        doubles("silver/sales", ONE_ORDER),
        "1 rows repeat a key.",
        {JULY: 1},
        {"order_id": "O07151", "rows": 2},
    ),
    *(
        Fault(
            f"silver/{entity} row_accounting",
            loses(f"silver/{entity}", f"{IN_JULY} AND company = 'atlon'"),
            "1 rows are missing or counted twice.",
            {JULY: 1},
            {"bronze": 1, "silver": 0, "quarantine": 0},
        )
        for entity in ENTITIES
    ),
    Fault(
        "silver/customers rules_hold",
        changes("silver/customers", f"{IN_JULY} AND customer_code = '789001'", city="'Bengaluruu'"),
        "1 rows break city_unknown",
        {JULY: 1},
        {"breaks": "city_unknown", "_file": "sports_bar/customers/customers.csv", "_row": 1},
    ),
    Fault(
        "silver/products rules_hold",
        changes("silver/products", f"{IN_JULY} AND product_code = '25891101'", product_code="'XYZ123'"),
        "1 rows break invalid_product_id",
        {JULY: 1},
        {"_file": "sports_bar/products/products.csv", "_row": 1},
    ),
    Fault(
        "silver/prices rules_hold",
        changes("silver/prices", f"{IN_JULY} AND product_code = '25891101'", price_inr="-80"),
        "1 rows break invalid_price",
        {JULY: 1},
        {"_file": "sports_bar/gross_price/prices.csv", "_row": 1},
    ),
    Fault(
        "silver/sales rules_hold",
        changes("silver/sales", ONE_ORDER, quantity="CAST(NULL AS BIGINT)"),
        "1 rows break missing_quantity; 1 rows break invalid_quantity",
        {JULY: 2},
        {"breaks": "missing_quantity", "_file": ORDER_FILE, "_row": 1},
    ),
    Fault(
        "silver/prices masters_known",
        loses("silver/products", f"{IN_JULY} AND product_code = '25891101'"),
        "1 rows name a code that is not in products.",
        {JULY: 1},
        {"product_code": "25891101"},
    ),
    Fault(
        "silver/sales masters_known",
        loses("silver/customers", f"{IN_JULY} AND customer_code = '789001'"),
        "31 rows name a code that is not in customers, products.",
        {JULY: 31},
        {"breaks": "unknown_customer", "_file": "sports_bar/orders/orders_2025_07_01.csv", "_row": 1},
    ),
    Fault(
        "silver/customers values_known",
        changes("silver/customers", f"{IN_AUGUST} AND company = 'atlon'", channel="'Street'"),
        "1 rows break channel",
        {AUGUST: 1},
        {"channel": "Street"},
    ),
    Fault(
        "silver/sales dates_in_month",
        runs_with(("sports_bar/orders/orders_2025_07_15_b.csv", f"{ORDERS_HEADER}L,2025-08-15,789001,25891101,5\n")),
        "1 rows break date_in_month",
        {JULY: 1},
        {"_file": "sports_bar/orders/orders_2025_07_15_b.csv", "_row": 1},
    ),
    Fault(
        "quarantine/sales few_rejected",
        runs_with(("sports_bar/orders/orders_2025_07_15_b.csv", f"{ORDERS_HEADER}L,2025-07-15,789001,77777777,5\n")),
        "More rows in quarantine than is usual: sports_bar_orders unknown_product 1 (1.6% in the worst month, 0% is usual).",
        {JULY: 1},
        {"_file": "sports_bar/orders/orders_2025_07_15_b.csv", "_row": 1, "reason": "unknown_product"},
    ),
    Fault(
        "quarantine/customers few_rejected",
        runs_with(("atlon/customers/more.csv", "customer_code,customer\n,Nobody\n")),
        "More rows in quarantine than is usual: atlon_customers missing_customer 2 (50.0% in the worst month, 0% is usual).",
        {JULY: 1, AUGUST: 1},
        {"_file": "atlon/customers/more.csv", "_row": 1},
    ),
    Fault(
        "quarantine/products few_rejected",
        runs_with(("sports_bar/products/more.csv", "product_name,product_id,category\nBar (1g),XYZ123,energy bars\n")),
        "More rows in quarantine than is usual: sports_bar_products invalid_product_id 2 (33.3% in the worst month",
        {JULY: 1, AUGUST: 1},
        {"_file": "sports_bar/products/more.csv", "_row": 1},
    ),
    Fault(
        "quarantine/prices few_rejected",
        runs_with(("sports_bar/gross_price/more.csv", "product_id,month,gross_price\n25891101,2025-08-01,unknown\n")),
        "More rows in quarantine than is usual: sports_bar_gross_price invalid_price 1 (33.3% in the worst month",
        {AUGUST: 1},
        {"_file": "sports_bar/gross_price/more.csv", "_row": 1},
    ),
    *(
        Fault(
            f"gold/{table} key_unique",
            doubles(f"gold/{table}", where),
            "1 rows repeat a key.",
            {AUGUST: 1},
            {"rows": 2},
        )
        for table, where in {
            "dim_customers": f"{IN_AUGUST} AND customer_code = '7001'",
            "dim_products": f"{IN_AUGUST} AND product_code = 'A1'",
            "dim_prices": f"{IN_AUGUST} AND product_code = 'A1'",
            "dim_dates": IN_AUGUST,
            "fact_sales": f"{IN_AUGUST} AND product_code = 'A1'",
            "sales_enriched": f"{IN_AUGUST} AND product_code = 'A1'",
        }.items()
    ),
    Fault(
        "gold/fact_sales quantities_reconcile",
        changes("gold/fact_sales", f"{IN_JULY} AND product_code = 'A1'", sold_quantity="11"),
        "Units differ from silver in 1 months and companies.",
        {JULY: 1},
        {"company": "atlon", "silver": 10, "fact": 11},
    ),
    Fault(
        "gold/fact_sales revenue_reconciles",
        changes("gold/fact_sales", f"{IN_JULY} AND product_code = 'A1'", revenue_inr="1005.01"),
        "1 rows break revenue",
        {JULY: 1},
        {"product_code": "A1", "sold_quantity": 10},
    ),
    Fault(
        "gold/fact_sales keys_in_dimensions",
        loses("gold/dim_customers", f"{IN_JULY} AND customer_code = '789002'"),
        "1 rows name a code that is not in dim_customers, dim_products.",
        {JULY: 1},
        {"breaks": "customer", "customer_code": "789002"},
    ),
    Fault(
        "gold/fact_sales keys_in_dimensions",
        loses("gold/dim_dates", IN_JULY),
        "3 rows are of a month that is not once in dim_dates.",
        {JULY: 3},
    ),
    Fault(
        "gold/fact_sales every_sale_is_priced",
        changes(
            "gold/fact_sales",
            f"{IN_JULY} AND product_code = 'A1'",
            price_inr="CAST(NULL AS DECIMAL(18,2))",
            revenue_inr="CAST(NULL AS DECIMAL(38,2))",
        ),
        "1 rows break price",
        {JULY: 1},
        {"product_code": "A1"},
    ),
    Fault(
        "gold/fact_sales prices_of_their_month",
        loses("silver/prices", f"{IN_JULY} AND product_code = '25891101'"),
        "1 products have no valid price of a month they were sold in; the year's latest valid price was taken.",
        {JULY: 1},
        {"product_code": "25891101", "price_from": "2025-08"},
    ),
    Fault(
        "gold/fact_sales volume_in_line",
        changes("gold/fact_sales", f"{IN_AUGUST} AND product_code = 'A1'", sold_quantity="16"),
        "Units differ from the trailing months: atlon 2025-08: +60%.",
        {AUGUST: 1},
        {"company": "atlon", "units": 16, "mean_before": 10},
    ),
    Fault(
        "gold/sales_enriched same_rows_as_fact",
        loses("gold/sales_enriched", f"{IN_AUGUST} AND product_code = 'A1'"),
        "Rows, units or revenue differ in 1 months and companies.",
        {AUGUST: 1},
        {"company": "atlon", "sales_enriched": "None"},
    ),
    Fault(
        "gold/demand_forecast forecast_is_sound",
        doubles("gold/demand_forecast", "product_code = 'A1' AND month = DATE '2025-09-01'"),
        "1 rows repeat a key.",
        {date(2025, 9, 1): 1},
        {"rows": 2},
    ),
    Fault(
        "gold/demand_forecast forecast_is_sound",
        changes("gold/demand_forecast", "product_code = 'A1' AND month = '2025-09-01'", low_quantity="1000000"),
        "1 rows break interval",
        {date(2025, 9, 1): 1},
        {"product_code": "A1"},
    ),
    Fault(
        "bronze/corrections corrections_apply",
        runs_with(
            (
                "corrections/c.csv",
                (
                    "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
                    "sports_bar,customers,789001,city,Hyderabad,Meera,2025-12-08,sound\n"
                    "sports_bar,customers,1,city,Hyderabad,Meera,2025-12-08,nobody has landed\n"
                ),
            )
        ),
        "1 corrections need a look: corrections/c.csv, row 2: no customers row with the key '1' has landed",
        {JULY: 1},
        {"_file": "corrections/c.csv", "_row": 2},
    ),
]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_passes_on_a_sound_lake(sound: SmallLake, name: str) -> None:
    finding = CHECKS[name].find(sound.scope)
    assert finding.passed, finding
    assert not finding.examples


def test_every_check_has_a_fault() -> None:
    assert {fault.check for fault in FAULTS} == set(CHECKS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_a_check_fails_for_the_right_reason_on_a_broken_lake(broken: SmallLake, fault: Fault) -> None:
    fault.harm(broken)
    finding = CHECKS[fault.check].find(broken.scope)
    assert finding.sentence.startswith(fault.sentence)
    assert {month: count for month, count in finding.by_month.items() if count} == fault.by_month
    if fault.shown:
        assert fault.shown.items() <= dict(finding.examples[0]).items()
