"""The command ``sales-platform run``: plan, run, say what was done."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from sales_platform.alerts.addresses import read_addresses
from sales_platform.automation.alive import close_dead_runs, dead_runs
from sales_platform.errors import RunInterruptedError, UserError
from sales_platform.home import prepare_home
from sales_platform.months import MonthRange
from sales_platform.planning.plan import Plan, Work, plan_refresh
from sales_platform.rendering import plain
from sales_platform.run_view import RunView, writing_view
from sales_platform.settings import Settings
from sales_platform.values.counted import counted


def run_command(settings: Settings, months: MonthRange | None, console: Console) -> None:
    """Refresh the given months, or those that the landing touches, and say what was done.

    Raises:
        UserError: the landing or the lake cannot be used.
        RunFailedError: a run failed.
    """
    prepare_home()
    with _alerted(settings, console):
        _run_command(settings, months, console)


@contextmanager
def _alerted(settings: Settings, console: Console) -> Iterator[None]:
    """Look for alerts after the run, however it ends; who names no address waits for nothing."""
    if not read_addresses():
        yield
        return
    try:
        yield
    except RunInterruptedError:  # by a person, who knows
        raise
    except Exception as error:
        _look(settings, console, error)
        raise
    _look(settings, console, None)


def _look(settings: Settings, console: Console, error: Exception | None) -> None:
    from sales_platform.alerts.watch import look_after_run  # noqa: PLC0415 - with Dagster, which nothing new does not need
    from sales_platform.running.instance import own_instance  # noqa: PLC0415

    if said := look_after_run(own_instance, settings, error):
        console.print(plain(said))


def _run_command(settings: Settings, months: MonthRange | None, console: Console) -> None:
    if settings.spark_remote:
        from sales_platform.storage.session import writing_session  # noqa: PLC0415 - PySpark takes its time

        writing_session(settings)  # an endpoint that does not answer, or does not see the lake, is named at once
    console.print(f"Landing {plain(settings.landing)}, lake {plain(settings.lake)}")
    # planned while the lock is held: what a run before this one has done is not done again
    with writing_view(settings, lambda: console.print("Another run is writing this lake: waiting for its end.")) as view:
        _refresh(view, months, console)


def _refresh(view: RunView, months: MonthRange | None, console: Console) -> None:
    plan = plan_refresh(view, read=True)
    if plan.landed_files == 0 and not plan.work and view.lake.open("gold", "fact_sales") is None:
        raise UserError(
            f"The landing '{view.settings.landing}' has no files: put them there as the README says under 'Landing', or make some"
            " with 'sales-platform sample-data --out FOLDER' and name the folder with --landing."
        )
    works = [Work(months, plan.tables)] if months else plan.work
    console.print(_intention(plan, months))
    if not works:
        if dead_runs():
            _close_dead_runs()
        view.made.flush()  # what a lake of an earlier release said of its months
        view.files.flush()
        return
    tables = {table for work in works for table in work.tables}
    view.lake.open_ahead([*(table.path for table in tables), *(reads.table.path for table in tables for reads in table.reads)])
    from sales_platform.running.launch import Launch  # noqa: PLC0415 - with Dagster, which nothing new does not need
    from sales_platform.running.works import run_works  # noqa: PLC0415

    reason = "command line: months asked for" if months else f"command line: {plan.why}"
    launches = [Launch(work, reason, None if months else plan.keys) for work in works]
    run_works(view, launches, _months([work.months for work in works]), console)


def _close_dead_runs() -> None:
    from sales_platform.running.instance import own_instance  # noqa: PLC0415 - with Dagster

    with own_instance() as instance:
        close_dead_runs(instance)


def _intention(plan: Plan, asked: MonthRange | None) -> str:
    files = f"{counted(plan.landed_files, 'file')} in landing, {len(plan.new_files)} of them new or changed"
    if asked:
        return f"{files}; refreshing {asked} as asked."
    if plan.work:
        others = f" ({'; '.join(map(plain, plan.other_reasons))})" if plan.other_reasons else ""
        return f"{files}; refreshing {_months(plan.ranges)}{others}."
    return f"{files}: every month is up to date. No file was read, no row of any table was changed."


def _months(ranges: list[MonthRange]) -> str:
    count = sum(len(list(months)) for months in ranges)
    return f"{counted(count, 'month')} ({', '.join(str(months) for months in ranges)})"
