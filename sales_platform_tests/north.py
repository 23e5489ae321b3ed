"""A company that is not registered: German headers, dots in its dates, units and currency signs beside its numbers."""

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from sales_platform.companies.company import ANY, PRICE, QUANTITY, Landed, Record, Source
from sales_platform.entities import PRICES, SALES
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import amount, text, whole_number
from sales_platform.values.dates import AGREED, DAY_FIRST_DOTS

NAME = "north"
DOTTED = (*AGREED, DAY_FIRST_DOTS)


def feed(entity: str, *columns: str, month_column: str) -> Feed:
    return Feed(f"{NAME}_{entity}", NAME, entity, entity, columns, Months.BY_ROW, "-", month_column, DOTTED)


def align_sales() -> Mapping[str, Column]:
    pieces = F.regexp_replace(text("menge_stk"), "[^0-9.+-]", "")
    return {
        "product_code": text("artikel_nr"),
        "customer_code": text("kunde"),
        "quantity_text": text("menge_stk"),
        "quantity": whole_number(pieces),
    }


def align_prices() -> Mapping[str, Column]:
    return {"product_code": text("artikel_nr"), "price_inr": amount(F.regexp_replace(text("preis"), "[₹ \u00a0]", ""))}


SALES_SOURCE = Source(
    feed(SALES, "verkauft am", "artikel-nr", "kunde", "menge (stk)", month_column="verkauft am"),
    align_sales,
    Record(("artikel-nr", "kunde"), {"menge (stk)": QUANTITY, "kunde": ANY}),
    Landed(product="artikel-nr", customer="kunde", quantity="menge (stk)", not_digits="stk "),
)
PRICE_SOURCE = Source(
    feed(PRICES, "artikel-nr", "month", "preis", month_column="month"),
    align_prices,
    Record(("artikel-nr", "month"), {"preis": PRICE}, month="month"),
    Landed(product="artikel-nr", price="preis", not_digits="₹ \u00a0"),
)
