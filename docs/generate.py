"""Write docs/tables.md and docs/spellings.md from the declarations of the tables and of the values: ``make docs``."""

from collections.abc import Callable
from pathlib import Path

from value_spellings import codes, empty_values, numbers

from sales_platform.catalog import TABLES
from sales_platform.glossary import meanings
from sales_platform.table import Months, Reads, Table
from sales_platform.values.dates import AGREED, DateSpelling
from sales_platform.values.other_dates import BY_FILE, OTHERS

LAYERS = {
    "bronze": "Every landed row as it was, one table a feed.",
    "silver": "Sound rows of all companies, aligned.",
    "quarantine": "Landed rows and files that are not in the numbers, each with the reasons.",
    "gold": "Dimensions, the monthly fact and what is made from it.",
}
HEAD = """\
# Tables

Every table is a monthly-partitioned Dagster asset and a Delta table `LAKE/<layer>/<table>`, partitioned by the date column
`month` (first of the month). This page is made from the declarations in the code by `make docs`.
"""


def page(tables: list[Table]) -> str:
    """The page, as Markdown."""
    parts = [HEAD]
    for layer, text in LAYERS.items():
        parts.append(f"## {layer}\n\n{text}\n")
        parts += [section(table) for table in tables if table.layer == layer]
    return "\n".join(parts)


def section(table: Table) -> str:
    """What is said of one table."""
    facts = [f"Key: {', '.join(f'`{name}`' for name in table.key)}."] if table.key else []
    facts.append(f"A run writes {table.months.value}.")
    if table.reads:
        facts.append(f"Made from {', '.join(map(_read, table.reads))}.")
    if table.page:
        facts.append(f"On the dashboard's page *{table.page}*.")
    rows = [f"| `{one.name}` | {one.kind} | {one.text} |" for one in meanings(table)]
    lines = [f"### {table.layer}.{table.name}", "", table.description, "", " ".join(facts), ""]
    return "\n".join([*lines, "| column | type | meaning |", "| --- | --- | --- |", *rows, ""])


def _read(read: Reads) -> str:
    wide = "" if read.months is Months.SAME else f" ({read.months.value})"
    return f"`{read.table.layer}.{read.table.name}`{wide}"


SPELLINGS_HEAD = """\
# Spellings

How values are read, and which spellings count. This page is made from the declarations in `sales_platform/values/` by
`make docs`.
"""


DATES_HEAD = """\
## Dates

The first ones are agreed with the companies; a feed may declare its own instead (`Feed.dates`). The others can mean one day only.
A weekday before a date (`Thursday`, `Thu`) does not count, nor does a time behind it that leaves the day as it is: midnight, with
`Z` or without, or any time of day without a zone or with India's. Where day and month can be told apart in two ways, see
[the rules](business-rules.md#dates).
"""


def spellings() -> str:
    """The page of the spellings, as Markdown: one section for each kind of value."""
    return "\n".join([SPELLINGS_HEAD, *(section() for section in SPELLING_SECTIONS)])


def dates() -> str:
    """The section of the dates."""
    agreed = [(spelling, "none") for spelling in AGREED]
    others = [(spelling, "`date_spelling`") for spelling in OTHERS]
    rows = [f"| `{one.name}` | {_examples(one)} | {repair} |" for one, repair in [*agreed, *others]]
    rows += [f"| {name} | {example} | `date_of_file` |" for name, example in BY_FILE.items()]
    return "\n".join([DATES_HEAD, "| spelling | 3 July 2025 | repair |", "| --- | --- | --- |", *rows, ""])


def _examples(spelling: DateSpelling) -> str:
    return ", ".join(f"`{example}`" for example in spelling.examples)


SPELLING_SECTIONS: tuple[Callable[[], str], ...] = (dates, numbers, codes, empty_values)
"""One function for each kind of value; it gives a heading of level two and what follows it."""


def main() -> None:
    """Write the pages."""
    here = Path(__file__)
    here.with_name("tables.md").write_text(page(TABLES), encoding="utf-8")
    here.with_name("spellings.md").write_text(spellings(), encoding="utf-8")


if __name__ == "__main__":
    main()
