"""Sports Bar, the start-up: files typed by hand, orders every day."""

from sales_platform.companies.company import Company
from sales_platform.companies.sports_bar.customers import CITIES, CUSTOMER_SOURCE
from sales_platform.companies.sports_bar.names import NAME, UNKNOWN_CUSTOMER
from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.prices import PRICE_SOURCE
from sales_platform.companies.sports_bar.products import PRODUCT_SOURCE

COMPANY = Company(
    name=NAME,
    label="Sports Bar",
    colour="#E8710A",
    sources=(CUSTOMER_SOURCE, PRODUCT_SOURCE, PRICE_SOURCE, ORDER_SOURCE),
    unknown_customer=UNKNOWN_CUSTOMER,
    cities=CITIES,
)
