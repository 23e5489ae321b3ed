"""Likely corrections, each with its evidence, as lines for the feed ``corrections``. Never applied automatically.

A line has no ``confirmed_by``, and what nobody has confirmed is not applied: whoever pastes it adds a name and a date.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from sales_platform.companies.company import Company, Source
from sales_platform.companies.registry import COMPANIES
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.months import MonthRange
from sales_platform.quality.at_stake import landed_product
from sales_platform.quality.table_checks import ask
from sales_platform.rules.common import AMBIGUOUS_DATE, UNKNOWN_PRODUCT, of_action
from sales_platform.rules.rule import Action
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import quoted
from sales_platform.suggestions.damaged_codes import Codes, damaged_codes, reasons_of_codes
from sales_platform.suggestions.days_of_files import days_of_files
from sales_platform.suggestions.missing_cities import cities
from sales_platform.suggestions.product_codes import product_codes
from sales_platform.suggestions.steady_prices import steady_prices
from sales_platform.suggestions.suggestion import Rows, Suggestion
from sales_platform.values.empty import plain_text

_MOST_SUSPECT = 1000
"""So many lines are more than anybody pastes."""


def suggestions(lake: Lake, months: MonthRange, about: Sequence[str] = (PRODUCTS, CUSTOMERS, PRICES, SALES)) -> list[Suggestion]:
    """All likely corrections of the entities in the months, of every company."""
    find = {PRODUCTS: _of_products, CUSTOMERS: _of_customers, PRICES: _of_prices, SALES: _of_sales}
    return [
        one
        for entity in about
        if entity in find
        for company in COMPANIES
        if (source := company.source(entity)) is not None
        for one in find[entity](lake, months, company, source)
    ]


def suggested_lines(lake: Lake, entity: str, months: MonthRange) -> list[str]:
    """The likely corrections of an entity, or of what its rows refer to, as lines to paste."""
    about = {SALES: (PRODUCTS, SALES), PRICES: (PRODUCTS, PRICES)}.get(entity, (entity,))
    return [one.line() for one in suggestions(lake, months, about)]


def _of_products(lake: Lake, months: MonthRange, company: Company, source: Source) -> list[Suggestion]:
    # the reasons of the company's own rules, whatever their names: they reject a code that is there and is not one
    own = [rule.name for rule in of_action(source.own_rules, Action.REJECT)]
    if not own:
        return []
    invalid = _rejected(lake, months, source, own)
    masters = _accepted(lake, months, source, "DISTINCT product, product_code")
    ordered, priced = (_codes(lake, months, company.source(entity)) for entity in (SALES, PRICES))
    sql = f"SELECT product_code, count(*) AS n FROM s WHERE company = {quoted(company.name)} GROUP BY product_code"
    known = {row["product_code"]: row["n"] for row in ask(lake, sql, months, s=("silver", SALES))}
    return product_codes(source, invalid, masters, ordered, priced, known)


def _of_customers(lake: Lake, months: MonthRange, company: Company, source: Source) -> list[Suggestion]:
    if not company.cities:
        return []
    return cities(source, company.cities, _accepted(lake, months, source, "DISTINCT customer_code, customer, city"))


def _of_prices(lake: Lake, months: MonthRange, _company: Company, source: Source) -> list[Suggestion]:
    codes = _damaged_codes(lake, months, source, _suspect(lake, months, source))
    if source.record.month is None:
        return codes
    prices = _accepted(lake, months, source, "month, product_code, price_inr")
    return codes + steady_prices(source, _rejected(lake, months, source, ["invalid_price"]), prices)


def _of_sales(lake: Lake, months: MonthRange, _company: Company, source: Source) -> list[Suggestion]:
    suspect = _suspect(lake, months, source, AMBIGUOUS_DATE)
    codes = _damaged_codes(lake, months, source, suspect)
    ambiguous = [row for row in suspect if AMBIGUOUS_DATE in row["reasons"]]
    files = sorted({row["_file"] for row in ambiguous})
    if not files:
        return codes
    of_files = f"_file IN ({', '.join(map(quoted, files))})"
    sql = f"SELECT _file, date, count(*) AS n FROM s WHERE {of_files} GROUP BY _file, date"
    days: dict[str, dict[date, int]] = defaultdict(dict)
    for row in ask(lake, sql, months, s=("silver", SALES)):
        days[row["_file"]][row["date"]] = row["n"]
    return codes + days_of_files(source, ambiguous, days)


def _suspect(lake: Lake, months: MonthRange, source: Source, *others: str) -> Rows:
    """Rows in quarantine whose code may be damaged, or that bear another of some reasons."""
    reasons = sorted({*others, *(reason for _, some in reasons_of_codes(source).values() for reason in some)})
    if not reasons:
        return []
    where = f"feed = {quoted(source.feed.name)} AND ({_bears(reasons)})"
    sql = f"SELECT _file, reasons, raw FROM q WHERE {where} ORDER BY _file, _row LIMIT {_MOST_SUSPECT}"
    return ask(lake, sql, months, q=("quarantine", source.entity.name))


def _damaged_codes(lake: Lake, months: MonthRange, source: Source, suspect: Rows) -> list[Suggestion]:
    borne = {reason for row in suspect for reason in row["reasons"]}
    masters = {master for master, reasons in reasons_of_codes(source).values() if borne & {*reasons}}
    known = {}
    for master in sorted(masters):
        code = source.entity.masters[master]
        sql = f"SELECT DISTINCT {code} AS code FROM m WHERE company = {quoted(source.company)}"
        known[master] = Codes(row["code"] for row in ask(lake, sql, months, m=("silver", master)))
    return damaged_codes(source, suspect, known) if known else []


def _accepted(lake: Lake, months: MonthRange, source: Source, columns: str) -> Rows:
    sql = f"SELECT {columns} FROM accepted WHERE company = {quoted(source.company)}"
    return ask(lake, sql, months, accepted=("silver", source.entity.name))


def _rejected(lake: Lake, months: MonthRange, source: Source, reasons: Sequence[str]) -> Rows:
    """The rows of a feed that bear one of the reasons, as landed."""
    sql = f"SELECT DISTINCT raw FROM q WHERE feed = {quoted(source.feed.name)} AND ({_bears(reasons)}) ORDER BY raw"
    return [json.loads(row["raw"]) for row in ask(lake, sql, months, q=("quarantine", source.entity.name))]


def _bears(reasons: Sequence[str]) -> str:
    return " OR ".join(f"array_has(reasons, {quoted(reason)})" for reason in reasons)


def _codes(lake: Lake, months: MonthRange, source: Source | None) -> Counter[str]:
    """How many quarantined rows name each product that is not in the master."""
    if source is None:
        return Counter()
    where = f"feed = {quoted(source.feed.name)} AND array_has(reasons, {quoted(UNKNOWN_PRODUCT)})"
    sql = f"SELECT code, count(*) AS n FROM (SELECT {landed_product(source)} AS code FROM q WHERE {where}) GROUP BY code"
    rows = ask(lake, sql, months, q=("quarantine", source.entity.name))
    return Counter({code: row["n"] for row in rows if (code := plain_text(row["code"]))})
