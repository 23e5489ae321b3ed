"""The faults of silver and its quarantine."""

from sales_platform.entities import ENTITIES
from sales_platform_tests.quality.fault import (
    AUGUST,
    IN_AUGUST,
    IN_JULY,
    JULY,
    ONE_ORDER,
    ORDER_FILE,
    Fault,
    changes,
    doubles,
    loses,
    runs_with,
)
from sales_platform_tests.quality.plan_faults import PLAN_FAULTS
from sales_platform_tests.small_lake import ORDERS_HEADER

SILVER_FAULTS = [
    *PLAN_FAULTS,
    *(
        Fault(
            f"silver/{entity} primary_key_unique",
            doubles(f"silver/{entity}", f"{IN_AUGUST} AND _row = 1 AND company = 'atlon'"),
            "1 row repeats a key.",
            {AUGUST: 1},
        )
        for entity in ("customers", "products", "prices", "targets", "stock")
    ),
    Fault(
        "silver/sales primary_key_unique",
        doubles("silver/sales", ONE_ORDER),
        "1 row repeats a key.",
        {JULY: 1},
        {"order_id": "O07151", "rows": 2},
    ),
    *(
        Fault(
            f"silver/{entity} row_accounting",
            loses(f"silver/{entity}", f"{IN_JULY} AND company = 'atlon'"),
            "1 row is missing or counted twice.",
            {JULY: 1},
            {"bronze": 1, "silver": 0, "quarantine": 0},
        )
        for entity in ENTITIES
    ),
    Fault(
        "silver/customers rules_hold",
        changes("silver/customers", f"{IN_JULY} AND customer_code = '789001'", city="'Bengaluruu'"),
        "1 row breaks city_unknown",
        {JULY: 1},
        {"breaks": "city_unknown", "_file": "sports_bar/customers/customers.csv", "_row": 1},
    ),
    Fault(
        "silver/products rules_hold",
        changes("silver/products", f"{IN_JULY} AND product_code = '25891101'", product_code="'XYZ123'"),
        "1 row breaks invalid_product_id",
        {JULY: 1},
        {"_file": "sports_bar/products/products.csv", "_row": 1},
    ),
    Fault(
        "silver/prices rules_hold",
        changes("silver/prices", f"{IN_JULY} AND product_code = '25891101'", price_inr="-80"),
        "1 row breaks invalid_price",
        {JULY: 1},
        {"_file": "sports_bar/gross_price/prices.csv", "_row": 1},
    ),
    Fault(
        "silver/sales rules_hold",
        changes("silver/sales", ONE_ORDER, quantity="CAST(NULL AS BIGINT)"),
        "1 row breaks missing_quantity; 1 row breaks invalid_quantity",
        {JULY: 2},
        {"breaks": "missing_quantity", "_file": ORDER_FILE, "_row": 1},
    ),
    Fault(
        "silver/sales few_repaired",
        changes("silver/sales", f"{IN_JULY} AND company = 'sports_bar'", repairs="make_array('customer_unknown')"),
        "More rows are repaired than is usual: sports_bar_orders customer_unknown (100.0% in the worst month, 15% is usual).",
        {JULY: 62},
        {"_row": 1, "repair": "customer_unknown"},
    ),
    Fault(
        "silver/prices masters_known",
        loses("silver/products", f"{IN_JULY} AND product_code = '25891101'"),
        "1 row names a code that is not in products.",
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
        "1 row breaks channel",
        {AUGUST: 1},
        {"channel": "Street"},
    ),
    Fault(
        "silver/sales dates_in_month",
        runs_with(("sports_bar/orders/orders_2025_07_15_b.csv", f"{ORDERS_HEADER}L,2025-08-15,789001,25891101,5\n")),
        "1 row breaks date_in_month",
        {JULY: 1},
        {"_file": "sports_bar/orders/orders_2025_07_15_b.csv", "_row": 1},
    ),
    Fault(
        "silver/sales quantities_near_their_past",
        changes("silver/sales", f"{IN_AUGUST} AND order_id = 'O08151'", quantity="50"),
        "1 quantity is far from those of the 3 months before: 50 pieces of sports_bar 25891101 in 2025-08, 5 to 5 before"
        " (sports_bar/orders/orders_2025_08_15.csv, row 1).",
        {AUGUST: 1},
        {"_file": "sports_bar/orders/orders_2025_08_15.csv", "_row": 1, "quantity": 50, "most_before": 5},
    ),
    Fault(
        "silver/prices prices_near_their_past",
        changes("silver/prices", f"{IN_AUGUST} AND product_code = '25891101'", price_inr="8"),
        "1 price is ten times or a tenth of the price before: ₹8.00 of sports_bar 25891101 in 2025-08, ₹80.00 in 2025-07"
        " (sports_bar/gross_price/prices.csv, row 2).",
        {AUGUST: 1},
        {"_file": "sports_bar/gross_price/prices.csv", "_row": 2},
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
        runs_with(
            (
                "atlon/customers/more.csv",
                "customer_code,customer,market,platform,channel\n,Nobody,India,E-Commerce,Direct\n7002,B,India,E-Commerce,Direct\n",
            )
        ),
        "More rows in quarantine than is usual: atlon_customers missing_customer 2 (33.3% in the worst month, 0% is usual).",
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
    Fault(
        "quarantine/sales records_agree",
        runs_with(("sports_bar/orders/orders_2025_07_15 (1).csv", f"{ORDERS_HEADER}O07151,2025-07-15,789001,25891101,15\n")),
        f"1 row gives a record that counts with another value: {ORDER_FILE} row 1 gives 5,"
        " sports_bar/orders/orders_2025_07_15 (1).csv row 1 gives 15, which counts.",
        {JULY: 1},
        {"_file": ORDER_FILE, "_row": 1, "gives": 5, "counts_row": 1, "counts": 15, "reason": "superseded"},
    ),
    Fault(
        "quarantine/prices records_agree",
        runs_with(
            ("sports_bar/gross_price/more.csv", "product_id,month,gross_price\n25891101,2025-08-01,90\n25891101,2025-08-01,91\n")
        ),
        "1 row gives a record that counts with another value: sports_bar/gross_price/more.csv row 1 gives 90.00,"
        " sports_bar/gross_price/more.csv row 2 gives 91.00, which counts.",
        {AUGUST: 1},
        {"reason": "contradiction"},
    ),
]
