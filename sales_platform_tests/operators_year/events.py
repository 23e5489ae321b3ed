"""What happens in the year. Each event says what is untrue at any of its moments; at its end all is well again."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterRunStatus, ReexecutionOptions, execute_job, reconstructable

from sales_platform.automation.new_files import MOST_ATTEMPTS, Memory
from sales_platform.automation.requests import range_tags
from sales_platform.months import MonthRange, add_months, month_of
from sales_platform.storage import landing_zone
from sales_platform.table import Table
from sales_platform_tests.ageing import age
from sales_platform_tests.automation.test_what_people_do import refresh_job
from sales_platform_tests.operators_year.clock import clock_wrong_by
from sales_platform_tests.operators_year.year import LAST_COMMIT, Untrue, Year
from sales_platform_tests.refreshes import QUIET, start


def files_land(year: Year) -> Untrue:
    for _ in range(year.chance.randint(1, 2)):
        year.land(ahead=year.chance.choice([None, None, timedelta(days=3)]))
    yield year.shown.untrue()


def a_file_is_archived(year: Year) -> Untrue:
    if year.world.landed:
        year.world.archive(year.chance.choice(sorted(year.world.landed)))
    yield year.shown.untrue()


def a_file_is_just_written(year: Year) -> Untrue:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=60))
        path = year.land(ahead=timedelta(0))
        year.world.tick()
        yield [] if path in year.world.said else [f"{path} was just written, but the tick says '{year.world.said}'"]
    yield year.shown.untrue()


def the_disk_is_full(year: Year) -> Untrue:
    yield from year.goes_wrong("full")


def the_disk_is_full_and_a_person_goes_on_from_the_failure(year: Year) -> Untrue:
    yield from year.goes_wrong("full")
    failed = year.world.instance.get_runs(limit=1)[0]
    if failed.status is DagsterRunStatus.FAILURE:
        with year.world.noted("SUCCESS"):
            again = ReexecutionOptions.from_failure(failed.run_id, year.world.instance)
            assets = sorted(failed.asset_selection or ())
            job = reconstructable(refresh_job)
            execute_job(job, year.world.instance, QUIET, failed.tags, reexecution_options=again, asset_selection=assets)
        year.world.wrote_gold = datetime.now(tz=UTC)
    yield year.shown.untrue()


def the_disk_stays_full(year: Year) -> Untrue:
    yield from year.goes_wrong("full", 0)
    for _ in range(MOST_ATTEMPTS + 1):
        if year.due_tick():
            year.world.run("full", 0)
        yield year.shown.untrue()
    yield [] if "no more are started" in year.world.said else [f"after so many failures the tick says '{year.world.said}'"]
    year.land()


def a_run_is_killed(year: Year) -> Untrue:
    yield from year.goes_wrong("killed")


def a_run_is_killed_and_a_person_gives_the_command(year: Year) -> Untrue:
    yield from year.goes_wrong("killed")
    with year.world.noted("SUCCESS", None):
        year.world.command("run")
    year.world.wrote_gold = datetime.now(tz=UTC)
    yield year.shown.untrue()


def a_person_cancels(year: Year) -> Untrue:
    yield from year.goes_wrong("canceled")
    if year.due_tick():
        yield [f"a person has canceled it, but it is asked for again: {year.world.said}"]
    yield year.shown.untrue()
    if year.chance.random() < 0.5:
        year.land()
    else:
        year.world.cursor = None


def a_person_backfills(year: Year) -> Untrue:
    last = add_months(month_of(year.day), year.chance.randint(0, 2))
    first = max(add_months(last, -year.chance.randint(0, 2)), date(2025, 1, 1))
    months = MonthRange.of(first, last)
    tables = year.chance.choice([None, ["silver/sales", "quarantine/sales"], ["gold/fact_sales"], ["bronze/sports_bar_orders"]])
    if year.chance.random() < 0.5:
        year.land()
    with year.world.noted("SUCCESS"):
        start(year.world.instance, range_tags(months, "a person", year.world.place.lake.root), tables)
    if tables in (None, ["gold/fact_sales"]):
        year.world.wrote_gold = datetime.now(tz=UTC)
    year.world.changed_since_tick = True
    yield year.shown.untrue()


def it_is_maintained(year: Year) -> Untrue:
    with year.world.noted("SUCCESS"):
        year.world.command("maintain")
    yield year.shown.untrue()


def days_pass(year: Year) -> Untrue:
    days = timedelta(days=year.chance.randint(4, 10))
    age(Path(year.world.place.lake.root), days.days, checkpoints=True)
    year.moments = [(moment - days, content) for moment, content in year.moments]
    yield year.shown.untrue(later=timedelta(days=year.chance.choice([2, 4])))
    yield year.shown.untrue()


def it_is_restored(year: Year) -> Untrue:
    if not year.moments:
        return
    moment, content = year.chance.choice(year.moments[-6:])
    table = year.chance.choice([(), (), ("--table", "gold/fact_sales"), ("--table", "bronze/sports_bar_orders")])
    year.world.command("restore", "--as-of", moment.isoformat(), *table)
    year.world.changed_since_tick = True
    if table != ("--table", "gold/fact_sales"):  # what landed since and is in the landing no more, no table has now
        year.world.kept = {path: rows for path, rows in content.items() if path not in year.world.landed}
    yield year.shown.untrue()


def the_clock_is_wrong(year: Year) -> Untrue:
    error = timedelta(days=year.chance.choice([-3, -40, 3, 40]))
    with clock_wrong_by(error):
        year.land()
        year.world.tick()
        year.world.run("full", year.chance.randint(0, LAST_COMMIT))
        if year.world.tick():
            year.world.run("full", year.chance.randint(0, LAST_COMMIT))
    year.world.changed_since_tick = True
    yield year.shown.untrue()
    memory = Memory.from_cursor(year.world.cursor)
    year.world.tick()
    if error > timedelta(0) and memory.at > datetime.now(tz=UTC).timestamp() and "the next attempt is after" in year.world.said:
        yield [f"the clock was put right, and the tick says '{year.world.said}'"]
    if year.world.requests:
        year.world.run()


def the_lake_cannot_be_read(year: Year) -> Untrue:
    lake = Path(year.world.place.lake.root)
    lake.rename(lake.with_name("away"))
    lake.write_text("no folder")
    year.world.tick()
    yield [] if "cannot be" in year.world.said else [f"the lake cannot be read, but the tick says '{year.world.said}'"]
    lake.unlink()
    lake.with_name("away").rename(lake)
    yield year.shown.untrue()


def a_rule_is_changed(year: Year) -> Untrue:
    name = year.chance.choice(["fact_sales", "plan_variance", "demand_forecast"])  # of others most of a run is the same
    before = vars(Table)["logic_version"].func

    def changed(table: Table) -> str:
        version = before(table)
        return f"{version}-changed" if table.name == name else str(version)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "logic_version", property(changed))
        year.world.changed_since_tick = True
        yield year.shown.untrue()
        yield from year.settle()
    year.world.changed_since_tick = True
    yield year.shown.untrue()


EVENTS: Mapping[str, Callable[[Year], Untrue]] = {
    event.__name__: event
    for event in (
        files_land,
        a_file_is_archived,
        a_file_is_just_written,
        the_disk_is_full,
        the_disk_is_full_and_a_person_goes_on_from_the_failure,
        the_disk_stays_full,
        a_run_is_killed,
        a_run_is_killed_and_a_person_gives_the_command,
        a_person_cancels,
        a_person_backfills,
        it_is_maintained,
        days_pass,
        it_is_restored,
        the_clock_is_wrong,
        the_lake_cannot_be_read,
        a_rule_is_changed,
    )
}
