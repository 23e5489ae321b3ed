"""A third company, as small as one can be: no price list, columns with names that no other company has."""

from sales_platform.companies.company import ANY, QUANTITY, Company, Landed, Record, Source
from sales_platform.feeds import Feed, Months
from sales_platform.rules.rule import reject
from sales_platform.values.columns import day, text, whole_number

NAME = "tiny"

PRODUCT_SOURCE = Source(
    Feed(
        name="tiny_articles",
        company=NAME,
        entity="products",
        folder="tiny/articles",
        contract=("article", "called"),
        months=Months.SNAPSHOT,
        description="The articles of Tiny.",
    ),
    lambda: {"product_code": text("article"), "product": text("called")},
    Record(("article",), {"called": ANY}),
    Landed(product="article", product_name="called"),
)
CUSTOMER_SOURCE = Source(
    Feed(
        name="tiny_buyers",
        company=NAME,
        entity="customers",
        folder="tiny/buyers",
        contract=("buyer", "called"),
        months=Months.SNAPSHOT,
        description="The buyers of Tiny.",
    ),
    lambda: {"customer_code": text("buyer"), "customer": text("called")},
    Record(("buyer",), {"called": ANY}),
    Landed(customer="buyer"),
)
SALES_SOURCE = Source(
    Feed(
        name="tiny_receipts",
        company=NAME,
        entity="sales",
        folder="tiny/receipts",
        contract=("sold_on", "article", "buyer", "count"),
        months=Months.BY_ROW,
        description="The receipts of Tiny.",
        month_column="sold_on",
    ),
    lambda: {
        "date": day("sold_on"),
        "product_code": text("article"),
        "customer_code": text("buyer"),
        "quantity_text": text("count"),
        "quantity": whole_number(text("count")),
    },
    Record(("sold_on", "article", "buyer"), {"count": QUANTITY}),
    Landed(product="article", customer="buyer", quantity="count"),
    own_rules=(reject("till_closed", "sales", "The till was closed on that day.", "count = '0'"),),
)

COMPANY = Company(name=NAME, label="Tiny Ltd", colour="#0F9D8A", sources=(CUSTOMER_SOURCE, PRODUCT_SOURCE, SALES_SOURCE))
