"""What the checks of silver look for in values that may be right and are far from their own past: prices and quantities.

Only some months before those of the run are read. Source: docs/business-rules.md, "Far from its own past".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sales_platform.entities import PRICES, SALES
from sales_platform.months import MonthRange, add_months, format_month
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, Rows, ask
from sales_platform.storage.sql_text import month_predicate
from sales_platform.values.counted import counted

FAR_PRICE = 10
"""A price so many times the one before it, or so small a part of it, is reported."""
PRICE_MONTHS = 12
"""So many months back a price is looked for."""
PAST_MONTHS = 3
"""A quantity is compared with those of its product in so many months before."""
BEYOND, ABOVE_OTHERS, BELOW_OTHERS = 3, 4, 20
"""A quantity is reported when it is ``BEYOND`` times the largest of its product in the months before, and ``ABOVE_OTHERS`` times
the mean of the others of its own month: a season lifts all of them, a slip of the keyboard one. In the other direction it is a
third of the smallest and a twentieth of the mean: small orders are usual."""
ALONE = 10
"""The only one of its month is reported when it is so many times the largest before, or such a part of the smallest."""


_COLUMNS = ("month", "company", "product_code")
_PLACE = ("_file", "_row")
_SHOWN_PRICES = (*_COLUMNS, "price_inr", "before", "before_month", *_PLACE)
_SHOWN_QUANTITIES = (*_COLUMNS, "quantity", "least_before", "most_before", *_PLACE)


def prices_near_their_past(scope: Scope) -> Finding:
    """No price is ten times, or a tenth, of the product's price in the last month before that had one."""
    before = ", ".join(
        f"lag({column}) OVER (PARTITION BY company, product_code ORDER BY month) AS {name}"
        for column, name in (("price_inr", "before"), ("month", "before_month"))
    )
    far = (
        f"SELECT * FROM (SELECT month, company, product_code, price_inr, _file, _row, {before} FROM rows) AS p WHERE"
        f" {month_predicate(scope.months)} AND (price_inr >= {FAR_PRICE} * before OR {FAR_PRICE} * price_inr <= before)"
    )
    found, examples = _asked(scope, far, PRICES, PRICE_MONTHS)
    said = [
        f"₹{row['price_inr']:,} of {_product(row)}, ₹{row['before']:,} in {format_month(row['before_month'])} ({_place(row)})"
        for row in examples
    ]
    shown = [_shown(row, _SHOWN_PRICES) for row in examples]
    if not found:
        return Finding("Every price is near the product's price before.")
    many = counted(found.total(), "price is", "prices are")
    return Finding(f"{many} ten times or a tenth of the price before: {_listed(said, found)}.", found, shown)


def quantities_near_their_past(scope: Scope) -> Finding:
    """No single quantity is far from those of its product in the months before and from the others of its own month."""
    by_month = (
        "SELECT month, company, product_code, count(*) AS rows, sum(CAST(quantity AS DOUBLE)) AS units,"
        " min(quantity) AS least, max(quantity) AS most FROM rows GROUP BY month, company, product_code"
    )
    later = ", ".join(f"(INTERVAL '{step} months')" for step in range(1, PAST_MONTHS + 1))
    before = (
        "SELECT CAST(m.month + steps.step AS DATE) AS month, company, product_code, min(least) AS least_before,"
        f" max(most) AS most_before FROM ({by_month}) AS m CROSS JOIN (VALUES {later}) AS steps(step) GROUP BY 1, 2, 3"
    )
    same = " AND ".join(f"s.{name} = {{0}}.{name}" for name in _COLUMNS)
    one, others = "CAST(s.quantity AS DOUBLE)", "(own.units - s.quantity)"
    far = (
        f"SELECT s.*, b.least_before, b.most_before FROM rows AS s JOIN ({by_month}) AS own ON {same.format('own')}"
        f" JOIN ({before}) AS b ON {same.format('b')} WHERE {month_predicate(scope.months, 's.month')} AND CASE"
        f" WHEN own.rows > 1 THEN ({one} >= {BEYOND} * most_before AND {one} * (own.rows - 1) >= {ABOVE_OTHERS} * {others})"
        f" OR ({BEYOND} * {one} <= least_before AND {BELOW_OTHERS} * {one} * (own.rows - 1) <= {others})"
        f" ELSE {one} >= {ALONE} * most_before OR {ALONE} * {one} <= least_before END"
    )
    found, examples = _asked(scope, far, SALES, PAST_MONTHS)
    if not found:
        return Finding("Every quantity is near those of its product before.")
    said = [
        f"{counted(row['quantity'], 'piece')} of {_product(row)}, {row['least_before']:,} to {row['most_before']:,} before"
        f" ({_place(row)})"
        for row in examples
    ]
    shown = [_shown(row, _SHOWN_QUANTITIES) for row in examples]
    many = counted(found.total(), "quantity is", "quantities are")
    return Finding(f"{many} far from those of the {PAST_MONTHS} months before: {_listed(said, found)}.", found, shown)


def _asked(scope: Scope, far: str, entity: str, months_before: int) -> tuple[Counter[date], Rows]:
    """How many rows each month of the run has, and some, of a SELECT that reads so many months before as well."""
    months = MonthRange(add_months(scope.months.start, -months_before), scope.months.end)
    counted = f"SELECT month, count(*) AS found FROM ({far}) AS far GROUP BY month"
    found = Counter({row["month"]: row["found"] for row in ask(scope.lake, counted, months, rows=("silver", entity))})
    if not found:
        return found, ()
    some = f"SELECT * FROM ({far}) AS far ORDER BY month DESC, _file, _row LIMIT {EXAMPLES}"
    return found, ask(scope.lake, some, months, rows=("silver", entity))


def _shown(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _product(row: Mapping[str, Any]) -> str:
    return f"{row['company']} {row['product_code']} in {format_month(row['month'])}"


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['_file']}, row {row['_row']}"


def _listed(said: Sequence[str], found: Counter[date]) -> str:
    return "; ".join(said) + (f"; and {found.total() - len(said):,} more" if found.total() > len(said) else "")
