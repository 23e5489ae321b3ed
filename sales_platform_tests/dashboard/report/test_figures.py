"""The figures of the monthly report against SQL that another hand wrote, of two companies and of the real data."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_platform.companies.registry import FEEDS, SOURCE_OF_FEED
from sales_platform.dashboard.queries.changes import CUSTOMERS, PRODUCTS
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.contents import Contents, contents
from sales_platform.errors import UserError
from sales_platform.months import add_months, format_month
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.bridge_in_sql import Periods, bridges_in_sql, figures_in_sql, sold_in_sql
from sales_platform_tests.dashboard.small_lake import FORECAST, forecast, sale, write, write_sales
from sales_platform_tests.platform_runs import Workplace, needs_real_landing

FIRST, LAST = date(2024, 1, 1), date(2025, 6, 1)
RUPEE = 1
NOT_COMPARED = "its figures will change, and are not compared with other months."
_BY_DIVISION = """SELECT company, coalesce(division, 'Unknown') AS division, coalesce(sum(revenue_inr), 0) AS revenue
    FROM sales WHERE month = $month GROUP BY ALL"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A year and a half of two companies; one of them is too young to be compared; products come and go."""
    made = Lake(str(tmp_path_factory.mktemp("report") / "lake"))
    rows = []
    for number in range(18):
        month = format_month(add_months(FIRST, number))
        rows += [
            sale(
                month,
                f"P{n}",
                str(n % 3),
                5 + (number * n) % 7,
                f"{90 + number * n}.50",
                division=("Cricket", "Golf", None)[n % 3],
            )
            for n in range(7)
            if (number + n) % 5
        ]
        if number >= 9:
            rows += [sale(month, "S1", "9", 3 + number, "40.25", company="sports_bar", division="Bars")]
    write_sales(made, rows)
    ahead = [forecast("2025-07", "P1", 40, "2.00", until="2025-06"), forecast("2025-08", "P1", 50, "2.00", until="2025-06")]
    write(made, "gold", "demand_forecast", [*ahead, forecast("2025-07", "P2", 9, "1.00", until="2025-06")], FORECAST)
    return made


def check_against_sql(lake: Lake, month: date, complete: date) -> Contents:
    """The report of a month has the figures of the other hand, all of them."""
    known = contents(LakeReader(lake), month)
    periods = Periods(month, month, 12, complete)
    for period, mine in (("later", known.comparison.now), ("earlier", known.comparison.before)):
        assert mine is not None
        expected = figures_in_sql(lake, periods, period)
        assert {name: float(mine[name]) for name in expected} == pytest.approx({k: float(v) for k, v in expected.items()})
    bridges = {name: {k: float(v) for k, v in asdict(one).items()} for name, one in known.bridges.items()}
    assert bridges == {
        name: pytest.approx({k: float(v) for k, v in row.items()}, abs=RUPEE)
        for name, row in bridges_in_sql(lake, periods).items()
    }
    for kind in (PRODUCTS, CUSTOMERS):
        column = "product" if kind is PRODUCTS else kind.code
        moved = [(row["company"], row[column], sold.change) for row, sold in (*known.risers[kind], *known.fallers[kind])]
        changes = {(company, code): after - before for company, code, before, after in sold_in_sql(lake, periods, column)}
        largest = sorted((one for one in changes.values() if one > 0), reverse=True)[:10]
        assert [change for _, _, change in moved if change > 0] == largest
        assert all(changes[company, code] == change for company, code, change in moved)
    divisions = {(row["company"], row["division"]): row["revenue"] for row in known.by_division}
    assert divisions == pytest.approx(_divisions(lake, month))
    assert known.figures["total_revenue_inr"] == pytest.approx(sum(divisions.values()))
    assert sum(row["revenue"] for row in known.by_company) == pytest.approx(sum(divisions.values()))
    return known


def _divisions(lake: Lake, month: date) -> dict[tuple[str, str], float]:
    answer = lake.query("SELECT * FROM t", t=("gold", "sales_enriched"))
    assert answer is not None
    with duckdb.connect() as connection:
        connection.register("sales", answer)
        found = connection.execute(_BY_DIVISION, {"month": month}).fetchall()
    return {(company, division): float(revenue) for company, division, revenue in found}


@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2025, 4, 1), LAST])
def test_figures_bridge_and_movers_are_those_of_sql_by_another_hand(lake: Lake, month: date) -> None:
    known = check_against_sql(lake, month, LAST)
    assert known.companies == ("atlon", "sports_bar")
    assert set(known.bridges) == {"atlon"}
    assert known.comparison.said.endswith("without Sports Bar")
    assert known.notes == ()


def test_the_course_has_twelve_months_beside_those_a_year_before(lake: Lake) -> None:
    known = contents(LakeReader(lake), LAST, "atlon")
    assert [row["month"] for row in known.course] == [add_months(LAST, back) for back in range(-11, 1)]
    january = {row["month"]: row for row in known.course}[date(2025, 1, 1)]
    before = contents(LakeReader(lake), date(2024, 1, 1), "atlon").figures["total_revenue_inr"]
    assert january["revenue_year_before"] == pytest.approx(before)


def test_the_forecast_is_the_one_made_until_the_month_with_its_year_before(lake: Lake) -> None:
    ahead = contents(LakeReader(lake), LAST).forecast
    assert ahead.until == {"atlon": LAST}
    sold = {month: _pieces(lake, month) for month in ("2024-07", "2024-08")}
    assert [(format_month(row["month"]), row["forecast"], row["year_before"]) for row in ahead.months] == [
        ("2025-07", 49, sold["2024-07"]),
        ("2025-08", 50, sold["2024-08"]),
    ]
    assert [(row["product_code"], row["forecast"], row["low"], row["high"]) for row in ahead.products] == [
        ("P1", 40, 30, 50),
        ("P2", 9, -1, 19),
    ]
    earlier = contents(LakeReader(lake), date(2025, 3, 1)).forecast
    assert (earlier.months, earlier.newest) == ([], LAST)


def _pieces(lake: Lake, month: str) -> Any:
    sql = f"SELECT sum(sold_quantity) AS n FROM t WHERE company = 'atlon' AND month = DATE '{month}-01'"
    answer = lake.query(sql, t=("gold", "sales_enriched"))
    assert answer is not None
    return answer.to_pylist()[0]["n"]


def test_a_month_that_not_every_company_has_is_not_compared_and_says_who_is_missing(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path / "lake"))
    rows = [sale(month, "A", "1", 10, "5.00", company="sports_bar") for month in ("2024-08", "2025-07", "2025-08")]
    write_sales(lake, [*rows, sale("2025-07", "B", "2", 10, "5.00")])
    known = contents(LakeReader(lake), date(2025, 8, 1))
    assert (known.compared, known.comparison.now) == (None, None)
    assert known.notes == (
        f"Aug 2025 is not complete, for Atlon has no sales in it: {NOT_COMPARED}",
        "Sports Bar is the only company with sales in Aug 2025.",
    )


@pytest.mark.parametrize(
    ("month", "company", "sentence"),
    [
        (date(2023, 5, 1), None, "There are no sales of 2023-05 in the lake, so there is nothing to report"),
        (date(2024, 2, 1), "sports_bar", "Sports Bar has no sales in 2024-02, so there is nothing to report: it has Oct 2024 to"),
        (LAST, "nobody", "There is no company 'nobody': name one of atlon, sports_bar"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(lake: Lake, month: date, company: str | None, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        contents(LakeReader(lake), month, company)


@needs_real_landing
def test_the_figures_of_the_real_november_are_those_of_sql_by_another_hand(refreshed: Workplace) -> None:
    november = date(2025, 11, 1)
    known = check_against_sql(refreshed.lake, november, november)
    landed = {row["feed"]: (row["landed"], row["accepted"], row["quarantined"]) for row in known.accounts}
    feeds = [feed.name for feed in FEEDS if feed.company is not None and refreshed.lake.open("bronze", feed.name) is not None]
    assert landed == {feed: _account(refreshed.lake, feed) for feed in feeds}
    assert sum(row["forecast"] for row in known.forecast.months) == _forecast(refreshed.lake)


def _account(lake: Lake, feed: str) -> tuple[int, int, int]:
    source = SOURCE_OF_FEED[feed]
    where = "month = DATE '2025-11-01'"
    return (
        _count(lake, ("bronze", feed), where),
        _count(lake, ("silver", source.entity.name), f"{where} AND company = '{source.company}'"),
        _count(lake, ("quarantine", source.entity.name), f"{where} AND feed = '{feed}'"),
    )


def _count(lake: Lake, table: tuple[str, str], where: str) -> int:
    answer = lake.query(f"SELECT count(*) AS n FROM t WHERE {where}", t=table)
    assert answer is not None
    return int(answer.to_pylist()[0]["n"])


def _forecast(lake: Lake) -> int:
    answer = lake.query("SELECT sum(forecast_quantity) AS n FROM t", t=("gold", "demand_forecast"))
    assert answer is not None
    return int(answer.to_pylist()[0]["n"])
