"""dim_dates: one row per month, the grain of the fact."""

from datetime import date

import pyarrow as pa

from sales_platform.months import MonthRange
from sales_platform.table import Table

SCHEMA = pa.schema(
    [
        pa.field("month", pa.date32(), nullable=True),
        ("year", pa.int32()),
        ("quarter", pa.int32()),
        ("month_number", pa.int32()),
        ("month_name", pa.string()),
        ("year_month", pa.string()),
        ("year_quarter", pa.string()),
        ("financial_year", pa.string()),
        ("days_in_month", pa.int32()),
    ]
)


def dim_dates(months: MonthRange) -> pa.Table:
    """The calendar facts of each month.

    Returns:
        month, year, quarter (1 to 4), month_number, month_name, year_month (2025-07), year_quarter (2025-Q3), financial_year
        (India's, April to March: FY2025-26) and days_in_month.
    """
    return pa.Table.from_pylist([_facts(month) for month in months], schema=SCHEMA)


def _facts(month: date) -> dict[str, object]:
    quarter = (month.month - 1) // 3 + 1
    financial = month.year if month.month >= 4 else month.year - 1  # noqa: PLR2004 - April
    return {
        "month": month,
        "year": month.year,
        "quarter": quarter,
        "month_number": month.month,
        "month_name": f"{month:%B}",
        "year_month": f"{month:%Y-%m}",
        "year_quarter": f"{month.year}-Q{quarter}",
        "financial_year": f"FY{financial}-{(financial + 1) % 100:02d}",
        "days_in_month": (MonthRange.of(month, month).end - month).days,
    }


TABLE = Table(
    "gold",
    "dim_dates",
    "The calendar: one row per month.",
    columns=tuple(SCHEMA.names),
    key=("month",),
    build=dim_dates,
    checked_with="gold_dimensions",
    page="overview",
    kinds=("python", "deltalake"),
)
