"""Sports Bar, the start-up: files typed by hand, orders every day."""

from typing import TYPE_CHECKING

from sales_platform.companies.company import Company
from sales_platform.companies.sports_bar.customers import CITIES, CUSTOMER_SOURCE
from sales_platform.companies.sports_bar.names import NAME, UNKNOWN_CUSTOMER
from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.plans import STOCK_SOURCE, TARGET_SOURCE
from sales_platform.companies.sports_bar.prices import PRICE_SOURCE
from sales_platform.companies.sports_bar.products import PRODUCT_SOURCE

if TYPE_CHECKING:
    from sales_platform.sample_data.request import Request
    from sales_platform.sample_data.sample_writer import SampleWriter


def sample_writer(request: "Request") -> "SampleWriter":
    """Its part of a sample."""
    from sales_platform.companies.sports_bar.sample.writer import SportsBarSample  # noqa: PLC0415 - NumPy is for the sample only

    return SportsBarSample.planned(request)


COMPANY = Company(
    name=NAME,
    label="Sports Bar",
    colour="#E8710A",
    sources=(CUSTOMER_SOURCE, PRODUCT_SOURCE, PRICE_SOURCE, ORDER_SOURCE, TARGET_SOURCE, STOCK_SOURCE),
    unknown_customer=UNKNOWN_CUSTOMER,
    cities=CITIES,
    sample=sample_writer,
)
