"""Sports Bar's monthly price list."""

from sales_platform.companies.company import NUMBER, PRICE, Landed, Record, Source
from sales_platform.companies.sports_bar.names import NAME
from sales_platform.entities import PRICES
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import amount, text
from sales_platform.values.spark import Column, F


def align_prices() -> dict[str, Column]:
    """Prices in INR; a negative one is made positive."""
    price = amount(text("gross_price"))
    return {
        "product_code": text("product_id"),
        "price_inr": F.abs(price).cast("decimal(18,2)"),
        "negative": F.coalesce(price < 0, F.lit(False)),
    }


PRICE_SOURCE = Source(
    Feed(
        name="sports_bar_gross_price",
        company=NAME,
        entity=PRICES,
        folder="sports_bar/gross_price",
        contract=("product_id", "month", "gross_price"),
        months=Months.BY_ROW,
        month_column="month",
        dated_first=True,
        description="Sports Bar's monthly price list in INR.",
    ),
    align_prices,
    Record(("product_id", "month"), {"product_id": NUMBER, "gross_price": PRICE}, month="month"),
    Landed(product="product_id", price="gross_price"),
)
