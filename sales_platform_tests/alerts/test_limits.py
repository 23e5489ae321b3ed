"""The file of limits, and gold that was not refreshed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sales_platform.alerts.lake_matters import lake_matters
from sales_platform.alerts.limits import Limits, read_limits
from sales_platform.errors import UserError
from sales_platform.quality.kpi_limits import KpiLimit
from sales_platform.storage.lake import Lake
from sales_platform_tests.small_lake import SmallLake

NOW = datetime(2025, 9, 10, tzinfo=UTC)


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


def keys(lake: Lake, limits: Limits, now: datetime = NOW) -> list[str]:
    return [matter.key for matter in lake_matters(lake, limits, "http://board", now).matters]


def test_gold_that_was_not_written_for_longer_than_its_hours_is_stale(sound: SmallLake) -> None:
    lake = sound.place.lake
    assert keys(lake, Limits(), datetime.now(tz=UTC) + timedelta(hours=71)) == []
    assert keys(lake, Limits(), datetime.now(tz=UTC) + timedelta(hours=73)) == ["gold/stale"]


def test_nothing_is_told_of_a_lake_that_nobody_has_run_yet(tmp_path: Path) -> None:
    assert keys(Lake(str(tmp_path)), read_limits({})) == []
