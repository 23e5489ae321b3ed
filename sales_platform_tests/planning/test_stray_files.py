"""A file in landing that belongs to no feed is noticed, listed and named, and touches no other table."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sales_platform.planning.plan import plan_refresh
from sales_platform.run_view import reading_view
from sales_platform.storage.landing_zone import landing_zone, settled
from sales_platform_tests.planning.place import FILES, JULY, Place
from sales_platform_tests.refreshes import refresh

pytestmark = pytest.mark.usefixtures("sail")
STRAY = "sports_bar/Orders/orders_2025_07_20.csv"


def listed(place: Place) -> list[dict[str, object]]:
    answer = place.lake.query("SELECT month, company, feed, _file FROM t ORDER BY _file", t=("quarantine", "files"))
    return answer.to_pylist() if answer is not None else []


def test_it_makes_the_list_of_its_month_stale_and_nothing_else_and_goes_when_it_is_moved(place: Place) -> None:
    place.land(STRAY, "order_id\n")
    assert place.stale() == {FILES: [JULY]}
    assert place.reasons(FILES, JULY) == ("the list of files that cannot be used has changed",)
    assert set(place.run()) == {FILES}
    assert listed(place) == [{"month": JULY, "company": None, "feed": None, "_file": STRAY}]
    assert place.plan().stale == []
    (place.landing / STRAY).unlink()
    assert place.stale() == {FILES: [JULY]}
    assert place.reasons(FILES, JULY) == ("the list of files that cannot be used has changed",)
    place.run()
    assert listed(place) == []
    assert place.plan().stale == []


def test_it_opens_no_month_for_the_other_tables_and_is_named_by_the_run_that_finds_it(place: Place) -> None:
    months = {month for one in place.plan().stale for month in [one.month]}
    assert months == set()
    place.land("notes_2024_03.txt", "hello")
    assert place.stale() == {FILES: [date(2024, 3, 1)]}
    checks = {check.check_name: check for check in refresh(place.instance, place.settings)}
    found = checks["every_file_is_of_a_feed"]
    assert not found.passed
    assert str(found.description).startswith("1 file in landing belongs to no feed: notes_2024_03.txt.")
    assert [row["month"] for row in listed(place)] == [date(2024, 3, 1)]
    assert place.plan().stale == []


def test_the_sensor_sees_it_once_it_is_complete(place: Place) -> None:
    place.land(STRAY, "order_id\n")

    def stale(now: datetime) -> list[str]:
        with reading_view(place.settings, lambda: settled(landing_zone(place.settings.landing), now)) as view:
            return [one.table for one in plan_refresh(view).stale]

    now = datetime.now(tz=UTC)
    assert stale(now) == []
    assert stale(now + timedelta(minutes=1)) == [FILES]
