"""The commands for the day when something was lost, and for the days before: restore, locked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from sales_platform import rendering
from sales_platform.command_options import JsonOption, LakeOption, console, errors, settings_of
from sales_platform.dashboard.history import history
from sales_platform.errors import UserError
from sales_platform.maintenance.restore import RestoreReport, restore_lake, tables_named
from sales_platform.reports.as_of import moment_of
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock
from sales_platform.values.counted import counted

app = typer.Typer()
_NAMED, FACT = 5, "gold/fact_sales"
_FOREIGN = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}
"""The options of a command that is given to ours are its own."""


@app.command()
def restore(
    as_of: Annotated[
        str, typer.Option(metavar="VERSION|TIME", help="A time (in UTC), or a version of the fact: the end of its run.")
    ],
    table: Annotated[list[str] | None, typer.Option(help="Only this table, as layer/name; may be given again.")] = None,
    lake: LakeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring tables, ledger and fingerprints back to how they were; what is made from a table that alone is restored is stale."""
    settings, only = settings_of(None, lake), tables_named(table or ())
    connect(settings, landing=False)
    moment = moment_of(Lake(settings.lake), as_of)
    done = restore_lake(settings, moment, only, _say_that_it_waits)
    _tell_history(done, Lake(settings.lake))
    if as_json:
        print(json.dumps(done.as_json(), indent=2))  # noqa: T201 - the command's result
    else:
        for line in restore_lines(done):
            console.print(rendering.plain(line))


@app.command(context_settings=_FOREIGN)
def locked(
    command: Annotated[list[str], typer.Argument(help="A program and its arguments: rsync -a data/lake /backup")],
    lake: LakeOption = None,
) -> None:
    """Run a command, such as one that copies the lake, while no run writes the lake; its exit code is the command's."""
    settings = settings_of(None, lake)
    connect(settings, landing=False)
    with lake_lock(settings.lake, _say_that_it_waits) as check:
        try:
            code = subprocess.call(command)  # noqa: S603 - what the user has given
        except OSError as error:
            raise UserError(f"'{command[0]}' cannot be started ({error.strerror}): name a program.") from None
        check()
    sys.exit(code)


def _tell_history(done: RestoreReport, lake: Lake) -> None:
    """Note the restore in Dagster's history, if there is one; it is done, whatever comes of that."""
    if not done.tables:
        return
    try:
        with history() as instance:
            if instance is not None:
                from sales_platform.maintenance.restore_story import tell_restore  # noqa: PLC0415 - with Dagster

                tell_restore(instance, done, lake)
    except Exception:  # noqa: BLE001 - of any library that keeps the history
        errors.print("The tables are restored, but Dagster's history could not be written: its UI does not show the restore.")


def _say_that_it_waits() -> None:
    errors.print("Another run is writing this lake: waiting for its end.")


def restore_lines(done: RestoreReport) -> Iterator[str]:
    """What a restore has done, and what comes next."""
    at = f"{done.as_of:%Y-%m-%d %H:%M:%S} UTC"
    if not done.tables:
        yield f"Nothing was restored: all is as it was at {at}."
        return
    name = FACT if FACT in done.tables else next(iter(done.tables))
    then, now = done.tables[name]
    tables = counted(len(done.tables), "table")
    yield f"Restored {tables} to the state of {at}: version {then} of {name} is its version {now} now."
    if done.dependents:
        yield f"Stale, for they are made from what was restored: {', '.join(done.dependents)}."
    if done.files_since:
        more = f" and {len(done.files_since) - _NAMED} more" if len(done.files_since) > _NAMED else ""
        yield (
            f"{counted(len(done.files_since), 'file was', 'files were')} taken in since; the next run takes in again what is"
            f" still in the landing: {', '.join(done.files_since[:_NAMED])}{more}."
            " Files that were accepted since must be accepted again."
        )
    yield (
        "The next run, of the sensor as well, brings all of it up to the landing, the corrections and the code of now:"
        " 'sales-platform plan' shows how far."
    )
    yield f"Undo: sales-platform restore --as-of {done.before.isoformat(timespec='milliseconds')}"
