"""Lakes that exist to be compared with: the tables of a full run, without its checks and without a history that is stored.

Both take nearly half of a run's time, and no row depends on them: ``planning/test_rebuilds.py`` holds such a lake against one of
a full run.
"""

from dagster import ResourceDefinition
from dagster._core.utils import make_new_run_id

from sales_platform.automation.requests import JOB, keys_of, range_tags
from sales_platform.months import MonthRange
from sales_platform.planning.plan import Work, plan_refresh
from sales_platform.planning.record import recording
from sales_platform.resources import Platform
from sales_platform.run_view import writing_view
from sales_platform.settings import Settings
from sales_platform.wiring import wired
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.refreshes import QUIET


def rebuild(settings: Settings, months: MonthRange | None = None) -> None:
    """All that is stale, or all of some months, as ``refresh`` makes it; checks that would stop a run do not, and none passes."""
    with quick_instance() as instance, writing_view(settings) as view:
        job = wired(ResourceDefinition.hardcoded_resource(Platform.of(view))).resolve_job_def(JOB)
        plan = plan_refresh(view, read=True)
        for work in [Work(months, plan.tables)] if months else plan.work:
            run_id = make_new_run_id()
            with recording(view, run_id, None if months else plan.keys) as record:
                record.begin(work.tables, work.months)
                unchecked = job.get_subset(asset_selection=frozenset(keys_of(work.tables)), asset_check_selection=frozenset())
                tags = range_tags(work.months, "a test", settings.lake, stale_only=months is None)
                unchecked.execute_in_process(instance=instance, run_id=run_id, run_config=QUIET, tags=tags)
