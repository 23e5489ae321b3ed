"""What was sold against the plan, in the complete months chosen."""

import pyarrow as pa

from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.storage.sql_text import date_literal

PLAN: Table = ("gold", "plan_variance")
FILTERS = ("company", "division", "category")
"""The attributes that targets have."""


def against_plan(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """What was sold of all that has a target, beside the targets, by month and company.

    Only complete months that a company has sales of are compared, and only what counts in sums: see ``gold.plan_variance``.

    Returns:
        company, month, revenue and target_inr (INR), quantity and target_quantity (pieces), null where nothing is planned so;
        no rows where another attribute is chosen, by which there are no targets; None where there are none at all.
    """
    last = selection.complete
    if last is None or not_by(selection):
        return None
    sums = {
        "revenue": "CAST(sum(CASE WHEN inr_counts THEN revenue_inr END) AS DOUBLE)",
        "target_inr": "CAST(sum(CASE WHEN inr_counts THEN target_inr END) AS DOUBLE)",
        "quantity": "sum(CASE WHEN quantity_counts THEN sold_quantity END)",
        "target_quantity": "sum(CASE WHEN quantity_counts THEN target_quantity END)",
    }
    sql = f"""
    SELECT company, month, {", ".join(f"{sql} AS {name}" for name, sql in sums.items())} FROM plan
    WHERE {selection.where(only=FILTERS)} AND month <= {date_literal(last)} AND sold_quantity IS NOT NULL
        AND (quantity_counts OR inr_counts) GROUP BY company, month ORDER BY month, company"""
    return reader.ask(sql, plan=PLAN)


def not_by(selection: Selection) -> list[str]:
    """The attributes chosen that targets do not have."""
    return [name for name in selection.values if name not in FILTERS]


def has_targets(reader: LakeReader, selection: Selection) -> bool:
    """Whether there are targets of the months chosen, whatever else is."""
    return bool(reader.rows(f"SELECT 1 AS one FROM plan WHERE {selection.where(only=())} LIMIT 1", plan=PLAN))
