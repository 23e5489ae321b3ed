"""What the figures are based on: the table's version and time, and which months each company has."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import moment, months_name
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import ATTRIBUTES, Selection


def status(
    reader: LakeReader, selection: Selection, table: Table = SALES, filters: Sequence[str] = ATTRIBUTES
) -> pa.Table | None:
    """One row: selection, data, coverage; sentences for people.

    Args:
        filters: the attributes that restrict what is shown.
    """
    version = reader.version(table)
    if version is None:
        return None
    return pa.table(
        {
            "selection": [_selected(selection, filters)],
            "data": [f"{'.'.join(table)}, version {version.number}, written {moment(version.written)}"],
            "coverage": [coverage(reader)],
        }
    )


def _selected(selection: Selection, filters: Sequence[str]) -> str:
    values = {name: chosen for name, chosen in selection.values.items() if name in filters}
    idle = [name for name in selection.values if name not in filters]
    words = replace(selection, values=values).words()
    return f"{words} (not restricted by {', '.join(idle)}: this page has no figures by it)" if idle else words


def coverage(reader: LakeReader) -> str:
    """The first and the last month each company has sales of."""
    sql = "SELECT company, min(month) AS first, max(month) AS last FROM sales GROUP BY company ORDER BY company"
    rows = reader.rows(sql, sales=SALES)
    return " · ".join(f"{label_of(row['company'])}: {months_name(row['first'], row['last'])}" for row in rows)
