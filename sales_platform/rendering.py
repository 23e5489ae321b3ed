"""Figures, quarantine and progress as text on a terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sales_platform.companies.registry import label_of
from sales_platform.months import contiguous_ranges
from sales_platform.planning.plan import Plan
from sales_platform.reports.quarantine import QuarantineReport
from sales_platform.reports.reconciliation import Reconciliation
from sales_platform.reports.trace import Trace
from sales_platform.values.counted import counted

_REASONS = 3
"""So many reasons are printed; JSON has all."""

Advance = Callable[[int, int], None]


class CheckAnswer(Protocol):
    """What Dagster keeps of an asset check (its ``AssetCheckEvaluation``)."""

    asset_key: Any
    check_name: str
    description: str | None
    passed: bool
    severity: Any


def plain(value: object) -> str:
    """A value as text in which nothing is markup: names taken from files are data."""
    return escape(str(value))


@contextmanager
def progress(console: Console, title: str, *, quiet: bool = False) -> Iterator[Advance]:
    """A progress bar while the body runs; the body calls ``advance(done, total)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_kpis(console: Console, figures: Mapping[str, Any]) -> None:
    """The figures, in full and in the short form people read."""
    months = f"{figures['first_month']} to {figures['last_month']}" if figures["first_month"] else "no sales yet"
    table = _table("Figures", months)
    table.add_row("Total revenue", f"₹{figures['total_revenue_inr']:,}  ({short(figures['total_revenue_inr'])})")
    table.add_row("Total quantity", f"{figures['total_quantity']:,} pieces  ({short(figures['total_quantity'])})")
    table.add_row("Unique customers", f"{figures['unique_customers']:,}")
    table.add_row("Average selling price", _money(figures["average_selling_price"]))
    table.add_row("Revenue per unit", _money(figures["revenue_per_unit"]))
    table.add_row("Rows of the fact", f"{figures['fact_rows']:,}")
    for company, rows in figures["sales_rows"].items():
        table.add_row(f"{plain(label_of(company))} sales rows landed", f"{rows['landed']:,}")
        table.add_row("  accepted", f"{rows['accepted']:,}")
        table.add_row("  quarantined", f"{rows['quarantined']:,}")
        for reason, count in rows["reasons"].items():
            table.add_row(f"    {plain(reason)}", f"{count:,}")
    console.print(table)


def print_quarantine(console: Console, report: QuarantineReport) -> None:
    """Counts by reason, then some rows."""
    console.print(f"[bold]{report.entity}[/]: {report.rows:,} quarantined")
    for reason, count in report.reasons.items():
        console.print(f"  {count:>10,}  {plain(reason)}")
    for example in report.examples:
        place = plain(example["_file"]) + (f", row {example['_row']}" if "_row" in example else "")
        readings = f" ({example['readings']})" if "readings" in example else ""
        detail = f"{', '.join(example['reasons'])}{readings}: {example['raw']}" if "raw" in example else example["reason"]
        console.print(f"    {example['month']:%Y-%m}  {place}: {plain(detail)}")


def print_refused(console: Console, report: QuarantineReport) -> None:
    """A line about the files that could not be used, when there are some."""
    if report.rows:
        first, files = report.examples[0], "file" if report.rows == 1 else "files"
        console.print(
            f"[bold yellow]{report.rows:,} landed {files} could not be used[/], for example {plain(first['_file'])}:"
            f" {plain(first['reason'])}. See all: sales-platform quarantine --entity files --examples 1000"
        )


def print_checks(console: Console, checks: Sequence[CheckAnswer]) -> None:
    """How many asset checks passed, and what the others found."""
    failed = [check for check in checks if not check.passed]
    console.print(f"[bold]Checks[/]: {len(checks) - len(failed)} passed, {len(failed)} did not.")
    for check in failed:
        colour = "yellow" if check.severity.value == "WARN" else "bold red"
        name = f"{check.asset_key.to_user_string()} {check.check_name}"
        console.print(f"  [{colour}]{check.severity.value}[/] {plain(name)}: {plain(check.description)}")


def stale_in_words(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Each table with stale months, these months, and the first few reasons that they are stale for."""
    for table, by_reasons in plan.reasons_by_table().items():
        months = contiguous_ranges(month for some in by_reasons.values() for month in some)
        reasons = list(dict.fromkeys(reason for some in by_reasons for reason in some))
        shown = reasons[:_REASONS] + ([f"and {counted(len(reasons) - _REASONS, 'more reason')}"] if reasons[_REASONS:] else [])
        yield table, ", ".join(map(str, months)), "; ".join(shown)


def print_plan(console: Console, plan: Plan) -> None:
    """The stale months of each table, by the reasons that they are stale for."""
    if not plan.stale:
        console.print(f"{counted(plan.landed_files, 'file')} in landing: every month of every table is up to date.")
        return
    for table, months, why in stale_in_words(plan):
        console.print(f"[bold]{plain(table)}[/] {months}: {plain(why)}")
    runs = "; ".join(f"{work.months} ({counted(len(work.tables), 'table')})" for work in plan.work)
    tables = counted(len(plan.reasons_by_table()), "table is" if len(plan.stale) == 1 else "table are", "tables are")
    console.print(f"{counted(len(plan.stale), 'month')} of {tables} stale. A run would compute {runs}.")


def print_reconciliation(console: Console, account: Reconciliation) -> None:
    """A line for each feed and month, then what does not add up."""
    titles = "".join(f"{title:>13}" for title in ("files", "landed", "accepted", "quarantined", "repaired"))
    console.print(f"[bold]{'month':<9}{'feed':<24}{titles}[/]")
    for line in account.lines:
        counts = (line.files_landed, line.rows_landed, line.rows_accepted, line.rows_quarantined, line.rows_mended)
        console.print(f"{line.month:<9}{line.feed:<24}" + "".join(f"{count:>13,}" for count in counts))
        if line.files_refused:
            console.print(
                f"         {line.files_refused:,} more landed and cannot be used: sales-platform quarantine --entity files"
            )
        for name, names in (("quarantined", line.reasons), ("repaired", line.repairs)):
            if names:
                console.print(f"         {name}: " + ", ".join(f"{plain(key)} {count:,}" for key, count in names.items()))
        if line.quantity_accepted or line.quantity_at_stake:
            accepted, at_stake = counted(line.quantity_accepted, "piece"), counted(line.quantity_at_stake, "piece")
            console.print(
                f"         accepted {accepted}, ₹{line.revenue_accepted_inr:,.0f}; at stake in quarantine {at_stake},"
                f" ₹{line.revenue_at_stake_inr:,.0f} as far as they have a price"
            )
    if account.problems:
        console.print(f"[bold red]{counted(len(account.problems), 'line does not add up', 'lines do not add up')}[/]:")
        for problem in account.problems:
            console.print(f"  {plain(problem)}")
    elif account.lines:
        console.print(
            f"All {len(account.lines):,} lines add up, and gold holds what silver accepted. A row may bear several reasons."
        )
    else:
        console.print("Nothing has landed in these months, or they have not been refreshed yet.")


def print_trace(console: Console, found: Trace) -> None:
    """The row of the fact, then the landed rows it is made of."""
    for row in found.fact:
        revenue = "no price" if row["revenue_inr"] is None else f"₹{row['revenue_inr']:,} at ₹{row['price_inr']:,} a piece"
        console.print(f"[bold]{plain(row['company'])}[/]: {counted(row['sold_quantity'], 'piece')}, {revenue}")
    for row in found.prices:
        console.print(f"  price of {row['price_month']:%Y-%m}: {_place(row)}")
    wrong = "" if found.adds_up else ", which do not make up the fact: refresh its month"
    console.print(f"{counted(len(found.sources), 'accepted row')}{wrong}")
    for row in found.sources:
        repairs = f"  ({', '.join(row['repairs'])})" if row["repairs"] else ""
        order = f"  order {row['order_id']}" if row["order_id"] else ""
        console.print(f"  {_place(row)}: {counted(row['quantity'], 'piece')}{plain(order + repairs)}")
    console.print(f"{counted(len(found.quarantined), 'quarantined row')} of the same product and customer")
    for row in found.quarantined:
        console.print(f"  {_place(row)}: {plain(', '.join(row['reasons']))}: {plain(row['raw'])}")


def _place(row: Mapping[str, Any]) -> str:
    return f"{plain(row['_file'])}, row {row['_row']}"


def print_suggestion_help(console: Console) -> None:
    """What to do with the lines."""
    console.print(
        "To apply a line: fill in confirmed_by and confirmed_on, and put it with the header in a CSV file under"
        " landing/corrections. Nothing is applied by itself."
    )


def print_account(console: Console, account: Mapping[str, Any]) -> None:
    """What the sample data holds and which mess was planted."""
    for name, value in account.items():
        if isinstance(value, Mapping):
            table = _table(name.replace("_", " "), "")
            for key, count in value.items():
                table.add_row(plain(key), f"{count:,}" if isinstance(count, int) else plain(count))
            console.print(table)
        else:
            console.print(f"{plain(name)}: {plain(value)}")


def short(value: float) -> str:
    """A large number as people say it: 105.34B, 34.13M, 53.5K."""
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(value) >= limit:
            return f"{value / limit:.2f}{unit}"
    return f"{value:,.0f}"


def _money(value: float | None) -> str:
    return "none" if value is None else f"₹{value:,.2f}"


def _table(first: str, second: str) -> Table:
    table = Table(box=None, pad_edge=False, title_justify="left")
    table.add_column(first, overflow="fold")
    table.add_column(second, justify="right")
    return table
