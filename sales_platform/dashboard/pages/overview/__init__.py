"""Overview: the figures of the business, the trend, and where the revenue comes from."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import vizro.models as vm

from sales_platform.dashboard import figures
from sales_platform.dashboard.cards import card_row
from sales_platform.dashboard.deeper import CUSTOMER_PAGE, PRODUCT_PAGE
from sales_platform.dashboard.page import Control, Page
from sales_platform.dashboard.page_answers import Controls, Question, message_of
from sales_platform.dashboard.pages.overview.kpis import kpi_cards, kpis
from sales_platform.dashboard.pages.overview.plan import MEASURE, cards_of_plan, plan_cards, show_months
from sales_platform.dashboard.pages.overview.trend import show_trend, trend
from sales_platform.dashboard.pieces import figure, graph, listing
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.targets import against_plan
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.single_page import show_ranking
from sales_platform.errors import UserError

NAME = "overview"
LENGTHS, USUAL = (5, 10, 15, 20), 10
_PRODUCTS, _CUSTOMERS = ("company", "product", "product_code"), ("company", "customer", "customer_code")
_GROUPINGS = (("channel",), _PRODUCTS, _CUSTOMERS, sales.BY_MONTH, sales.BY_CUSTOMER)
"""All groupings of this page: one scan of the fact table answers them together."""


def _show_channels(frame: pd.DataFrame) -> go.Figure:
    return figures.attribute_bars(frame, "channel")


def top(controls: Controls) -> int:
    """How many rows a ranking shows.

    Raises:
        UserError: the value is not one of LENGTHS.
    """
    value = controls.get("top", USUAL)
    if isinstance(value, bool) or value not in LENGTHS:
        raise UserError(f"The length of the rankings must be one of {', '.join(map(str, LENGTHS))}: choose it in its control.")
    return LENGTHS[LENGTHS.index(value)]


def _top_control(_: LakeReader) -> Any:  # noqa: ANN401 - a model of Vizro
    return vm.Dropdown(title="Length of the rankings", options=list(LENGTHS), value=USUAL, multi=False)


def _figures(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    """What ``kpis`` answers, and below it what ``cards_of_plan`` does where there are targets."""
    answers = [kpis(reader, selection, _GROUPINGS), cards_of_plan(reader, selection)]
    there = [answer for answer in answers if answer is not None]
    return pa.concat_tables(there, promote_options="default") if answers[0] is not None else None


def _show_figures(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    if message_of(frame) is not None:
        return None  # the status line shows the message
    planned = frame[MEASURE].notna() if MEASURE in frame else pd.Series(False, frame.index)
    return card_row([*kpi_cards(frame[~planned]), *plan_cards(frame[planned])])


def _channels(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    return sales.breakdown(reader, selection, ("channel",), _GROUPINGS)


def _ranked(by: sales.Grouping) -> Question:
    """Revenue by company and name, as many rows as the page's control says."""

    def ask(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
        return sales.named_breakdown(reader, selection, by, _GROUPINGS, top(controls))

    return ask


PAGE = Page(
    name=NAME,
    title="Overview",
    order=10,
    pieces=(
        figure(f"{NAME}-figures", _figures, _show_figures, (1, 5, 0, 5)),
        graph(
            f"{NAME}-trend",
            "Monthly revenue by company",
            lambda reader, selection, _: trend(reader, selection, _GROUPINGS),
            show_trend,
            "Click a month or a company to filter by it.",
            (6, 12, 0, 3),
        ),
        graph(
            f"{NAME}-channels",
            "Revenue by channel",
            _channels,
            _show_channels,
            "Share of the selection's revenue. Click a bar to filter by it.",
            (6, 12, 4, 5),
        ),
        graph(
            f"{NAME}-products",
            "Top products",
            _ranked(_PRODUCTS),
            lambda frame: show_ranking(frame, PRODUCT_PAGE, companies=True),
            "By name. Click a bar for its largest variant.",
            (13, 20, 0, 2),
        ),
        graph(
            f"{NAME}-customers",
            "Top customers",
            _ranked(_CUSTOMERS),
            lambda frame: show_ranking(frame, CUSTOMER_PAGE, companies=True),
            "Click a bar for its page.",
            (13, 20, 3, 5),
        ),
        listing(
            f"{NAME}-plan",
            "Sold and planned by month",
            lambda reader, selection, _: against_plan(reader, selection),
            show_months,
            "Complete months, of what has a target; the mark is the plan.",
            (21, 21, 0, 5),
        ),
    ),
    controls=(Control("top", _top_control, (f"{NAME}-products", f"{NAME}-customers")),),
    check=lambda _, controls: top(controls),
)
