"""The year of the benchmark: a short one, the passing of its days, and its section and picture."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from growth_picture import Line, picture
from passing_time import DAY, Calendar
from year import WEEK, Year, measure_year
from year_section import MOST_MONTH_FILES, MOST_TICK_REQUESTS, year_aims, year_picture

OF_A_NEXT_TICK = 6
"""Requests: the bucket, conditional writes, the lock, the landing, and one or two for the logs of the lake."""
_WEEK = {
    "active_bytes": 10_000_000,
    "lake_bytes": 20_000_000,
    "lake_files": 1000,
    "month_files": 9,
    "history_bytes": 30_000_000,
    "first_tick_seconds": 0.9,
    "first_tick_requests": 120,
    "tick_seconds": 0.5,
    "tick_requests": 6,
    "run_seconds": 1.5,
    "maintenance_seconds": 1.0,
    "figures": True,
}


@pytest.mark.timeout(600)
def test_with_maintenance_each_week_lake_history_and_ticks_stay_small_and_no_figure_moves(tmp_path: Path) -> None:
    year = measure_year(tmp_path, weeks=2, former_months=1, scale=0.02, retention=WEEK - 2)
    assert year.same_figures
    assert [week["figures"] for week in year.weeks] == [True] * 2
    assert max(week["month_files"] for week in year.weeks) < MOST_MONTH_FILES
    assert max(week["first_tick_requests"] for week in year.weeks) <= MOST_TICK_REQUESTS
    assert max(week["tick_requests"] for week in year.weeks) <= OF_A_NEXT_TICK
    first, second = year.weeks
    for name in ("lake_files", "lake_bytes"):  # what is older than the retention has gone
        assert second[name] < 1.2 * first[name], name


def test_what_is_within_a_week_keeps_its_own_day() -> None:
    calendar = Calendar([100.0, 200.0, 300.0])
    before_that_week, on_the_first_day, on_the_last_day = 50.0, 150.0, 300.0
    assert calendar.moved(before_that_week) == before_that_week - 3 * DAY
    assert calendar.moved(on_the_first_day) == on_the_first_day - 3 * DAY
    assert calendar.moved(on_the_last_day) == on_the_last_day - DAY


def test_an_aim_of_the_year_is_missed_where_one_week_misses_it() -> None:
    good = [{**_WEEK, "day": 7 * number} for number in range(1, 4)]
    assert all(reached for _, _, reached in year_aims(Year(good, 60, same_figures=True)))
    for name, value in {
        "lake_bytes": 31_000_000,
        "month_files": 20,
        "history_bytes": 61_000_000,
        "first_tick_requests": 131,
        "figures": False,
    }.items():
        bad = [*good[:2], {**good[2], name: value}]
        assert [reached for _, _, reached in year_aims(Year(bad, 60, same_figures=True))].count(False) == 1, name
    assert not year_aims(Year(good, 60, same_figures=False))[-1][2]


def test_the_picture_has_a_line_for_each_that_grows_within_its_frame() -> None:
    drawn = ET.fromstring(year_picture([{**_WEEK, "day": 7}, {**_WEEK, "day": 14, "lake_bytes": 29_000_000}]))  # noqa: S314 - our own
    lines = [element.get("points", "") for element in drawn if element.tag.endswith("polyline")]
    assert len(lines) == 3
    for points in lines:
        for point in points.split():
            x, y = map(float, point.split(","))
            assert 0 < x < 760
            assert 0 < y < 320


def test_names_in_a_picture_are_text() -> None:
    drawn = picture("<a> & b", "x", "y", [Line("<script>", [(0, 1), (1, 2)])])
    assert ET.fromstring(drawn).get("aria-label") == "<a> & b"  # noqa: S314 - our own
