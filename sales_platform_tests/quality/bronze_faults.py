"""The faults of bronze and of the refused files."""

from datetime import date

from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import Feed, Months, bronze_column
from sales_platform.values.counted import counted
from sales_platform_tests.quality.fault import AUGUST, IN_AUGUST, IN_JULY, JULY, ORDER_FILE, Fault, changes, loses, runs_with


def of_one_month(feed: Feed) -> str:
    """The rows of whole files: those of July where a file is of one month, else all."""
    return IN_JULY if feed.months is Months.BY_FILE_NAME else "TRUE"


def files(feed: Feed) -> int:
    return 31 if feed.months is Months.BY_FILE_NAME else 1


BRONZE_FAULTS = [
    *(
        Fault(f"bronze/{feed.name} every_file_is_in", loses(f"bronze/{feed.name}", IN_JULY), "1 file is not in bronze", {JULY: 1})
        for feed in FEEDS
        if feed.name not in ("sports_bar_orders", "corrections")
    ),
    Fault(
        "bronze/sports_bar_orders every_file_is_in",
        loses("bronze/sports_bar_orders", f"_file = '{ORDER_FILE}' AND _row = 2"),
        "1 file is not in bronze as they landed.",
        {JULY: 1},
        {"_file": ORDER_FILE},
    ),
    Fault(
        "bronze/corrections every_file_is_in",
        changes("bronze/corrections", IN_JULY, _file_version="'old'"),
        "1 file is not in bronze as they landed.",
        {JULY: 1},
        {"_file": "seeds/corrections/confirmed_customers.csv"},
    ),
    *(
        Fault(
            f"bronze/{feed.name} no_column_missing",
            changes(f"bronze/{feed.name}", of_one_month(feed), **{bronze_column(feed.columns[-1]): "CAST(NULL AS STRING)"}),
            counted(files(feed), "file is without an agreed column", "files are without an agreed column"),
            {JULY: files(feed)},
            {"missing": feed.columns[-1]},
        )
        for feed in FEEDS
    ),
    *(
        Fault(
            f"bronze/{feed.name} no_column_added",
            changes(f"bronze/{feed.name}", of_one_month(feed), _extra='\'{"colour": "red"}\''),
            counted(files(feed), "file has columns that are not agreed", "files have columns that are not agreed"),
            {JULY: files(feed)},
            {"extra": '{"colour": "red"}'},
        )
        for feed in FEEDS
    ),
    *(
        Fault(f"bronze/{name} no_month_missing", loses(f"bronze/{name}", IN_AUGUST), "No rows landed for 2025-08.", {AUGUST: 1})
        for name in (
            "atlon_gross_price",
            "atlon_sales",
            "atlon_stock",
            "atlon_targets",
            "sports_bar_gross_price",
            "sports_bar_stock",
            "sports_bar_targets",
        )
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
        "1 landed file could not be used",
        {JULY: 1},
        {"_file": "sports_bar/orders/orders_2025_07_15_b.csv", "reason": "the archive is broken; pack it anew and land it again"},
    ),
    Fault(
        "quarantine/files every_file_is_of_a_feed",
        runs_with(("sports_bar/Orders/orders_2025_07_15_b.csv", "order_id\n")),
        "1 file in landing belongs to no feed: sports_bar/Orders/orders_2025_07_15_b.csv.",
        {JULY: 1},
        {"reason": "the folder is written in another case: move it to sports_bar/orders"},
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
        "1 correction has a problem: corrections/c.csv, row 2: no customers row with the key '1' has landed",
        {JULY: 1},
        {"_file": "corrections/c.csv", "_row": 2},
    ),
]
