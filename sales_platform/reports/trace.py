"""From a figure back to the landed rows it is made of, and to those in quarantine that would be part of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.companies.company import Source
from sales_platform.companies.registry import COMPANY_BY_NAME, source_of
from sales_platform.entities import SALES
from sales_platform.errors import UserError
from sales_platform.feeds import bronze_column
from sales_platform.months import MonthRange, format_month
from sales_platform.quality.table_checks import Rows, ask
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate, quoted
from sales_platform.values.codes import read_code


@dataclass(frozen=True)
class Trace:
    """What a row of the fact is made of.

    Attributes:
        fact: the rows of the fact (one, or one a company): company, sold_quantity, price_inr, revenue_inr.
        sources: accepted landed rows: company, _file, _row, order_id, date, quantity, repairs.
        quarantined: landed rows that would be part of it: company, _file, _row, reasons, raw.
        prices: where the price came from: company, price_month, _file, _row.
    """

    fact: Rows
    sources: Rows
    quarantined: Rows
    prices: Rows

    @property
    def adds_up(self) -> bool:
        """Whether the accepted rows make up the fact, to the piece."""
        accepted: int = sum(row["quantity"] for row in self.sources)
        in_fact: int = sum(row["sold_quantity"] for row in self.fact)
        return accepted == in_fact


def trace(lake: Lake, month: date, product: str, customer: str, company: str | None = None) -> Trace:
    """The landed rows behind a product and a customer in a month.

    Raises:
        UserError: neither the fact nor quarantine has anything of them.
    """
    of_month = month_predicate(MonthRange.of(month, month))
    of_company = f" AND company = {quoted(company)}" if company else ""
    of_key = f"{of_month}{of_company} AND product_code = {quoted(product)}"
    of_both = f"{of_key} AND customer_code = {quoted(customer)}"
    fact = ask(
        lake,
        f"SELECT company, sold_quantity, price_inr, revenue_inr FROM fact WHERE {of_both} ORDER BY company",
        fact=("gold", "fact_sales"),
    )
    sources = ask(
        lake,
        "SELECT company, _file, _row, order_id, date, quantity, repairs FROM sales"
        f" WHERE {of_both} ORDER BY company, _file, _row",
        sales=("silver", "sales"),
    )
    suspects = ask(
        lake,
        "SELECT company, _file, _row, reasons, raw FROM rejected"
        f" WHERE {of_month}{of_company} AND contains(raw, {quoted(product)}) ORDER BY company, _file, _row",
        rejected=("quarantine", "sales"),
    )
    quarantined = [row for row in suspects if names(json.loads(row["raw"]), product, customer, row["company"])]
    prices = ask(
        lake,
        "SELECT d.company AS company, d.price_month AS price_month, s._file AS _file, s._row AS _row"
        f" FROM (SELECT * FROM dim WHERE {of_key}) AS d JOIN silver AS s"
        " ON s.month = d.price_month AND s.company = d.company AND s.product_code = d.product_code ORDER BY 1",
        dim=("gold", "dim_prices"),
        silver=("silver", "prices"),
    )
    if not fact and not quarantined:
        raise UserError(
            f"Nothing of product '{product}' and customer '{customer}' has landed in {format_month(month)}:"
            f" look for the codes in gold/fact_sales{', or leave --company out' if company else ''}."
        )
    return Trace(fact, sources, quarantined, prices)


def names(raw: Mapping[str, Any], product: str, customer: str, company: str) -> bool:
    """Whether a landed row is of the product and the customer, who may be the one that stands for the unknown ones."""
    source = source_of(company, SALES)
    if source is None:
        return False
    found_product, found_customer = (_code(raw, column, source) for column in (source.landed.product, source.landed.customer))
    unknown = COMPANY_BY_NAME[company].unknown_customer
    if unknown is not None and (source.landed.customer is None or not re.search(unknown.unless, found_customer)):
        found_customer = unknown.code
    return (found_product, found_customer) == (product, customer)


def _code(raw: Mapping[str, Any], column: str | None, source: Source) -> str:
    """A landed code as it is meant; empty where there is none."""
    if column is None:
        return ""
    return read_code(raw.get(bronze_column(column)), source.codes[column]) or ""
