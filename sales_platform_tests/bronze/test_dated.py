"""Which date a file is of: what its name says, what its rows decide, and what cannot be."""

from collections import Counter
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed, Months
from sales_platform.landing.contents import months_of_row
from sales_platform.landing.dated import another_year, date_of, decided, rows_decide
from sales_platform.landing.rows import named_months
from sales_platform.landing.versions import KnownFile
from sales_platform.months import MonthRange
from sales_platform.storage.landing_zone import LandingFile
from sales_platform_tests.sound_rows import ALL_FEEDS

ORDERS, SALES, PRICES = (FEED_BY_NAME[name] for name in ("sports_bar_orders", "atlon_sales", "sports_bar_gross_price"))
CALENDAR = MonthRange.of(date(2025, 1, 1), date(2025, 12, 1))
LANDED_AT = datetime(2025, 11, 5, tzinfo=UTC)
JULY, AUGUST, LANDED = date(2025, 7, 1), date(2025, 8, 1), date(2025, 11, 1)


def file(path: str) -> LandingFile:
    return LandingFile(path, 1, "v", LANDED_AT)


@pytest.mark.parametrize(
    ("path", "texts", "expected"),
    [
        ("20250801_orders_2025_07_03.csv", {"2025/07/03": 5, "2025/08/01": 1}, "2025-07-03"),
        ("20250801_orders_2025_07_03.csv", {"2025/08/01": 5}, "2025-08-01"),
        ("orders_2025_07_03_of_20250801.csv", {"03/07/2025": 5}, "2025-07-03"),
        ("orders_2025_07_03_of_20250801.csv", {"x": 5}, "2025-08-01"),
        ("20250801_orders_2025_07.csv", {"2025-07-03": 1, "2025-07-04": 1}, "2025-07"),
        ("20250801_orders_2025_07_03.csv", {"2025-08-17": 3}, "2025-08-01"),  # of the month, if not of the day
        ("orders_05-07-2025.csv", {"2025-05-07": 2}, "2025-05-07"),
        ("orders_05-07-2025.csv", {"05/07/2025": 2}, "2025-07-05"),
        ("orders_05-07-2025.csv", {}, "2025-07-05"),
        ("orders_2025_07_03.csv", {"2025-01-01": 9}, "2025-07-03"),
        ("orders.csv", {"2025-01-01": 9}, None),
    ],
)
def test_of_several_dates_in_a_name_the_rows_decide(path: str, texts: dict[str, int], expected: str | None) -> None:
    assert decided(ORDERS, path, texts) == expected


def test_only_names_with_several_dates_are_left_to_the_rows() -> None:
    assert rows_decide(ORDERS, "20250801_orders_2025_07_03.csv")
    assert rows_decide(SALES, "20250801_sales_2025_07.csv")
    assert not rows_decide(ORDERS, "orders_2025_07_03.csv")
    assert not rows_decide(ORDERS, "orders.csv")
    assert not rows_decide(FEED_BY_NAME["sports_bar_customers"], "20250801_customers_2025_07.csv")


def test_what_the_rows_decided_is_remembered() -> None:
    known = KnownFile("20250701_orders_20250801.csv", "v", 1, LANDED_AT, 1, {}, dated="2025-07-01")
    assert date_of(ORDERS, known.path, known) == "2025-07-01"
    assert date_of(ORDERS, known.path, None) == "2025-08-01"


@pytest.mark.parametrize(
    ("dated", "texts", "reason"),
    [
        ("2026-07-03", {"2025/07/03": 3, "July 03, 2025": 1}, "its name says 2026-07, all 4 dates in it are of 2025-07"),
        ("2035-07-04", {"2025/07/04": 1, "x": 1}, "its name says 2035-07, the one date in it is of 2025-07"),
        ("2024-07", {"2025/07/04": 1, "2025-09-04": 1}, "its name says 2024-07, all 2 dates in it are of 2025-07 to 2025-09"),
        ("2026-07-03", {"2025/07/03": 3, "2026/07/03": 1}, None),
        ("2026-07-03", {"2025/07/03": 3, "2026/01/03": 1}, None),
        ("2025-08-03", {"2025/07/03": 3}, None),
        ("2026-01-01", {"2025/12/31": 3}, None),
        ("2026-07-03", {"x": 3}, None),
        ("2026-07-03", {}, None),
        (None, {"2025/07/03": 3}, None),
    ],
)
def test_a_file_whose_dates_are_all_of_another_year_than_its_name_is_refused(
    dated: str | None, texts: dict[str, int], reason: str | None
) -> None:
    found = another_year(ORDERS, dated, texts)
    wanted = None if reason is None else f"{reason}: rename the file, or correct the dates, and land it again"
    assert found == wanted


def test_the_year_in_the_name_of_a_file_by_row_says_nothing() -> None:
    assert another_year(SALES, "2026-07", {"2025-07-01": 3}) is None


def test_the_name_of_a_file_decides_which_month_a_row_by_row_is_of() -> None:
    batch = pa.RecordBatch.from_pydict({"date": ["08/01/2025", "01/08/2025", "02/08/2025", "31/12/2025"]})
    assert named_months(batch, SALES, None) == Counter({AUGUST: 2, None: 1, date(2025, 12, 1): 1})
    assert named_months(batch, SALES, "2025-08") == Counter({AUGUST: 3, date(2025, 12, 1): 1})


@given(st.sampled_from(("x_2025_07.csv", "2025/07/x.csv", "x_20250703.csv")), st.sampled_from((SALES, PRICES)))
def test_a_row_whose_date_cannot_be_read_stands_in_the_month_of_its_files_name(path: str, feed: Feed) -> None:
    dated = date_of(feed, path, None)
    assert months_of_row(feed, None, file(path), CALENDAR, dated) == [JULY]
    assert months_of_row(feed, None, file("x.csv"), CALENDAR) == [LANDED]
    assert months_of_row(feed, None, file("x_2031_07.csv"), CALENDAR, "2031-07") == [LANDED]
    assert months_of_row(feed, date(2031, 7, 1), file(path), CALENDAR, dated) == [LANDED]


_OF_DAYS = [feed for feed in ALL_FEEDS if feed.months is Months.BY_FILE_NAME]


@given(st.sampled_from(_OF_DAYS), st.dates(date(2024, 2, 1), date(2025, 11, 30)), st.integers(-9, 9), st.data())
def test_a_year_in_a_name_that_no_row_bears_holds_the_file_up_wherever_its_odd_rows_stand(
    feed: Feed, day: date, years: int, data: st.DataObject
) -> None:
    texts = [f"{day:%Y/%m/%d}", f"{day:%B %d, %Y}", *data.draw(st.lists(st.sampled_from(["soon", "", "#N/A"])))]
    named = f"{day.year + years}-{day:%m}"
    found = another_year(feed, named, Counter(data.draw(st.permutations(texts))))
    assert (found is not None) == (years != 0)
    assert found is None or (named in found and f"{day:%Y-%m}" in found)
