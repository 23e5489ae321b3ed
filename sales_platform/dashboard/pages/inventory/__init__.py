"""Inventory planning: monthly units with their forecast, and the stock to have for a service level and a lead time."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import vizro.models as vm

from sales_platform.dashboard.controls import Option, dropdown
from sales_platform.dashboard.deeper import one
from sales_platform.dashboard.page import Control, Page
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.pages.inventory import views
from sales_platform.dashboard.pieces import figure, graph, table
from sales_platform.dashboard.queries import planning
from sales_platform.dashboard.queries.planning import FORECAST, LARGEST, NO_FORECAST
from sales_platform.dashboard.queries.stock import NOT_LISTED, plan_with_stock
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.gold.stock_policy import USUAL_LEAD, USUAL_LEVEL, Policy
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed

NAME = "inventory"
SERVICE_LEVELS = (0.8, 0.9, 0.95, 0.975, 0.99, 0.995)
LONGEST_LEAD = 3
_FIRST = {"days": "cover_days", "until": "runs_out", "listed": "date"}
"""What is said of the product that runs out first."""


def policy(controls: Controls) -> Policy:
    """The service level and the lead time chosen.

    Raises:
        UserError: one of them cannot be chosen.
    """
    level, lead = controls.get("service", USUAL_LEVEL), controls.get("lead", USUAL_LEAD)
    if isinstance(level, bool) or not isinstance(level, int | float) or level not in SERVICE_LEVELS:
        raise UserError(
            f"The service level must be one of {', '.join(map(views.level_name, SERVICE_LEVELS))}: choose it in its control."
        )
    if isinstance(lead, bool) or not isinstance(lead, int | float) or lead not in range(1, LONGEST_LEAD + 1):
        raise UserError(f"The lead time must be from 1 to {LONGEST_LEAD} months: choose it in its control.")
    return Policy(float(level), int(lead))


def _plan(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    return plan_with_stock(reader, selection, policy(controls))


def _totals(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    """The plan summed up in one row.

    Returns:
        products, baseline (how many of them use it), next_month (the first one forecast), lead_demand, safety_stock,
        stock_target (pieces), lead_months, service (level), z; where there is stock also what ``_stock_totals`` gives.
    """
    every, chosen = _plan(reader, selection, controls), policy(controls)
    planned = None if every is None else every.filter(pc.is_valid(every.column("history_until")))
    if every is None or planned is None or not planned.num_rows:
        return None
    sums = {
        name: [sum(value or 0 for value in planned.column(name).to_pylist())]
        for name in ("lead_demand", "safety_stock", "stock_target")
    }
    baseline = [sum(planned.column("baseline_used").to_pylist())]
    counts = {"products": [planned.num_rows], "baseline": baseline, "lead_months": [chosen.lead_months]}
    months = {"next_month": [min(planned.column("next_month").to_pylist())]}
    stock = _stock_totals(every) if "reorder_quantity" in every.column_names else {}
    return pa.table({**counts, **months, **sums, "service": [chosen.service_level], "z": [chosen.z], **stock})


def _stock_totals(planned: pa.Table) -> dict[str, list[Any]]:
    """The stock of a plan summed up.

    Returns:
        reorder_quantity (pieces), reorder_inr, unpriced (how many to be ordered have no price), unlisted (how many with a stock
        target are in no list of stock), unlisted_target (pieces), and first_product, first_days, first_until and first_listed
        (days, as text) of what runs out first.
    """
    rows = planned.to_pylist()
    first = next((row for row in rows if row["runs_out"] is not None), None)
    unlisted = [row["stock_target"] for row in rows if row["cover"] == NOT_LISTED and row["stock_target"]]
    return {
        "reorder_quantity": [sum(row["reorder_quantity"] or 0 for row in rows)],
        "reorder_inr": [sum(row["reorder_inr"] or 0 for row in rows)],
        "unpriced": [sum(bool(row["reorder_quantity"]) and row["reorder_inr"] is None for row in rows)],
        "unlisted": [len(unlisted)],
        "unlisted_target": [sum(unlisted)],
        "first_product": [f"{first['product']}, {first['variant']}" if first else None],
        **{f"first_{name}": [first[column] if first else None] for name, column in _FIRST.items()},
    }


def _demand(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    return planning.demand(reader, selection, controls.get("product"), policy(controls))


def _check(reader: LakeReader, controls: Controls) -> None:
    policy(controls)
    if reader.version(FORECAST) is not None:
        planning.check_product(reader, controls.get("product"))


def _product_options(reader: LakeReader) -> list[Option]:
    try:
        with all_told(Deed(place="the lake")):
            listed = planning.products(reader)
    except SENTENCES:  # the page shows the message
        return []
    return [{"label": f"{row['product']}, {row['variant']}", "value": one(row["company"], row["product_code"])} for row in listed]


def _product_control(reader: LakeReader) -> Any:  # noqa: ANN401
    first = [{"label": "The largest stock target", "value": LARGEST}]
    return dropdown("Product", first, lambda: first + _product_options(reader))


def _service_control(_: LakeReader) -> Any:  # noqa: ANN401
    levels = [{"label": views.level_name(level), "value": level} for level in SERVICE_LEVELS]
    return vm.Dropdown(title="Service level", options=levels, value=USUAL_LEVEL, multi=False)


def _lead_control(_: LakeReader) -> Any:  # noqa: ANN401
    return vm.Dropdown(title="Lead time (months)", options=list(range(1, LONGEST_LEAD + 1)), value=USUAL_LEAD, multi=False)


_POLICY_TARGETS = (f"{NAME}-totals", f"{NAME}-formulas", f"{NAME}-demand", f"{NAME}-plan")
PAGE = Page(
    name=NAME,
    title="Inventory planning",
    order=40,
    pieces=(
        figure(f"{NAME}-totals", _totals, views.totals, (1, 3, 0, 5)),
        graph(
            f"{NAME}-demand", "Monthly units and forecast", _demand, views.demand,
            "Pieces a month. Choose the product on the left.", (4, 12, 0, 3),
        ),
        figure(f"{NAME}-formulas", _totals, views.formulas, (4, 12, 4, 5)),
        table(
            f"{NAME}-plan", "Stock of each product", _plan, views.plan,
            "What runs out first on top; the largest stock target where no stock has landed. A dash where the forecast does not"
            " cover the lead time. The CSV has more columns. Click a row for its page.", (13, 24, 0, 5),
        ),
    ),
    controls=(
        Control("product", _product_control, (f"{NAME}-demand",)),
        Control("service", _service_control, _POLICY_TARGETS),
        Control("lead", _lead_control, _POLICY_TARGETS),
    ),
    table=FORECAST,
    missing=NO_FORECAST,
    filters=("company", "division", "category"),
    begun=True,
    check=_check,
)  # fmt: skip
