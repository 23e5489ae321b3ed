"""One product: its history, price, customers, forecast, and the rows in quarantine that concern it."""

import pyarrow as pa

from sales_platform.dashboard import single_page
from sales_platform.dashboard.deeper import CUSTOMER_PAGE, PRODUCT_PAGE, one
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.pages.inventory import policy, views
from sales_platform.dashboard.pages.overview.kpis import kpis, show_kpis
from sales_platform.dashboard.pages.overview.trend import show_trend, trend
from sales_platform.dashboard.pieces import figure, graph
from sales_platform.dashboard.queries import planning, single
from sales_platform.dashboard.queries.changes import PRODUCTS
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.single_page import of_one
from sales_platform.errors import UserError

NAME = PRODUCT_PAGE
_CUSTOMERS = ("company", "customer", "customer_code")


def _demand(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    company, code = single_page.chosen(reader, selection, PRODUCTS, controls)
    if not planning.has_forecast(reader, company, code):
        raise UserError("There is no forecast of this product: it needs sales in the months before the latest complete one.")
    return planning.demand(reader, selection.with_begun_months(), one(company, code), policy({}))


_PIECES = (
    single_page.head(PRODUCTS, ("/products", "Products")),
    figure(f"{NAME}-figures", of_one(PRODUCTS, kpis), show_kpis, (4, 7, 0, 5)),
    graph(
        f"{NAME}-trend", "Monthly revenue", of_one(PRODUCTS, trend), lambda frame: show_trend(frame, legend=False),
        "Click a month to filter by it.", (8, 14, 0, 2),
    ),
    graph(
        f"{NAME}-demand", "Monthly units and forecast", _demand, lambda frame: views.demand(frame, named=False),
        "Pieces a month, of all customers.", (8, 14, 3, 5),
    ),
    graph(
        f"{NAME}-price", "Price", of_one(PRODUCTS, single.prices), single_page.show_prices,
        "Revenue / pieces sold: one price a year, its latest valid list price, counts in every month of it.", (15, 22, 0, 2),
    ),
    graph(
        f"{NAME}-customers", "Who buys it", of_one(PRODUCTS, single_page.ranking(_CUSTOMERS)),
        lambda frame: single_page.show_ranking(frame, CUSTOMER_PAGE), "Click a bar for the customer's page.", (15, 22, 3, 5),
    ),
    single_page.quarantine(PRODUCTS, (23, 31, 0, 5)),
)  # fmt: skip
PAGE = Page(
    name=NAME,
    title="Product",
    order=60,
    pieces=_PIECES,
    controls=(single_page.control(PRODUCTS, [piece.name for piece in _PIECES]),),
    filters=("channel", "platform", "market", "city"),
    check=lambda reader, controls: single.check_one(reader, PRODUCTS, controls.get(NAME)),
    listed=False,
)
