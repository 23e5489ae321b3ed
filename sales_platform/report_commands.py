"""The commands that explain the figures: plan, reconcile, trace, suggest, report."""

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sales_platform import rendering
from sales_platform.command_options import (
    JsonOption,
    LakeOption,
    LandingOption,
    MonthOption,
    console,
    errors,
    filled_lake,
    lake_of,
    settings_of,
)
from sales_platform.companies.registry import COMPANY_BY_NAME
from sales_platform.months import MonthRange, calendar, parse_month
from sales_platform.planning.plan import plan_refresh
from sales_platform.reports.reconciliation import reconcile as read_reconciliation
from sales_platform.reports.trace import trace as read_trace
from sales_platform.run_view import reading_view
from sales_platform.storage.connection import connect
from sales_platform.suggestions.suggest import suggestions
from sales_platform.suggestions.suggestion import HEADER

app = typer.Typer()


class ReportFormat(StrEnum):
    """What a report can be."""

    HTML = "html"
    PDF = "pdf"


@app.command()
def plan(landing: LandingOption = None, lake: LakeOption = None, as_json: JsonOption = False) -> None:
    """Show which months of which tables are stale and why, and what a run would compute; nothing is written."""
    settings = settings_of(landing, lake)
    connect(settings, writing=False)
    with reading_view(settings) as view:
        found = plan_refresh(view)
        if found.stale:
            from sales_platform.running.trial_of_plan import try_stale  # noqa: PLC0415 - PySpark takes a second to load

            try_stale(view, found)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))  # noqa: T201 - the command's result
    else:
        rendering.print_plan(console, found)


@app.command()
def reconcile(
    month: MonthOption = None, landing: LandingOption = None, lake: LakeOption = None, as_json: JsonOption = False
) -> None:
    """Show what became of every landed row, by feed and month; exit code 1 when a line does not add up."""
    settings = settings_of(landing, lake)
    connect(settings, landing=False, writing=False)
    with reading_view(settings) as view:
        months = MonthRange.of(parse_month(month), parse_month(month)) if month else view.calendar
        account = read_reconciliation(view, months)
    if as_json:
        lines = {"lines": [line.as_json() for line in account.lines], "gold": [line.as_json() for line in account.gold]}
        print(json.dumps({**lines, "adds_up": not account.problems, "problems": account.problems}, indent=2))  # noqa: T201
    else:
        rendering.print_reconciliation(console, account)
    if account.problems:
        sys.exit(1)


@app.command()
def trace(
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month of the figure.")],
    product: Annotated[str, typer.Option(help="Product code.")],
    customer: Annotated[str, typer.Option(help="Customer code.")],
    company: Annotated[str | None, typer.Option(help=f"{' or '.join(COMPANY_BY_NAME)}; all when left out.")] = None,
    lake: LakeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the landed rows (file and row) behind a row of the fact, and those in quarantine that would be part of it."""
    found = read_trace(filled_lake(lake), parse_month(month), product, customer, company)
    if as_json:
        print(json.dumps({**asdict(found), "adds_up": found.adds_up}, indent=2, default=str))  # noqa: T201
    else:
        rendering.print_trace(console, found)


@app.command()
def suggest(month: MonthOption = None, lake: LakeOption = None, as_json: JsonOption = False) -> None:
    """Propose likely corrections with their evidence, as lines for landing/corrections; nothing is applied."""
    months = MonthRange.of(parse_month(month), parse_month(month)) if month else calendar(settings_of(None, lake).first_month)
    found = suggestions(filled_lake(lake), months)
    if as_json:
        print(json.dumps([{**asdict(one), "line": one.line()} for one in found], indent=2))  # noqa: T201
    elif found:
        print("\n".join([HEADER, *(one.line() for one in found)]))  # noqa: T201 - to be pasted
        rendering.print_suggestion_help(errors)
    else:
        console.print("Nothing in quarantine suggests a correction.")


@app.command()
def report(
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month that it is about.")],
    form: Annotated[ReportFormat, typer.Option("--format", help="A PDF is made by the machine's Chromium.")] = ReportFormat.HTML,
    out: Annotated[Path | None, typer.Option(help="The file; sales-report-MONTH in this folder when left out.")] = None,
    company: Annotated[str | None, typer.Option(help=f"{' or '.join(COMPANY_BY_NAME)}; all when left out.")] = None,
    lake: LakeOption = None,
) -> None:
    """Write the monthly sales report as one file that needs nothing else."""
    from sales_platform.dashboard.report.command import write_report  # noqa: PLC0415 - for this command only

    for sentence in write_report(lake_of(lake), parse_month(month), company, out, pdf=form is ReportFormat.PDF):
        console.print(rendering.plain(sentence))
