"""The commands: run everything, read the figures and the quarantine, make sample data, open the UI."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sales_platform import alert_commands, operating_commands, rendering, report_commands, safety_commands
from sales_platform.bronze.accepting import accept as accept_file
from sales_platform.command_options import (
    JsonOption,
    LakeOption,
    LandingOption,
    MonthOption,
    StatementCommand,
    console,
    errors,
    lake_of,
    settings_of,
    user_name,
)
from sales_platform.errors import UserError
from sales_platform.listening import check_free
from sales_platform.months import MonthRange, calendar, format_month, parse_month
from sales_platform.reports.as_of import lake_as_of
from sales_platform.reports.kpis import kpis as read_kpis
from sales_platform.reports.quarantine import FILES, LISTED, quarantine_report
from sales_platform.run_view import answered_elsewhere, reading_view
from sales_platform.sql.output import Format
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for others in (report_commands, operating_commands, safety_commands):
    app.registered_commands += others.app.registered_commands
app.add_typer(alert_commands.app, name="alerts")


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the error behind a sentence, and what libraries print.")] = False,
) -> None:
    """Taken by ``cli.main``, wherever it stands."""
    del debug


@app.command()
def run(
    first: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM", help="First month to refresh.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM", help="Last month to refresh.")] = None,
    landing: LandingOption = None,
    lake: LakeOption = None,
) -> None:
    """Refresh the months that the landed files touch (or the range given), landing to gold, and print the figures."""
    settings = settings_of(landing, lake)
    months = _range(first, last, calendar(settings.first_month))
    from sales_platform.running.run_command import run_command  # noqa: PLC0415 - Dagster takes a second to load

    run_command(settings, months, console)
    written = Lake(settings.lake)
    written.elsewhere = answered_elsewhere(settings)
    rendering.print_kpis(console, read_kpis(written))
    rendering.print_refused(console, quarantine_report(written, FILES, None)[0])


@app.command()
def kpis(
    as_of: Annotated[str | None, typer.Option(metavar="VERSION|TIME", help="As they were: version of the fact, or time.")] = None,
    lake: LakeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the figures over all months."""
    source = lake_of(lake)
    figures = read_kpis(lake_as_of(source, as_of) if as_of is not None else source)
    if as_json:
        print(json.dumps(figures, indent=2))  # noqa: T201 - the command's result
    else:
        rendering.print_kpis(console, figures)


@app.command()
def quarantine(
    entity: Annotated[str | None, typer.Option(help=f"One of {', '.join(LISTED)}; all when left out.")] = None,
    month: MonthOption = None,
    examples: Annotated[int, typer.Option(min=0, help="How many rows to show of each.")] = 5,
    lake: LakeOption = None,
) -> None:
    """Show what is in quarantine: counts by reason (a row may bear several), and examples with file and row."""
    only = parse_month(month) if month else None
    reports = quarantine_report(lake_of(lake), entity, only, examples)
    for report in reports:
        rendering.print_quarantine(console, report)


@app.command()
def accept(
    file: Annotated[str, typer.Argument(help="Its path, as `quarantine --entity files` shows it.")],
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who says that it is right; your user name when left out.")
    ] = None,
    landing: LandingOption = None,
    lake: LakeOption = None,
) -> None:
    """Let a file through that was held up: the version that has landed counts from the next run on."""
    settings = settings_of(landing, lake)
    connect(settings)
    with reading_view(settings) as view:
        accepted = accept_file(view, file, user_name() if by is None else by)
    console.print(rendering.plain(f"{accepted.path} is accepted by {accepted.accepted}. Take it in: sales-platform run"))


@app.command("sample-data")
def sample_data(
    out: Annotated[Path, typer.Option(help="An empty folder, or one to make.")],
    months: Annotated[int, typer.Option(help="How many months, the last one before the running month.")] = 24,
    scale: Annotated[float, typer.Option(help="1 is about as many rows as the companies' first extracts.")] = 1,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Write landing files of made-up companies with every kind of mess, and print what was planted."""
    from sales_platform.sample_data import write_sample_data  # noqa: PLC0415 - numpy is for this command only

    first = settings_of(None, None).first_month
    with rendering.progress(errors, "Writing sample data", quiet=as_json) as advance:
        account = write_sample_data(out, months=months, scale=scale, seed=seed, first_month=first, progress=advance)
    if as_json:
        print(json.dumps(account, indent=2))  # noqa: T201 - the command's result
    else:
        rendering.print_account(console, account)


@app.command(cls=StatementCommand)
def sql(
    statement: Annotated[str, typer.Argument(help="One SELECT, WITH, SHOW TABLES or DESCRIBE; tables are named layer.table.")],
    form: Annotated[Format, typer.Option("--format", help="How the rows are written.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file for the rows.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many rows; a table has 100 unless told.")] = None,
    lake: LakeOption = None,
) -> None:
    """Answer a question in Spark SQL over all tables of the lake; nothing is ever written there."""
    from sales_platform.sql.command import run_sql  # noqa: PLC0415 - PySpark takes a second to load

    run_sql(settings_of(None, lake), statement, form, out, limit, errors)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 32010,
    host: Annotated[str, typer.Option(help="Address to listen on; there is no password.")] = "127.0.0.1",
    health_port: Annotated[int | None, typer.Option(help="Port of gRPC's health service; none when left out.")] = None,
    lake: LakeOption = None,
) -> None:
    """Offer the same tables over Arrow Flight SQL, for BI tools; read-only."""
    from sales_platform.sql.command import run_server  # noqa: PLC0415 - as above

    run_server(settings_of(None, lake), host, port, errors, health_port)


@app.command()
def dev(
    port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Start the Dagster UI and its daemon."""
    settings_of(None, None)
    check_free("Dagster UI", host, port)
    from sales_platform.home import prepare_home  # noqa: PLC0415

    prepare_home()
    dagster = str(Path(sys.executable).with_name("dagster"))
    own = Path("workspace.yaml")
    workspace = own if own.exists() else Path(__file__).with_name("workspace.yaml")
    arguments = ["dev", "-w", str(workspace), "-h", host, "-p", str(port)]
    os.execv(dagster, [dagster, *arguments])  # noqa: S606 - our own interpreter's dagster, no shell


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 8050,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    lake: LakeOption = None,
) -> None:
    """Serve the dashboard: gold as charts and tables, fresh after every run."""
    source = lake_of(lake)
    from sales_platform.dashboard.server import serve  # noqa: PLC0415 - Vizro takes seconds to load

    serve(source, host, port, lambda address: console.print(f"The dashboard is on {address}; stop it with Ctrl-C."))


def _range(first: str | None, last: str | None, months: MonthRange) -> MonthRange | None:
    if first is None and last is None:
        return None
    start = parse_month(first) if first is not None else months.start
    end = parse_month(last) if last is not None else months.last
    for month in (start, end):
        if month not in months:
            raise UserError(f"{format_month(month)} is outside the calendar, which runs from {months}.")
    if start > end:
        raise UserError(f"--from {format_month(start)} is after --to {format_month(end)}: swap them.")
    return MonthRange.of(start, end)
