"""Likely corrections, each with its evidence, as lines for the feed ``corrections``. Never applied by themselves.

A line has no ``confirmed_by``, and what nobody has confirmed is not applied: who pastes it puts a name and a day to it.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sales_platform.dates import EDGE_SPACE, parse_date
from sales_platform.feeds import FEED_BY_NAME, SPORTS_BAR
from sales_platform.months import MonthRange, format_month, month_of
from sales_platform.quality import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.quality.domains import CITIES
from sales_platform.quality.rules import UNKNOWN_PRODUCT
from sales_platform.quality.table_checks import ask
from sales_platform.storage.lake import Lake

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Suggestion:
    """One likely correction.

    Attributes:
        company, entity, key, field, value: as in the feed ``corrections``.
        evidence: what speaks for it.
    """

    company: str
    entity: str
    key: str
    field: str
    value: str
    evidence: str

    def line(self) -> str:
        """The row to paste into a correction file, after its header; to be confirmed."""
        text = io.StringIO()
        row = [self.company, self.entity, self.key, self.field, self.value, "", "", f"Suggested: {self.evidence}"]
        csv.writer(text, lineterminator="").writerow(row)
        return text.getvalue()


HEADER = ",".join(FEED_BY_NAME["corrections"].columns)


def suggestions(lake: Lake, months: MonthRange, about: Sequence[str] = (PRODUCTS, CUSTOMERS, PRICES)) -> list[Suggestion]:
    """All likely corrections of the entities in the months."""
    find = {PRODUCTS: _of_products, CUSTOMERS: _of_customers, PRICES: _of_prices}
    return [one for entity in about if entity in find for one in find[entity](lake, months)]


def suggested_lines(lake: Lake, entity: str, months: MonthRange) -> list[str]:
    """The likely corrections of an entity, or of what its rows refer to, as lines to paste."""
    about = {SALES: (PRODUCTS,), PRICES: (PRODUCTS, PRICES)}.get(entity, (entity,))
    return [one.line() for one in suggestions(lake, months, about)]


def _of_products(lake: Lake, months: MonthRange) -> list[Suggestion]:
    invalid = ask(lake, f"SELECT DISTINCT raw FROM q WHERE {_has('invalid_product_id')}", months, q=("quarantine", PRODUCTS))
    masters = ask(lake, f"SELECT DISTINCT product, product_code FROM p WHERE {_OWN}", months, p=("silver", PRODUCTS))
    ordered, priced = (_codes(lake, entity, months) for entity in (SALES, PRICES))
    known = {row["product_code"]: row["n"] for row in ask(lake, _ORDERED, months, s=("silver", SALES))}
    return product_codes([json.loads(row["raw"]) for row in invalid], masters, ordered, priced, known)


def _of_customers(lake: Lake, months: MonthRange) -> list[Suggestion]:
    sql = f"SELECT DISTINCT customer_code, customer, city FROM c WHERE {_OWN}"
    return cities(ask(lake, sql, months, c=("silver", CUSTOMERS)))


def _of_prices(lake: Lake, months: MonthRange) -> list[Suggestion]:
    prices = ask(lake, f"SELECT month, product_code, price_inr FROM p WHERE {_OWN}", months, p=("silver", PRICES))
    unpriced = ask(lake, f"SELECT DISTINCT raw FROM q WHERE {_has('invalid_price')}", months, q=("quarantine", PRICES))
    return steady_prices([json.loads(row["raw"]) for row in unpriced], prices)


_OWN = f"company = '{SPORTS_BAR}'"
_ORDERED = f"SELECT product_code, count(*) AS n FROM s WHERE {_OWN} GROUP BY product_code"


def _has(reason: str) -> str:
    return f"feed LIKE '{SPORTS_BAR}%' AND array_has(reasons, '{reason}')"


def _codes(lake: Lake, entity: str, months: MonthRange) -> Counter[str]:
    """How many quarantined rows name each product that is not in the master."""
    rows = ask(
        lake,
        f'SELECT raw, count(*) AS n FROM (SELECT regexp_match(raw, \'"product_id":"([^"\\\\]*)"\')[1] AS raw FROM q'
        f" WHERE {_has(UNKNOWN_PRODUCT)}) GROUP BY raw",
        months,
        q=("quarantine", entity),
    )
    return Counter({row["raw"].strip(EDGE_SPACE): row["n"] for row in rows if row["raw"]})


def product_codes(
    invalid: Rows, masters: Rows, ordered: Mapping[str, int], priced: Mapping[str, int], known: Mapping[str, int]
) -> list[Suggestion]:
    """Codes for products of the master whose id is not a number.

    A code is likely when it is ordered about as often as the products that are known (at least half of the middle one), is not
    in the master, and begins as the codes of the same product in other sizes do. It is suggested when just one code is likely
    for the product, and the product is the only one that it is likely for.

    Args:
        invalid: product_name and product_id as landed.
        masters: product, product_code.
        ordered, priced: orders and prices that name a code which is not in the master.
        known: orders by code that is.
    """
    usual = sorted(known.values())[len(known) // 2] if known else 0
    often = [code for code, count in ordered.items() if code.isascii() and code.isdigit() and 2 * count >= usual]
    likely = {}
    for row in (row for row in invalid if row.get("product_id")):
        sisters = [item["product_code"] for item in masters if _stem(item["product"]) == _stem(row.get("product_name"))]
        start = _common_start(sisters)
        likely[row["product_id"]] = [code for code in often if not start or code.startswith(start)], sisters
    found = []
    for wrong, (codes, sisters) in likely.items():
        rivals = [other for other, (theirs, _) in likely.items() if other != wrong and set(theirs) & set(codes)]
        if len(codes) == 1 and not rivals:
            code = codes[0]
            evidence = f"{code} is ordered {ordered[code]:,} times (a usual product {usual:,}) and is not in the master"
            evidence += f"; the price list has it {priced[code]:,} times" if priced.get(code) else ""
            evidence += f"; the same product in other sizes is {', '.join(sorted(sisters))}" if sisters else ""
            found.append(Suggestion(SPORTS_BAR, PRODUCTS, wrong.strip(EDGE_SPACE), "product_id", code, evidence))
    return found


def _stem(name: str | None) -> str:
    return (name or "").split("(")[0].strip(EDGE_SPACE).lower().replace("protien", "protein")


def _common_start(codes: Sequence[str]) -> str:
    """What all codes begin with, but for the last two places, which tell sizes apart; empty when that is little."""
    first, last = (min(codes), max(codes)) if codes else ("", "")
    same = next((place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    start = first[: min(same, len(first) - 2)]
    return start if len(start) >= 3 else ""  # noqa: PLR2004 - fewer digits say nothing


def cities(stores: Rows) -> list[Suggestion]:
    """Cities for customers without one whose sister stores, of the same name, have all the others but one.

    Args:
        stores: customer_code, customer (Name-City), city.
    """
    found = []
    for store in stores:
        name = store["customer"].rsplit("-", 1)[0]
        taken = {other["city"] for other in stores if other["city"] and other["customer"].rsplit("-", 1)[0] == name}
        free = [city for city in CITIES if city not in taken]
        if store["city"] is None and taken and len(free) == 1:
            evidence = f"the other stores of {name} are in {' and '.join(sorted(taken))}"
            found.append(Suggestion(SPORTS_BAR, CUSTOMERS, store["customer_code"], "city", free[0], evidence))
    return found


def steady_prices(unpriced: Rows, prices: Rows) -> list[Suggestion]:
    """Prices for months in which the list has a text instead, where the months before and after agree.

    Args:
        unpriced: product_id and month_as_landed as landed.
        prices: month, product_code, price_inr.
    """
    found = []
    for row in unpriced:
        # a file may have landed without a column, so its rows have none in their raw form
        product, day = row.get("product_id", "").strip(EDGE_SPACE), parse_date(row.get("month_as_landed", ""))
        if day is None or not product:
            continue
        month = month_of(day)
        own = sorted((item["month"], item["price_inr"]) for item in prices if item["product_code"] == product)
        before = [price for when, price in own if when < month][-1:]
        after = [price for when, price in own if when > month][:1]
        if before and before == after:
            evidence = f"the list has {before[0]} INR in the month before and after"
            key = f"{product}|{format_month(month)}"
            found.append(Suggestion(SPORTS_BAR, PRICES, key, "gross_price", str(before[0]), evidence))
    return found
