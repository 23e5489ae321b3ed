"""How new, returning and lost customers are shown."""

from typing import Any

import pandas as pd

from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.deeper import CUSTOMER_PAGE
from sales_platform.dashboard.formats import money, whole
from sales_platform.dashboard.grids import Column, ag_grid, with_addresses
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.queries.loyalty import LOST, NEW, RETURNING

NOBODY = (
    "Nobody is new, and nobody was lost in these months, of the companies that have months before; the cards name the others."
)
MEANINGS = {
    NEW: "first sale ever in these months",
    RETURNING: "sales in these months, and before them",
    LOST: "sales in the 12 months before, none in these",
}
"""``docs/glossary.md`` says the same."""
_COLUMNS = (
    Column("status", "Status", width=90),
    Column("customer", "Customer", "link", 200),
    Column("revenue", "Revenue in these months (INR)", "revenue", 150),
    Column("revenue_before", "In the 12 months before (INR)", "revenue", 150),
    Column("last_month", "Last month with a sale", "month", 120),
    Column("company", "Company", width=105),
    Column("city", "City", width=100),
    Column("customer_code", "Code", width=95),
)
_HEIGHT = 390


def cards(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """A card for each status; a sentence in their place where nothing can be said."""
    if (sentence := message_of(frame)) is not None:
        return card_row([Card("New, returning and lost customers", "\u2013", sentence)])
    rows = {row["status"]: row for row in frame.to_dict("records")}
    said = str(frame.iloc[0]["said"])
    return card_row([_card(status, rows.get(status), said if status in (NEW, LOST) else "") for status in MEANINGS])


def _card(status: str, row: Any, said: str) -> Card:  # noqa: ANN401 - a row, or None
    title = f"{status.capitalize()} customers"
    if row is None:
        return Card(title, "0", MEANINGS[status], "", said)
    when, revenue = ("in the 12 months before", "revenue_before") if status == LOST else ("in these months", "revenue")
    return Card(title, whole(row["count"]), MEANINGS[status], f"{money(row[revenue])} {when}", said)


def changed(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """A table of new and lost customers."""
    return ag_grid(with_addresses(frame, CUSTOMER_PAGE), _COLUMNS, _HEIGHT, NOBODY)
