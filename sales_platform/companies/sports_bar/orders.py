"""Sports Bar's order lines, one file a day."""

from sales_platform.companies.company import DAY, NUMBER, ORDER_LINES, QUANTITY, Landed, Record, Source
from sales_platform.companies.sports_bar.names import NAME, UNKNOWN_CUSTOMER
from sales_platform.entities import SALES
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import is_digits, text, whole_number
from sales_platform.values.spark import Column, F


def align_orders() -> dict[str, Column]:
    """Order lines; those whose customer id is not a number are kept under the unknown customer."""
    numeric = is_digits(text("customer_id"))
    return {
        "order_id": text("order_id"),
        "product_code": text("product_id"),
        "customer_code": F.when(numeric, text("customer_id")).otherwise(F.lit(UNKNOWN_CUSTOMER.code)),
        "customer_unknown": ~numeric,
        "quantity_text": text("order_qty"),
        "quantity": whole_number(text("order_qty")),
    }


ORDER_SOURCE = Source(
    Feed(
        name="sports_bar_orders",
        company=NAME,
        entity=SALES,
        folder="sports_bar/orders",
        contract=("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        months=Months.BY_FILE_NAME,
        description="Sports Bar's order lines, one file a day.",
        daily=True,
        day_column="order_placement_date",
    ),
    align_orders,
    Record(
        ("order_id", "product_id"),
        {"order_placement_date": DAY, "customer_id": NUMBER, "product_id": NUMBER, "order_qty": QUANTITY},
    ),
    Landed(product="product_id", customer="customer_id", quantity="order_qty", order="order_id"),
    own_rules=(UNKNOWN_CUSTOMER.rule(),),
    repeats=ORDER_LINES,
)
