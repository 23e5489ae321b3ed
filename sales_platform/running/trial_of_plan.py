"""What is new or changed in the declarations of companies is tried before a plan is shown."""

from sales_platform import engine
from sales_platform.companies.registry import sources_of
from sales_platform.planning.plan import Plan
from sales_platform.planning.stale import FILE_REASONS
from sales_platform.run_view import RunView
from sales_platform.silver.silver_tables import SILVER
from sales_platform.silver.trial import try_declared


def try_stale(view: RunView, plan: Plan, remote: str | None = None) -> None:
    """Try the declarations behind tables of silver that are stale for more than new files, or were never made.

    Args:
        view, plan: of the run.
        remote: the Spark Connect endpoint of the run; the embedded engine without it.

    Raises:
        UserError: the engine cannot make sense of one; see ``silver.trial``.
    """
    stale = plan.reasons_by_table()
    entities = [
        entity
        for entity, table in SILVER.items()
        if (reasons := stale.get(table.text))
        and (
            not view.made.months(table.text)
            or any(not reason.startswith(FILE_REASONS) for reason in {one for some in reasons for one in some})
        )
    ]
    if entities:
        try_declared(engine.session(remote), [source for entity in entities for source in sources_of(entity)])
