"""How the figures of the business are called and written."""

from collections.abc import Callable
from typing import NamedTuple

from sales_platform.dashboard.formats import Number, money, money_exact, pieces, whole


class Figure(NamedTuple):
    """How a figure is called and written."""

    title: str
    short: Callable[[Number | None], str]
    exact: str


FIGURES = {
    "total_revenue_inr": Figure("Total revenue", money, "{:,.0f} INR"),
    "total_quantity": Figure("Total quantity", pieces, "{:,.0f} pieces"),
    "unique_customers": Figure("Unique customers", whole, "who bought something"),
    "average_selling_price": Figure("Average selling price", money_exact, "mean list price of sales rows"),
    "revenue_per_unit": Figure("Revenue per unit", money_exact, "revenue / pieces sold"),
}
"""By the names of ``reports.kpis.figures_of``."""
OF_ONE_CUSTOMER = {"products_bought": Figure("Products bought", whole, "different products")}
"""In the place of the customers, where there is one."""
