"""Going deeper: what a click, or Enter, on a bar, a point, a row or a legend does: it filters the page, or opens another one.

A chart says it in its layout's ``meta``, a row in a hidden value, a list in links; ``assets/deeper.js`` does it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go
from dash import html

from sales_platform.web_place import linked

SEPARATOR = "/"
"""Between company and code, as a product or a customer is named in an address."""
PRODUCT_PAGE, CUSTOMER_PAGE = "product", "customer"
LINK_CLASS = "deeper"
GOES = "goes"
"""The value of a row of a table that has the address of its page."""
SETS = "sets"
"""The value of a row of a table that has what the row sets: control -> value."""
Values = Sequence[Sequence[Any]]
"""A value for each point of each trace."""


def goes_deeper(
    figure: go.Figure,
    what: str,
    values: Mapping[str, Values],
    *,
    page: str | None = None,
    legend: Mapping[str, Sequence[str]] | None = None,
) -> go.Figure:
    """A chart whose points filter its page, or open another one.

    Args:
        what: what Enter does, in words: "filter by this channel".
        values: control -> what it is set to by each point of each trace.
        page: the name of the page that is opened with these values; None to set the controls of this one.
        legend: control -> what it is set to by the legend's entry of each trace; on this page.
    """
    if not figure.data:
        return figure
    deeper: dict[str, Any] = {
        "what": what,
        "page": page,
        "set": {name: [list(trace) for trace in each] for name, each in values.items()},
    }
    if legend is not None:
        deeper["legend"] = {name: list(each) for name, each in legend.items()}
    return figure.update_layout(meta={"deeper": deeper})


def leads_to(figure: go.Figure, words: str, **values: str) -> go.Figure:
    """A sentence instead of a chart, with a link below it that sets controls of the page.

    Args:
        words: of the link.
        values: control -> what it is set to.
    """
    return figure.update_layout(meta={"deeper": {"words": words, "only": values}})


def one(company: object, code: object) -> str:
    """A product or a customer as it is named in an address."""
    return f"{company}{SEPARATOR}{code}"


def address(page: str, company: object, code: object) -> str:
    """The address of the page of a product or a customer, without filters."""
    return linked(f"/{page}?{urlencode({page: one(company, code)})}")


def link(words: str, page: str, company: object, code: object) -> Any:  # noqa: ANN401 - a component of Dash
    """A link to the page of a product or a customer; it carries the filters of this page."""
    return html.A(words, href=address(page, company, code), className=LINK_CLASS)
