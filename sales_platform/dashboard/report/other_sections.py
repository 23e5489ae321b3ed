"""The sections about the data behind the figures, and about what is expected."""

from collections.abc import Mapping, Sequence
from typing import Any

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.colours import company_colour
from sales_platform.dashboard.formats import NONE, change, growth, in_words, money, month_name, percent, pieces, whole
from sales_platform.dashboard.names import feed_name
from sales_platform.dashboard.report.charts import Named, Stack, columns
from sales_platform.dashboard.report.contents import Contents
from sales_platform.dashboard.report.markup import Html, el
from sales_platform.dashboard.report.report_tables import table
from sales_platform.dashboard.report.sales_sections import section
from sales_platform.values.counted import counted

_COUNTS = ("landed", "accepted", "mended", "quarantined")


def quality_section(known: Contents) -> Html:
    """What landed, what of it counts, and what is not resolved."""
    sums = {name: sum(row[name] for row in known.accounts) for name in _COUNTS}
    share = percent(sums["quarantined"] / sums["landed"]) if sums["landed"] else percent(0)
    said = (
        f"Of {counted(sums['landed'], 'row')} that landed for {month_name(known.month)}, {whole(sums['accepted'])} were accepted"
        f" ({whole(sums['mended'])} of them repaired) and {whole(sums['quarantined'])} are in quarantine ({share})."
    )
    accounts = [[feed_name(row["feed"]), *(whole(row[name]) for name in _COUNTS)] for row in known.accounts]
    accounts.append(["All", *(whole(sums[name]) for name in _COUNTS)])
    head = ["Delivered", "Landed", "Accepted", "Repaired", "In quarantine"]
    parts = [el("p", said), table("Rows that landed for the month", head, accounts, sums=1), *_reasons(known.reasons)]
    return section("Quality of the data", parts, el("h3", "Not resolved"), el("p", _unresolved(known.stake)), _files(known.files))


def _reasons(reasons: Sequence[Mapping[str, Any]]) -> list[Html]:
    if not reasons:
        return [el("p", "Nothing is in quarantine.")]
    rows = [
        [in_words(row["reason"]), feed_name(row["feed"]), whole(row["rows"]), whole(row["units"]), money(row["value"])]
        for row in sorted(reasons, key=lambda row: -row["rows"])
    ]
    caption = "Rows in quarantine by reason; a row counts under each of its reasons"
    return [table(caption, ["Reason", "Delivered", "Rows", "Pieces", "Value (INR)"], rows, texts=2)]


def _unresolved(stake: Mapping[str, Any]) -> str:
    if not stake["rows"]:
        return "Every sale that landed is in the figures, in another row where its own is in quarantine."
    rows = counted(stake["rows"], "row of sales is", "rows of sales are")
    said = (
        f"{rows} in quarantine and in no figure: {whole(stake['units'])} pieces, {money(stake['value'])} where a price is known."
    )
    unknown = [
        counted(stake[name], *words)
        for name, words in (
            ("unreadable", ("has no readable quantity", "have no readable quantity")),
            ("unpriced", ("has no known price", "have no known price")),
        )
        if stake[name]
    ]
    return f"{said} Of these, {' and '.join(unknown)}." if unknown else said


def _files(files: Sequence[Mapping[str, Any]]) -> Html | None:
    if not files:
        return None
    rows = [[row["file"], feed_name(row["feed"]) if row["feed"] else NONE, row["reason"]] for row in files]
    return table("Files that could not be used", ["File", "Delivered", "Why"], rows, texts=3)


def forecast_section(known: Contents) -> Html:
    """What is expected of the next months."""
    forecast, title = known.forecast, "The next months"
    if not forecast.months:
        newest = f"; the newest one starts from {month_name(forecast.newest)}" if forecast.newest else ""
        return section(title, el("p", f"The lake has no forecast made from the sales until {month_name(known.month)}{newest}."))
    made = " and ".join(f"{label_of(name)} until {month_name(until)}" for name, until in forecast.until.items())
    months = sorted({row["month"] for row in forecast.months})
    companies = sorted({row["company"] for row in forecast.months})
    by_month = {month: [row for row in forecast.months if row["month"] == month] for month in months}
    stacks = [
        Stack(
            month_name(month),
            [(company_colour(row["company"]), row["forecast"]) for row in rows],
            _sum(rows, "year_before"),
            pieces(_sum(rows, "forecast")),
        )
        for month, rows in by_month.items()
    ]
    sentence = "; ".join(f"{month_name(month)}: {pieces(_sum(rows, 'forecast'))} pieces" for month, rows in by_month.items())
    named = Named("Pieces expected by month", f"{sentence}. A line across a column is the same month a year before.")
    legend = {label_of(name): company_colour(name) for name in companies}
    note = el("p", f"Made from the sales of {made}, product by product.", class_="small")
    return section(title, note, columns(named, stacks, legend, 190), _expected(by_month), _products(forecast.products))


def _sum(rows: Sequence[Mapping[str, Any]], name: str) -> float | None:
    there = [row[name] for row in rows if row[name] is not None]
    return sum(there) if there else None


def _expected(by_month: Mapping[Any, Sequence[Mapping[str, Any]]]) -> Html:
    rows = [
        [
            [month_name(month), el("small", label_of(row["company"]))],
            whole(row["forecast"]),
            whole(row["year_before"]),
            change(growth(row["forecast"], row["year_before"])),
        ]
        for month, listed in by_month.items()
        for row in listed
    ]
    return table("Pieces expected by month and company", ["Month", "Pieces", "A year before", "In a year"], rows)


def _products(products: Sequence[Mapping[str, Any]]) -> Html:
    rows = [
        [
            [row["product"], el("small", f"{label_of(row['company'])}, {row['variant']}")],
            month_name(row["month"]),
            whole(row["forecast"]),
            f"{whole(row['low'])} to {whole(row['high'])}",
        ]
        for row in products
    ]
    caption = "Products with most pieces expected, with the range that holds in four cases of five"
    return table(caption, ["Product", "Month", "Pieces", "Range"], rows, texts=2)
