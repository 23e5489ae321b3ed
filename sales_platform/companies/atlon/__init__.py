"""Atlon, the parent: clean extracts of an ERP system, once a month."""

from typing import TYPE_CHECKING

from sales_platform.companies.atlon.naming import NAME, PRODUCT
from sales_platform.companies.atlon.plans import STOCK_SOURCE, TARGET_SOURCE
from sales_platform.companies.company import (
    ANY,
    DAY,
    NUMBER,
    PRICE,
    QUANTITY,
    Company,
    Landed,
    Record,
    Source,
)
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import amount, text, tidy, whole_number
from sales_platform.values.spark import Column, F

if TYPE_CHECKING:
    from sales_platform.sample_data.request import Request
    from sales_platform.sample_data.sample_writer import SampleWriter

CUSTOMER = NUMBER


def align_customers() -> dict[str, Column]:
    """Customers, trimmed."""
    return {
        "customer_code": text("customer_code"),
        **{name: tidy(name) for name in ("customer", "market", "platform", "channel")},
    }


def align_products() -> dict[str, Column]:
    """Products, trimmed."""
    names = ("division", "category", "product", "variant")
    return {"product_code": text("product_code"), **{name: tidy(name) for name in names}}


def align_prices() -> dict[str, Column]:
    """The yearly price list; bronze holds each row once for each month of its year."""
    price = amount(text("price_inr"))
    return {
        "product_code": text("product_code"),
        "price_inr": F.abs(price).cast("decimal(18,2)"),
        "negative": F.coalesce(price < 0, F.lit(False)),
    }


def align_sales() -> dict[str, Column]:
    """Quantities of a month, by product and customer."""
    return {
        "product_code": text("product_code"),
        "customer_code": text("customer_code"),
        "quantity_text": text("sold_quantity"),
        "quantity": whole_number(text("sold_quantity")),
    }


CUSTOMER_SOURCE = Source(
    Feed(
        name="atlon_customers",
        company=NAME,
        entity=CUSTOMERS,
        folder="atlon/customers",
        contract=("customer_code", "customer", "market", "platform", "channel"),
        months=Months.SNAPSHOT,
        description="Atlon's customer master, as exported from the ERP system.",
        free_text=("customer",),
    ),
    align_customers,
    Record(("customer_code",), {"customer_code": CUSTOMER, **dict.fromkeys(("customer", "market", "platform", "channel"), ANY)}),
    Landed(customer="customer_code"),
    known_values={
        "market": ("India",),
        "platform": ("Brick & Mortar", "E-Commerce"),
        "channel": ("Retailer", "Direct", "Distributor"),
    },
)
PRODUCT_SOURCE = Source(
    Feed(
        name="atlon_products",
        company=NAME,
        entity=PRODUCTS,
        folder="atlon/products",
        contract=("product_code", "division", "category", "product", "variant"),
        months=Months.SNAPSHOT,
        description="Atlon's product master, as exported from the ERP system.",
        free_text=("product", "variant"),
    ),
    align_products,
    Record(("product_code",), {"product_code": PRODUCT, **dict.fromkeys(("division", "category", "product", "variant"), ANY)}),
    Landed(product="product_code", product_name="product"),
)
PRICE_SOURCE = Source(
    Feed(
        name="atlon_gross_price",
        company=NAME,
        entity=PRICES,
        folder="atlon/gross_price",
        contract=("product_code", "price_inr", "year"),
        months=Months.BY_YEAR,
        month_column="year",
        description="Atlon's yearly price list in INR.",
    ),
    align_prices,
    Record(("product_code", "year"), {"product_code": PRODUCT, "price_inr": PRICE}),
    Landed(product="product_code", price="price_inr"),
)
SALES_SOURCE = Source(
    Feed(
        name="atlon_sales",
        company=NAME,
        entity=SALES,
        folder="atlon/sales",
        contract=("date", "product_code", "customer_code", "sold_quantity"),
        months=Months.BY_ROW,
        month_column="date",
        dated_first=True,
        description="Atlon's monthly sales in pieces, dated the first of the month.",
    ),
    align_sales,
    Record(
        ("date", "product_code", "customer_code"),
        {"date": DAY, "product_code": PRODUCT, "customer_code": CUSTOMER, "sold_quantity": QUANTITY},
    ),
    Landed(product="product_code", customer="customer_code", quantity="sold_quantity"),
)


def sample_writer(request: "Request") -> "SampleWriter":
    """Its part of a sample."""
    from sales_platform.companies.atlon.sample import AtlonSample  # noqa: PLC0415 - NumPy is for the sample only

    return AtlonSample(request)


COMPANY = Company(
    name=NAME,
    label="Atlon",
    colour="#097DFE",
    sources=(CUSTOMER_SOURCE, PRODUCT_SOURCE, PRICE_SOURCE, SALES_SOURCE, TARGET_SOURCE, STOCK_SOURCE),
    sample=sample_writer,
)
