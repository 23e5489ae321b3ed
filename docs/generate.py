"""Write docs/tables.md from the declarations of the tables: ``make docs``."""

from pathlib import Path

from sales_platform.catalog import TABLES
from sales_platform.glossary import meanings
from sales_platform.table import Months, Reads, Table

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


def main() -> None:
    """Write the page."""
    Path(__file__).with_name("tables.md").write_text(page(TABLES), encoding="utf-8")


if __name__ == "__main__":
    main()
