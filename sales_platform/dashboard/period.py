"""The periods that can be chosen with one click; they follow the data."""

from datetime import date

from sales_platform.months import MonthRange, add_months

USUAL, ALL_MONTHS, CHOSEN = "12-months", "all", "chosen"
"""The period that a page opens with; every month there are figures of; the months in From and To."""
PERIODS = {
    USUAL: "Last 12 complete months",
    "3-months": "Last 3 complete months",
    "1-month": "Latest complete month",
    "year": "Year to date",
    "financial-year": "Financial year to date",
    ALL_MONTHS: "All months",
    CHOSEN: "As From and To say",
}
"""The value of a period -> what it is called."""
FIRST_MONTH_OF_FINANCIAL_YEAR = 4
_LENGTHS = {USUAL: 12, "3-months": 3, "1-month": 1}


def months_of_period(period: str, available: MonthRange, complete: date | None) -> MonthRange:
    """The months of a period, of those there are figures of.

    Args:
        period: one of PERIODS. A year begins in January, a financial year in April; both end with the last complete month.
        available: the months there are figures of.
        complete: the last month that is complete; None when there is none, and every month counts.
    """
    last = min(complete or available.last, available.last)
    if last < available.start or period in (ALL_MONTHS, CHOSEN):
        return available
    return MonthRange.of(max(_first_month(period, last), available.start), last)


def _first_month(period: str, last: date) -> date:
    if period in _LENGTHS:
        return add_months(last, 1 - _LENGTHS[period])
    first = FIRST_MONTH_OF_FINANCIAL_YEAR if period == "financial-year" else 1
    return date(last.year - (last.month < first), first, 1)
