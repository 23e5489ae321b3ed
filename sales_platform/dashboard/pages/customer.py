"""One customer: its history, what it buys and at which prices, and the rows in quarantine that concern it."""

import pyarrow as pa

from sales_platform.dashboard import figures, single_page
from sales_platform.dashboard.deeper import CUSTOMER_PAGE, PRODUCT_PAGE
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.pages.overview.kpis import kpis, show_kpis
from sales_platform.dashboard.pages.overview.trend import show_trend, trend
from sales_platform.dashboard.pieces import figure, graph
from sales_platform.dashboard.queries import sales, single
from sales_platform.dashboard.queries.bought import with_products
from sales_platform.dashboard.queries.changes import CUSTOMERS
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.single_page import of_one

NAME = CUSTOMER_PAGE
_PRODUCTS = ("company", "product", "product_code")


def _figures(reader: LakeReader, selection: Selection) -> pa.Table | None:
    return with_products(reader, selection, kpis(reader, selection))


_PIECES = (
    single_page.head(CUSTOMERS, ("/customers", "Customers")),
    figure(f"{NAME}-figures", of_one(CUSTOMERS, _figures), show_kpis, (4, 7, 0, 5)),
    graph(
        f"{NAME}-trend", "Monthly revenue", of_one(CUSTOMERS, trend), lambda frame: show_trend(frame, legend=False),
        "Click a month to filter by it.", (8, 14, 0, 2),
    ),
    graph(
        f"{NAME}-products", "What it buys", of_one(CUSTOMERS, single_page.ranking(_PRODUCTS)),
        lambda frame: single_page.show_ranking(frame, PRODUCT_PAGE),
        "By name. Click a bar for its largest variant.", (8, 14, 3, 5),
    ),
    graph(
        f"{NAME}-price", "Mean price of a piece", of_one(CUSTOMERS, single.prices), single_page.show_prices,
        "Revenue / pieces: it moves with what the customer buys as well as with list prices.", (15, 21, 0, 2),
    ),
    graph(
        f"{NAME}-divisions", "Divisions",
        of_one(CUSTOMERS, lambda reader, selection: sales.breakdown(reader, selection, ("division",))),
        lambda frame: figures.attribute_bars(frame, "division"), "Click a bar to filter by it.", (15, 21, 3, 5),
    ),
    single_page.quarantine(CUSTOMERS, (22, 30, 0, 5)),
)  # fmt: skip
PAGE = Page(
    name=NAME,
    title="Customer",
    order=70,
    pieces=_PIECES,
    controls=(single_page.control(CUSTOMERS, [piece.name for piece in _PIECES]),),
    filters=("division", "category"),
    check=lambda reader, controls: single.check_one(reader, CUSTOMERS, controls.get(NAME)),
    listed=False,
)
