"""Prices for months in which a price list has a text instead."""

from sales_platform.companies.company import Source
from sales_platform.feeds import bronze_column
from sales_platform.months import format_month, month_of
from sales_platform.suggestions.suggestion import Rows, Suggestion
from sales_platform.values.dates import EDGE_SPACE, parse_date


def steady_prices(source: Source, unpriced: Rows, prices: Rows) -> list[Suggestion]:
    """Prices for months in which the list has a text instead, where the months before and after agree.

    Args:
        source: the company's monthly price list; others are ignored.
        unpriced: rows of the list, as landed.
        prices: month, product_code, price_inr.
    """
    month_column, code, price = source.record.month, source.landed.product, source.landed.price
    if month_column is None or code is None or price is None or {*source.record.key} != {code, month_column}:
        return []
    found = []
    for row in unpriced:
        # a file may have landed without a column, so its rows have none in their raw form
        product = (row.get(bronze_column(code)) or "").strip(EDGE_SPACE)
        day = parse_date(row.get(bronze_column(month_column)) or "", source.feed.dates)
        if day is None or not product:
            continue
        month = month_of(day)
        own = sorted((item["month"], item["price_inr"]) for item in prices if item["product_code"] == product)
        before = [found_price for when, found_price in own if when < month][-1:]
        after = [found_price for when, found_price in own if when > month][:1]
        if before and before == after:
            evidence = f"the list has {before[0]} INR in the month before and after"
            parts = {code: product, month_column: format_month(month)}
            key = "|".join(parts[name] for name in source.record.key)
            found.append(Suggestion(source.company, source.entity.name, key, price, str(before[0]), evidence))
    return found
