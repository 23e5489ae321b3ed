"""Write a whole sample: both companies' masters, prices, sales and orders, and the account of it."""

from datetime import date
from pathlib import Path

import numpy as np

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import UserError
from sales_platform.months import format_month
from sales_platform.sample_data.atlon import Atlon
from sales_platform.sample_data.cells import table
from sales_platform.sample_data.days import plan_days
from sales_platform.sample_data.landing import Landing, Progress
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.order_files import order_files
from sales_platform.sample_data.orders import OrderBook
from sales_platform.sample_data.prices import price_rows
from sales_platform.sample_data.request import SALES_A_MONTH, Request, check_folder
from sales_platform.sample_data.sports_bar_customers import CUSTOMERS, customer_rows
from sales_platform.sample_data.sports_bar_products import PRODUCTS, product_ids, product_rows

FIRST_MONTH = date(2024, 1, 1)
FIXED_FILES = 5
"""Files there is one of: four masters and the corrections."""


def write_sample_data(
    out: Path,
    months: int = 24,
    scale: float = 1,
    seed: int = 7,
    last_month: date | None = None,
    progress: Progress | None = None,
    *,
    first_month: date = FIRST_MONTH,
) -> dict[str, object]:
    """Write the landing files of two made-up companies; the same arguments give the same bytes.

    At scale 1 a sample of 24 months has about as many rows as the real extracts. Orders and sales grow with the scale,
    customers and products with its square root; memory does not grow. Kinds of mess with a small share may be absent
    from samples of less than some thousand orders.

    Args:
        out: a new or empty folder; it becomes the landing.
        months: how many months the sample covers.
        scale: how many times the usual rows.
        seed: where chance begins; another seed gives other companies.
        last_month: the last month covered; by default the one before the running month.
        progress: is told after each file how many are written, and how many there will be.
        first_month: the first month of the platform's calendar, before which no sample may begin.

    Returns:
        The account, fit for JSON: the request (``months``, ``scale``, ``seed``), ``files`` and ``rows`` of every feed
        under the feed's name, the count of every kind of mess under ``mess``, and under ``orders_to_quarantine`` how
        many order rows the rules of the business refuse, duplicates included.

    Raises:
        UserError: no such sample can be made, or it cannot be written there.
    """
    request = Request.checked(months, scale, seed, last_month, first_month)
    try:
        check_folder(out)
        return _write(out, request, progress)
    except OSError as error:
        raise UserError(f"The sample cannot be written to '{out}': {error.strerror or error}.") from error


def _write(out: Path, request: Request, progress: Progress | None) -> dict[str, object]:
    tally = Tally()
    days = plan_days(np.random.default_rng((request.seed, 30)), request.months, request.orders, tally)
    daily = sum(day.oddity is not Mess.DAY_MISSING for day in days)
    files = FIXED_FILES + 2 * len(request.years) + len(list(request.months)) + daily
    landing = Landing(out, files, progress)
    _write_atlon(landing, request)
    customers, products = round(CUSTOMERS * request.growth), round(PRODUCTS * request.growth)
    _write_sports_bar(landing, request, (customers, products), tally)
    for file in order_files(OrderBook.drawn(request.seed, customers, products), days, tally):
        landing.stream("sports_bar_orders", file.name, file.header, file.chunks)
    return {
        "months": {"first": format_month(request.months.start), "last": format_month(request.months.last)},
        "scale": request.scale,
        "seed": request.seed,
        **landing.account(),
        "mess": tally.account(),
        "orders_to_quarantine": tally.to_quarantine,
    }


def _write_atlon(landing: Landing, request: Request) -> None:
    atlon = Atlon.drawn(request.seed, request.growth)
    landing.table("atlon_customers", "atlon_customers.csv", atlon.customers)
    landing.table("atlon_products", "atlon_products.csv", atlon.products)
    for year in request.years:
        rows = list(atlon.prices(year, request.months.start.year))
        landing.table("atlon_gross_price", f"atlon_gross_price_{year}.csv", rows)
    for elapsed, month in enumerate(request.months):
        header = table([FEED_BY_NAME["atlon_sales"].columns])
        chunks = atlon.sales(month, elapsed, SALES_A_MONTH * request.scale)
        landing.stream("atlon_sales", f"atlon_sales_{month:%Y_%m}.csv", header, chunks)


def _write_sports_bar(landing: Landing, request: Request, sizes: tuple[int, int], tally: Tally) -> None:
    """Write the masters of so many customers and products, the price lists and a correction."""
    customers, corrected = customer_rows(np.random.default_rng((request.seed, 10)), sizes[0], tally)
    products = product_rows(np.random.default_rng((request.seed, 11)), sizes[1], tally)
    landing.table("sports_bar_customers", "customers.csv", customers)
    landing.table("sports_bar_products", "products.csv", products)
    elapsed = 0
    for year, months in request.years.items():
        rows = price_rows(request.seed, product_ids(sizes[1]), months, elapsed, tally)
        landing.table("sports_bar_gross_price", f"gross_price_{year}.csv", rows)
        elapsed += len(months)
    confirmed = (
        "Sample sales office",
        request.months.last.isoformat(),
        f"{corrected[1]}: city left empty in the master",
    )
    correction = ("sports_bar", "customers", corrected[0], "city", corrected[2], *confirmed)
    landing.table("corrections", "confirmed_cities.csv", [correction])
    tally.add(Mess.CORRECTION_FILE, 1)
