"""How stock is shown on the page Inventory planning, where there is any."""

from typing import Any

import pandas as pd

from sales_platform.dashboard.cards import Card
from sales_platform.dashboard.formats import day_name, money, pieces, whole
from sales_platform.dashboard.grids import Column
from sales_platform.dashboard.queries.stock import NOT_LISTED
from sales_platform.gold.stock_cover import NO_FORECAST, UNLIMITED
from sales_platform.values.counted import counted

COLUMNS = (
    Column("product", "Product", "link", 175),
    Column("variant", "Variant", width=80),
    Column("company", "Company", width=100),
    Column("lasts", "Lasts until", width=130),
    Column("cover_days", "Cover (days)", "whole", 70),
    Column("date", "Stock of", width=95),
    Column("at_hand", "At hand (pieces)", "whole", 80),
    Column("on_order", "On order (pieces)", "whole", 80),
    Column("reorder_quantity", "Reorder (pieces)", "whole", 80),
    Column("reorder_inr", "Reorder (INR)", "revenue", 100),
    Column("stock_target", "Stock target (pieces)", "whole", 80),
)
"""They fit beside the filters in a window of 1400 pixels; the CSV has what the stock target is made of as well."""
_REMARKS = {
    UNLIMITED: "No demand forecast",
    NO_FORECAST: "No forecast",
    NOT_LISTED: "Not in the stock list",
}
FORMULAS = (
    ("Reorder quantity", " = stock target - at hand - on order, and nothing where that is below zero"),
    ("Cover in days", " = pieces at hand / mean daily demand of the months that are forecast, from the day of the stock list on"),
)


def has_stock(frame: pd.DataFrame) -> bool:
    """Whether the rows of the plan, or their totals, have stock beside them."""
    return "reorder_quantity" in frame


def with_remarks(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the plan, with the day until which the stock of each lasts, or why there is none."""
    return frame.assign(
        lasts=[day or _REMARKS.get(str(cover)) for day, cover in zip(frame["runs_out"], frame["cover"], strict=True)]
    )


def cards(row: Any) -> list[Card]:  # noqa: ANN401 - a row of pandas
    """How much to order, and what runs out first, of the totals of a plan with stock."""
    missing = [
        f"{counted(row['unpriced'], 'product')} without a price" if row["unpriced"] else "",
        f"{counted(row['unlisted'], 'product')} in no stock list, whose stock target is {pieces(row['unlisted_target'])} pieces"
        if row["unlisted"]
        else "",
    ]
    basis = " and ".join(filter(None, missing))
    reorder = Card("To reorder", pieces(row["reorder_quantity"]), f"{whole(row['reorder_quantity'])} pieces")
    shown = [reorder.compared(money(row["reorder_inr"]), f"without {basis}" if basis else "at the latest list price")]
    if row["first_product"] is not None:
        lasts = f"{counted(row['first_days'], 'day')} after the stock list of {day_name(row['first_listed'])}"
        shown.append(Card("Runs out first", day_name(row["first_until"]), str(row["first_product"])).compared("", lasts))
    return shown
