"""What the checks of the fact look for: reconciliation with silver, prices and volumes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sales_platform.months import MonthRange, add_months, format_month
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, ask, every_row, in_masters, rows_per_month
from sales_platform.rules.rule import InMaster
from sales_platform.storage.lake import Lake
from sales_platform.values.counted import counted

FACT = ("gold", "fact_sales")
KEY = ("month", "company", "product_code", "customer_code")
TRAILING_MONTHS = 3
LARGEST_DRIFT = 0.5
"""Units of a month that differ by more than this share from the mean of the trailing months are reported."""


def quantities_reconcile(scope: Scope) -> Finding:
    """The units of the fact are those of silver, to the unit, for each month and company."""
    silver, fact = (
        _units(scope.lake, table, column, scope.months)
        for column, table in (("quantity", ("silver", "sales")), ("sold_quantity", FACT))
    )
    wrong = [key for key in sorted(silver.keys() | fact.keys()) if silver.get(key) != fact.get(key)]
    examples = [{"month": key[0], "company": key[1], "silver": silver.get(key), "fact": fact.get(key)} for key in wrong]
    by_month = Counter(month for month, _ in wrong)
    sentence = f"Units differ from silver in {_months(wrong)}." if wrong else "Units are those of silver."
    return Finding(sentence, by_month, examples[:EXAMPLES], {"units": sum(filter(None, fact.values()))})


def _months(of_companies: Sequence[object]) -> str:
    return counted(len(of_companies), "month of a company", "months of companies")


def _units(lake: Lake, table: tuple[str, str], column: str, months: MonthRange) -> dict[tuple[date, str], int]:
    sql = f"SELECT month, company, CAST(sum({column}) AS BIGINT) AS units FROM rows GROUP BY month, company"
    return {(row["month"], row["company"]): row["units"] for row in ask(lake, sql, months, rows=table)}


def revenue_reconciles(scope: Scope) -> Finding:
    """Revenue is quantity x price in every row, and empty where there is no price; quantities are above zero."""
    exact = "CAST(sold_quantity AS DECIMAL(18,0)) * price_inr"
    promises = {
        "revenue": f"(price_inr IS NULL AND revenue_inr IS NULL) OR (price_inr > 0 AND revenue_inr = {exact})",
        "quantity": "sold_quantity > 0",
    }
    return every_row(scope.lake, FACT, promises, scope.months, [*KEY[1:], "sold_quantity", "price_inr", "revenue_inr"])


def keys_in_dimensions(scope: Scope) -> Finding:
    """Every product, customer and month of the fact is in its dimension."""
    masters = {
        "product": InMaster("dim_products", "product_code"),
        "customer": InMaster("dim_customers", "customer_code"),
    }
    found = in_masters(scope.lake, FACT, masters, "gold", scope.months, KEY[1:])
    dates = rows_per_month(scope.lake, ("gold", "dim_dates"), scope.months)
    undated = {month: rows for month, rows in rows_per_month(scope.lake, FACT, scope.months).items() if dates[month] != 1}
    if not undated:
        return found
    sentence = (
        f"{counted(sum(undated.values()), 'row is', 'rows are')} of a month that is not once in dim_dates. {found.sentence}"
    )
    return Finding(sentence, Counter(found.by_month) + Counter(undated), found.examples)


def every_sale_is_priced(scope: Scope) -> Finding:
    """Every row of the fact has a price; the revenue of one without is not known."""
    return every_row(scope.lake, FACT, {"price": "price_inr IS NOT NULL"}, scope.months, [*KEY[1:], "sold_quantity"])


def prices_of_their_month(scope: Scope) -> Finding:
    """Every product that was sold in a month has a valid price of that month in silver.

    Where it has none, the price of the year's latest valid month applies instead; the examples name that month.
    """
    unpriced = (
        "FROM (SELECT DISTINCT month, company, product_code FROM sold) AS s"
        " LEFT JOIN (SELECT DISTINCT month, company, product_code FROM prices) AS p"
        " ON s.month = p.month AND s.company = p.company AND s.product_code = p.product_code"
        " LEFT JOIN dim AS d ON s.month = d.month AND s.company = d.company AND s.product_code = d.product_code"
        " WHERE p.product_code IS NULL"
    )
    shown = ", ".join(f"s.{name} AS {name}" for name in KEY[:3]) + ", d.price_inr AS price_inr, d.price_month AS price_month"
    sql = f"SELECT {shown} {unpriced} ORDER BY 1, 2, 3"
    tables = {"sold": FACT, "prices": ("silver", "prices"), "dim": ("gold", "dim_prices")}
    rows = ask(scope.lake, sql, scope.months, **tables)
    examples = [{**row, "price_from": format_month(row["price_month"]) if row["price_month"] else "nowhere"} for row in rows]
    sentence = (
        f"{counted(len(rows), 'product has', 'products have')} no valid price of a month they were sold in;"
        " the year's latest valid price was taken."
        if rows
        else "Every product has a valid price of each month it was sold in."
    )
    return Finding(sentence, Counter(row["month"] for row in rows), [_without(row, "price_month") for row in examples[:EXAMPLES]])


def _without(row: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}


def same_rows_as_fact(scope: Scope) -> Finding:
    """sales_enriched has exactly the fact's rows, with the same units and revenue, and every attribute found."""
    sums = (
        "SELECT month, company, count(*) AS rows, CAST(sum(sold_quantity) AS BIGINT) AS units, sum(revenue_inr) AS revenue"
        " FROM t GROUP BY month, company"
    )
    fact, wide = (
        {
            (row["month"], row["company"]): (row["rows"], row["units"], row["revenue"])
            for row in ask(scope.lake, sums, scope.months, t=table)
        }
        for table in (FACT, ("gold", "sales_enriched"))
    )
    wrong = [key for key in sorted(fact.keys() | wide.keys()) if fact.get(key) != wide.get(key)]
    examples = [
        {"month": key[0], "company": key[1], "fact": str(fact.get(key)), "sales_enriched": str(wide.get(key))} for key in wrong
    ]
    sentence = f"Rows, units or revenue differ in {_months(wrong)}." if wrong else "The rows are the fact's."
    return Finding(sentence, Counter(month for month, _ in wrong), examples[:EXAMPLES])


def volume_in_line(scope: Scope) -> Finding:
    """The units of a month and company are in line with the mean of the trailing months; the running month is left out."""
    trailing = MonthRange(add_months(scope.months.start, -TRAILING_MONTHS), scope.months.end)
    units = _units(scope.lake, FACT, "sold_quantity", trailing)
    wrong = drifts(units, [month for month in scope.months if month < scope.calendar.last])
    latest_first = sorted(wrong, reverse=True)
    examples = [{"month": month, "company": company, **wrong[month, company]} for month, company in latest_first]
    said = "; ".join(f"{key[1]} {format_month(key[0])}: {wrong[key]['drift']}" for key in latest_first[:EXAMPLES])
    sentence = f"Units differ from the trailing months: {said}." if wrong else "Units are in line with the trailing months."
    return Finding(sentence, Counter(month for month, _ in wrong), examples[:EXAMPLES])


def drifts(units: Mapping[tuple[date, str], int], months: Sequence[date]) -> dict[tuple[date, str], dict[str, object]]:
    """The months and companies whose units differ too much from the mean of the trailing months, as far as there are some."""
    found: dict[tuple[date, str], dict[str, object]] = {}
    for month, company in sorted(units):
        before = [units[key] for step in range(1, TRAILING_MONTHS + 1) if (key := (add_months(month, -step), company)) in units]
        if month not in months or not before:
            continue
        mean = sum(before) / len(before)
        drift = units[month, company] / mean - 1
        if abs(drift) > LARGEST_DRIFT:
            found[month, company] = {"units": units[month, company], "mean_before": round(mean), "drift": f"{drift:+.0%}"}
    return found
