"""The faults of gold."""

from datetime import date

from sales_platform_tests.quality.fault import AUGUST, IN_AUGUST, IN_JULY, JULY, Fault, changes, doubles, loses

GOLD_FAULTS = [
    *(
        Fault(
            f"gold/{table} key_unique",
            doubles(f"gold/{table}", where),
            "1 row repeats a key.",
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
            "plan_variance": f"{IN_AUGUST} AND product_code = 'A1'",
        }.items()
    ),
    Fault(
        "gold/fact_sales quantities_reconcile",
        changes("gold/fact_sales", f"{IN_JULY} AND product_code = 'A1'", sold_quantity="11"),
        "Units differ from silver in 1 month of a company.",
        {JULY: 1},
        {"company": "atlon", "silver": 10, "fact": 11},
    ),
    Fault(
        "gold/fact_sales revenue_reconciles",
        changes("gold/fact_sales", f"{IN_JULY} AND product_code = 'A1'", revenue_inr="1005.01"),
        "1 row breaks revenue",
        {JULY: 1},
        {"product_code": "A1", "sold_quantity": 10},
    ),
    Fault(
        "gold/fact_sales keys_in_dimensions",
        loses("gold/dim_customers", f"{IN_JULY} AND customer_code = '789002'"),
        "1 row names a code that is not in dim_customers, dim_products.",
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
        "1 row breaks price",
        {JULY: 1},
        {"product_code": "A1"},
    ),
    Fault(
        "gold/fact_sales prices_of_their_month",
        loses("silver/prices", f"{IN_JULY} AND product_code = '25891101'"),
        "1 product has no valid price of a month they were sold in; the year's latest valid price was taken.",
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
        "gold/fact_sales figures_within_limits",
        changes("gold/fact_sales", f"{IN_AUGUST} AND product_code = 'A1'", revenue_inr="9999999"),
        "Revenue of 2025-08 is +",
        {AUGUST: 1},
    ),
    Fault(
        "gold/sales_enriched same_rows_as_fact",
        loses("gold/sales_enriched", f"{IN_AUGUST} AND product_code = 'A1'"),
        "Rows, units or revenue differ in 1 month of a company.",
        {AUGUST: 1},
        {"company": "atlon", "sales_enriched": "None"},
    ),
    Fault(
        "gold/plan_variance targets_are_sound",
        changes("gold/plan_variance", f"{IN_JULY} AND product_code = 'A1'", target_quantity="-1"),
        "1 row breaks target",
        {JULY: 1},
        {"product_code": "A1"},
    ),
    Fault(
        "gold/stock_cover stock_is_sound",
        doubles("gold/stock_cover", "product_code = 'A1'"),
        "1 row repeats a key.",
        {AUGUST: 1},
        {"rows": 2},
    ),
    Fault(
        "gold/stock_cover stock_is_sound",
        changes("gold/stock_cover", "product_code = 'A1'", reorder_quantity="-1"),
        "1 row breaks reorder_quantity",
        {AUGUST: 1},
        {"product_code": "A1"},
    ),
    Fault(
        "gold/demand_forecast forecast_is_sound",
        doubles("gold/demand_forecast", "product_code = 'A1' AND month = DATE '2025-09-01'"),
        "1 row repeats a key.",
        {date(2025, 9, 1): 1},
        {"rows": 2},
    ),
    Fault(
        "gold/demand_forecast forecast_is_sound",
        changes("gold/demand_forecast", "product_code = 'A1' AND month = '2025-09-01'", low_quantity="1000000"),
        "1 row breaks interval",
        {date(2025, 9, 1): 1},
        {"product_code": "A1"},
    ),
]
