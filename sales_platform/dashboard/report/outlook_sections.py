"""The sections about the plan, about customers won and lost, and about stock."""

from collections.abc import Sequence

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import change, day_name, growth, money, month_name, pieces, whole
from sales_platform.dashboard.queries.loyalty import LOST, NEW, RETURNING
from sales_platform.dashboard.report.contents import Contents
from sales_platform.dashboard.report.markup import Html, el
from sales_platform.dashboard.report.outlook import Rows
from sales_platform.dashboard.report.report_tables import coloured, table
from sales_platform.dashboard.report.sales_sections import section
from sales_platform.values.counted import counted

MOST_ROWS = 10


def plan_section(known: Contents) -> Html | None:
    """What was sold against the plan; nothing without targets."""
    measures = (("quantity", "target_quantity", "Pieces", whole), ("revenue", "target_inr", "Revenue (INR)", money))
    rows = [
        [label_of(row["company"]), title, written(row[sold] or 0), written(row[target]), _against(row[sold] or 0, row[target])]
        for row in known.outlook.plan
        for sold, target, title, written in measures
        if row[target] is not None
    ]
    head = ["Company", "Measure", "Sold", "Planned", "Against plan"]
    caption = f"{month_name(known.month)}, of what has a target"
    return section("Against plan", table(caption, head, rows, texts=2)) if rows else None


def _against(sold: float, target: float) -> Html:
    grown = growth(sold, target)
    return coloured(change(grown), grown)


def customers_section(known: Contents) -> Html:
    """Who is new and who was lost in the months up to the month."""
    title, rows = "Customers won and lost", known.outlook.customers
    if not rows:
        return section(title, el("p", known.outlook.said))
    of = {status: [row for row in rows if row["status"] == status] for status in (NEW, RETURNING, LOST)}
    counts = f"{len(of[NEW])} new, {len(of[RETURNING])} returning, {len(of[LOST])} lost"
    said = el(
        "p", f"{counts}. {known.outlook.said}; lost are those without sales in these months who bought in the twelve before."
    )
    named = [
        [row["customer"], label_of(row["company"]), row["status"], money(row["revenue"]), money(row["revenue_before"])]
        for row in (*of[LOST], *of[NEW])[:MOST_ROWS]
    ]
    head = ["Customer", "Company", "Status", "In these months", "In the twelve before"]
    return section(title, said, table("INR, lost ones first, the largest first", head, named, texts=3) if named else None)


def stock_section(known: Contents) -> Html | None:
    """What runs out first, and what to order; nothing where no stock has landed."""
    if not (rows := known.outlook.stock):
        return None
    ordered = sum(row["reorder_quantity"] or 0 for row in rows)
    worth = sum(row["reorder_inr"] or 0 for row in rows)
    unlisted = [row for row in rows if row["at_hand"] is None and row["stock_target"]]
    without = f"; {counted(len(unlisted), 'product is', 'products are')} in no stock list and not in it" if unlisted else ""
    said = f"To order for the usual service level and lead time: {pieces(ordered)} pieces, {money(worth)}{without}."
    head = ["Product", "Lasts until", "Stock of", "At hand", "On order", "To order", "INR"]
    return section("Stock", el("p", said), table("What runs out first", head, _first(rows), texts=3))


def _first(rows: Rows) -> Sequence[Sequence[object]]:
    return [
        [
            [row["product"], el("small", f"{label_of(row['company'])}, {row['variant']}")],
            day_name(row["runs_out"]),
            day_name(row["date"]),
            whole(row["at_hand"]),
            whole(row["on_order"]),
            whole(row["reorder_quantity"]),
            money(row["reorder_inr"]),
        ]
        for row in rows
        if row["runs_out"] is not None
    ][:MOST_ROWS]
