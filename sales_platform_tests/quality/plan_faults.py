"""The faults of targets and stock, in silver and quarantine."""

from sales_platform_tests.quality.fault import AUGUST, IN_AUGUST, IN_JULY, JULY, Fault, changes, loses, runs_with

_TARGETS = "month,product_code,category,target_quantity,target_inr\n"
_STOCK = "date,product_code,stock_quantity,on_order_quantity\n"
PLAN_FAULTS = [
    Fault(
        "silver/targets rules_hold",
        changes("silver/targets", f"{IN_JULY} AND product_code = 'A1'", target_quantity="-10"),
        "1 row breaks invalid_target",
        {JULY: 1},
        {"_file": "atlon/targets/targets.csv", "_row": 2},
    ),
    Fault(
        "silver/targets rules_hold",
        changes("silver/targets", f"{IN_JULY} AND product_code = 'A1'", category="'Bats'"),
        "1 row breaks nothing_named",
        {JULY: 1},
    ),
    Fault(
        "silver/stock rules_hold",
        changes("silver/stock", f"{IN_JULY} AND product_code = 'A1'", at_hand="-1"),
        "1 row breaks negative_stock",
        {JULY: 1},
        {"_file": "atlon/stock/stock.csv", "_row": 2},
    ),
    *(
        Fault(
            f"silver/{entity} masters_known",
            loses("silver/products", f"{IN_JULY} AND product_code = 'A1'"),
            "1 row names a code that is not in products.",
            {JULY: 1},
            {"product_code": "A1"},
        )
        for entity in ("targets", "stock")
    ),
    Fault(
        "silver/targets masters_known",
        loses("silver/products", f"{IN_AUGUST} AND company = 'sports_bar'"),
        "1 row names a code that is not in products.",
        {AUGUST: 1},
        {"breaks": "unknown_category", "category": "Energy Bars"},
    ),
    Fault(
        "quarantine/targets few_rejected",
        runs_with(("atlon/targets/more.csv", f"{_TARGETS}2025-08-01,,Balls,5,\n")),
        "More rows in quarantine than is usual: atlon_targets unknown_category 1 (50.0% in the worst month, 0% is usual).",
        {AUGUST: 1},
        {"_file": "atlon/targets/more.csv", "_row": 1},
    ),
    Fault(
        "quarantine/stock few_rejected",
        runs_with(("atlon/stock/more.csv", f"{_STOCK}2025-08-31,A1,-5,\n")),
        "More rows in quarantine than is usual: atlon_stock negative_stock 1 (50.0% in the worst month, 0% is usual).",
        {AUGUST: 1},
        {"_file": "atlon/stock/more.csv", "_row": 1},
    ),
    Fault(
        "quarantine/targets records_agree",
        runs_with(("atlon/targets/more.csv", f"{_TARGETS}2025-08-01,A1,,20,\n2025-08-01,A1,,21,\n")),
        "1 row gives a record that counts with another value: atlon/targets/more.csv row 1 gives 20, atlon/targets/more.csv row 2"
        " gives 21, which counts.",
        {AUGUST: 1},
        {"reason": "contradiction"},
    ),
    Fault(
        "quarantine/stock records_agree",
        runs_with(("atlon/stock/more.csv", f"{_STOCK}2025-08-31,A1,20,\n2025-08-31,A1,21,\n")),
        "1 row gives a record that counts with another value: atlon/stock/more.csv row 1 gives 20, atlon/stock/more.csv row 2"
        " gives 21, which counts.",
        {AUGUST: 1},
        {"reason": "contradiction"},
    ),
]
