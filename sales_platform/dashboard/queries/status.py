"""What the figures are based on: the table's version and time, and which months each company has."""

from collections.abc import Sequence

import pyarrow as pa

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import moment, months_name
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.report.address import report_path
from sales_platform.dashboard.selection import ATTRIBUTES, Selection


def status(
    reader: LakeReader, selection: Selection, table: Table = SALES, filters: Sequence[str] = ATTRIBUTES
) -> pa.Table | None:
    """One row: chips (what is selected: filter, text, removable), data, coverage (sentences for people), report (a path).

    Args:
        filters: the attributes that restrict what is shown.
    """
    version = reader.version(table)
    if version is None:
        return None
    row = {
        "chips": [chip._asdict() for chip in selection.chips(filters)],
        "data": f"{moment(version.written)}, version {version.number}",
        "coverage": coverage(reader),
        "report": report_path(selection),
    }
    return pa.Table.from_pylist([row])


def coverage(reader: LakeReader) -> str:
    """The first and the last month each company has sales of."""
    sql = "SELECT company, min(month) AS first, max(month) AS last FROM sales GROUP BY company ORDER BY company"
    rows = reader.rows(sql, sales=SALES)
    return " · ".join(f"{label_of(row['company'])}: {months_name(row['first'], row['last'])}" for row in rows)
