"""What the figures are made of: the table's version and time, and which months each company has."""

import pyarrow as pa

from sales_platform.dashboard.formats import company_name, moment, months_name
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection


def status(reader: LakeReader, selection: Selection, table: Table = SALES) -> pa.Table | None:
    """One row: selection, data, coverage; sentences for people."""
    version = reader.version(table)
    if version is None:
        return None
    return pa.table(
        {
            "selection": [selection.words()],
            "data": [f"{'.'.join(table)}, version {version.number}, written {moment(version.written)}"],
            "coverage": [coverage(reader)],
        }
    )


def coverage(reader: LakeReader) -> str:
    """The first and the last month each company has sales of."""
    sql = "SELECT company, min(month) AS first, max(month) AS last FROM sales GROUP BY company ORDER BY company"
    rows = reader.rows(sql, sales=SALES)
    return " · ".join(f"{company_name(row['company'])}: {months_name(row['first'], row['last'])}" for row in rows)
