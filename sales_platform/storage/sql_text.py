"""Parts of SQL as text: names and values taken from files are data, so nothing else puts them into a statement."""

from datetime import date

from sales_platform.months import MONTH_COLUMN, MonthRange


def quoted(text: str) -> str:
    """A text as an SQL string literal: names taken from files are data."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(column: str) -> str:
    """A column's name as an SQL identifier, for one that is a word of SQL as well."""
    return '"' + column.replace('"', '""') + '"'


def month_predicate(months: MonthRange, column: str = MONTH_COLUMN) -> str:
    """The half-open month range as a predicate."""
    return f"{column} >= {date_literal(months.start)} AND {column} < {date_literal(months.end)}"


def date_literal(day: date) -> str:
    """A date as an SQL literal that delta-rs and Spark both read."""
    return f"DATE '{day.isoformat()}'"
