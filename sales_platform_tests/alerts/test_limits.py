"""The file of limits, and figures that go beyond them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from sales_platform.alerts.lake_matters import lake_matters
from sales_platform.alerts.limits import KpiLimit, Limits, read_limits
from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake
from sales_platform_tests.small_lake import SmallLake

NOW = datetime(2025, 9, 10, tzinfo=UTC)
REVENUE = KpiLimit("revenue", "month before", below=-0.5, above=1.0)


def written(tmp_path: Path, text: str) -> Limits:
    (tmp_path / "limits.toml").write_text(text)
    return read_limits({"SALES_ALERT_LIMITS": str(tmp_path / "limits.toml")})


def test_our_own_file_can_be_used() -> None:
    limits = read_limits({})
    assert (limits.failed_in_a_row, limits.gold_hours) == (5, 72)
    assert {one.figure for one in limits.kpis} == {"revenue", "customers", "average_selling_price"}


def test_an_own_file_may_leave_out_what_is_usual(tmp_path: Path) -> None:
    limits = written(tmp_path, '[gold]\nhours = 30\n[[kpi]]\nfigure = "quantity"\nbeside = "year before"\nbelow = -0.1\n')
    assert limits == Limits(gold_hours=30, kpis=(KpiLimit("quantity", "year before", -0.1, None),))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[gold", "cannot be used"),
        ("[goold]\nhours = 1", "there is nothing called 'goold'"),
        ("[gold]\nhours = 0", "hours is 0, and must be more than 0"),
        ("[gold]\nhours = 'long'", "could not convert"),
        ('[[kpi]]\nfigure = "profit"\nbeside = "month before"', "the figure 'profit' is none of revenue, quantity"),
        ('[[kpi]]\nfigure = "revenue"\nbeside = "day before"', "the beside 'day before' is none of month before, year before"),
        ('[[kpi]]\nfigure = "revenue"', "'beside'"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"The file of SALES_ALERT_LIMITS, '.*limits.toml', cannot be used") as raised:
        written(tmp_path, text)
    assert sentence in str(raised.value)


def test_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(UserError, match=r"cannot be read \(No such file or directory\): name another"):
        read_limits({"SALES_ALERT_LIMITS": "/no/such/file.toml"})


def fact(folder: Path, *months: tuple[date, int]) -> Lake:
    """A fact with one row of revenue a month, for one customer."""
    rows = [
        {
            "month": month,
            "company": "a",
            "customer_code": "1",
            "revenue_inr": Decimal(revenue),
            "sold_quantity": 10,
            "price_inr": Decimal(5),
        }
        for month, revenue in months
    ]
    write_deltalake(f"{folder}/gold/fact_sales", pa.Table.from_pylist(rows))
    return Lake(str(folder))


def keys(lake: Lake, limits: Limits, now: datetime = NOW) -> list[str]:
    return [matter.key for matter in lake_matters(lake, limits, "http://board", now).matters]


@pytest.mark.parametrize(
    ("july", "august", "told"), [(100, 49, True), (100, 50, False), (100, 200, False), (100, 201, True), (0, 100, False)]
)
def test_a_figure_of_the_last_complete_month_has_limits(july: int, august: int, told: bool, tmp_path: Path) -> None:
    lake = fact(tmp_path, (date(2025, 7, 1), july), (date(2025, 8, 1), august), (date(2025, 9, 1), 1))
    assert keys(lake, Limits(kpis=(REVENUE,))) == (["kpi/revenue/month_before"] if told else [])


def test_the_sentence_of_a_figure_has_the_change_and_no_amount(tmp_path: Path) -> None:
    lake = fact(tmp_path, (date(2025, 7, 1), 100), (date(2025, 8, 1), 25))
    (matter,) = lake_matters(lake, Limits(kpis=(REVENUE,)), "http://board", NOW).matters
    assert matter.what == "Revenue of 2025-08 is -75% beside the month before (limit -50%)."
    assert matter.link == "http://board/changes"


def test_gold_that_was_not_written_for_longer_than_its_hours_is_stale(sound: SmallLake) -> None:
    lake = sound.place.lake
    assert keys(lake, Limits(), datetime.now(tz=UTC) + timedelta(hours=71)) == []
    assert keys(lake, Limits(), datetime.now(tz=UTC) + timedelta(hours=73)) == ["gold/stale"]


def test_nothing_is_told_of_a_lake_that_nobody_has_run_yet(tmp_path: Path) -> None:
    assert keys(Lake(str(tmp_path)), read_limits({})) == []
