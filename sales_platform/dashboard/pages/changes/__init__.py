"""What changed: revenue of two periods, the bridge between them, and the products and customers that rose and fell most."""

from dataclasses import asdict
from typing import Any

import pandas as pd
import pyarrow as pa
import vizro.models as vm

from sales_platform.dashboard.change_words import OF_CUSTOMERS, OF_PRODUCTS, OF_VARIANTS, Wording, change_words
from sales_platform.dashboard.controls import selector_id
from sales_platform.dashboard.page import Control, Page
from sales_platform.dashboard.page_answers import Controls, Question
from sales_platform.dashboard.pages.changes import bridge_views, compared_with
from sales_platform.dashboard.pieces import Piece, figure, graph, listing
from sales_platform.dashboard.queries import changes
from sales_platform.dashboard.queries.changes import CUSTOMERS, PRODUCTS, SEVERAL, Kind
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.reports.bridge import Bridge

NAME = "changes"
MOST_MOVERS = 10
BY_NAME, BY_VARIANT = "name", "variant"
_SHARES = "The percentage beside an amount is its share of the whole change."


def _bridges(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
    """The bridge of each company: company, before, price, volume, mix, new, dropped, after (INR)."""
    compared = changes.periods(reader, selection, controls.get(compared_with.CONTROL))
    rows = [{"company": name, **_amounts(bridge)} for name, bridge in changes.bridges(reader, selection, compared).items()]
    return pa.Table.from_pylist(
        rows, pa.schema([("company", pa.string()), *((name, pa.float64()) for name in bridge_views.AMOUNTS)])
    )


def _amounts(bridge: Bridge) -> dict[str, float]:
    return {bridge_views.column_of(name): float(value) for name, value in asdict(bridge).items()}


def _total(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
    """One row: the bridge of all companies, largest (its largest part), compared (which months, in words)."""
    compared = changes.periods(reader, selection, controls.get(compared_with.CONTROL))
    total = sum(changes.bridges(reader, selection, compared).values(), Bridge())
    return pa.Table.from_pylist(
        [{**_amounts(total), "largest": changes.largest_part(total), "compared": _compared_words(compared)}]
    )


def _compared_words(compared: changes.Periods) -> str:
    one_price = " A product has one price a year, so within a year there is no price effect."
    return f"{compared.words()}.{one_price if changes.within_one_year(compared) else ''}"


def _movers(kind: Kind, wording: Wording, direction: int) -> Question:
    """The largest changes up (1) or down (-1): company, names, code, before, after, change (INR), share_of_change, why."""

    def ask(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
        compared = changes.periods(reader, selection, controls.get(compared_with.CONTROL))
        by_name = kind is PRODUCTS and not each_variant(controls)
        moved = changes.movers(reader, selection, compared, kind, direction, MOST_MOVERS, by_name=by_name)
        total = sum(changes.bridges(reader, selection, compared).values(), Bridge())
        whole = float(total.after - total.before)
        texts = ("company", *kind.names, kind.code)
        rows = [
            {
                **{name: row[name] for name in texts},
                "before": float(sold.revenue_before),
                "after": float(sold.revenue),
                "change": float(sold.change),
                "share_of_change": float(sold.change) / whole if whole else None,
                "why": change_words(sold, OF_VARIANTS if SEVERAL in row else wording),
            }
            for row, sold in moved
        ]
        amounts = [(name, pa.float64()) for name in ("before", "after", "change", "share_of_change")]
        return pa.Table.from_pylist(rows, pa.schema([*((name, pa.string()) for name in texts), *amounts, ("why", pa.string())]))

    return ask


def _mover_list(kind: Kind, name: str, direction: int, area: tuple[int, int, int, int]) -> Piece:
    called, wording, detail = ("product", OF_PRODUCTS, "variant") if kind is PRODUCTS else ("customer", OF_CUSTOMERS, "company")
    title = f"{called.capitalize()}s that {'rose' if direction > 0 else 'fell'} most"
    question = _movers(kind, wording, direction)

    def show(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
        return bridge_views.movers(frame, called, detail, direction)

    return listing(f"{NAME}-{name}", title, question, show, _SHARES, area)


def each_variant(controls: Controls) -> bool:
    """Whether products are listed by variant, as chosen in the page's control.

    Raises:
        UserError: the value cannot be chosen.
    """
    value = controls.get("products")
    if value not in (None, BY_NAME, BY_VARIANT):
        raise UserError("Products are listed by name or by variant: choose one in the control 'Products'.")
    return value == BY_VARIANT


def _products_control(_: LakeReader) -> Any:  # noqa: ANN401
    options = [{"label": "By name", "value": BY_NAME}, {"label": "Each variant", "value": BY_VARIANT}]
    return vm.RadioItems(id=selector_id(NAME, "products"), title="Products", options=options, value=BY_NAME)


def _check(controls: Controls) -> None:
    changes.check_compared(controls.get(compared_with.CONTROL))
    each_variant(controls)


_PIECES = (
    figure(f"{NAME}-headline", _total, bridge_views.headline, (1, 2, 0, 5)),
    graph(f"{NAME}-bridge", "From the earlier to the later revenue", _bridges, bridge_views.waterfall, "", (3, 10, 0, 5)),
    listing(f"{NAME}-companies", "The same by company", _bridges, bridge_views.statement, "", (11, 18, 0, 5)),
    _mover_list(PRODUCTS, "products-up", 1, (19, 33, 0, 2)),
    _mover_list(PRODUCTS, "products-down", -1, (19, 33, 3, 5)),
    _mover_list(CUSTOMERS, "customers-up", 1, (34, 48, 0, 2)),
    _mover_list(CUSTOMERS, "customers-down", -1, (34, 48, 3, 5)),
)
PAGE = Page(
    name=NAME,
    title="What changed",
    order=15,
    pieces=_PIECES,
    controls=(
        Control(
            compared_with.CONTROL,
            lambda reader: compared_with.selector(reader, NAME),
            [piece.name for piece in _PIECES],
            compared_with.options,
        ),
        Control("products", _products_control, (f"{NAME}-products-up", f"{NAME}-products-down")),
    ),
    check=lambda _, controls: _check(controls),
)
