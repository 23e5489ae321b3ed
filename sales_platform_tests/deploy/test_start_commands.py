"""The image's start commands without a container, with Dagster's storage on PostgreSQL: a run by the sensor, and a backfill."""

from itertools import pairwise
from pathlib import Path

import pytest

from sales_platform_tests.deploy.stack import stack
from sales_platform_tests.planning.place import land_three_months
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.test_home import postgres

__all__ = ["postgres"]

MONTHS = ("2025-07-01", "2025-08-01")


@pytest.mark.timeout(900)
def test_a_plain_user_on_a_read_only_root_runs_what_lands_and_a_backfill_month_after_month(
    postgres: dict[str, str], moto: S3Server, tmp_path: Path
) -> None:
    land_three_months(tmp_path / "landing")
    moto.empty().land_folder(tmp_path / "landing")
    with stack(postgres, moto) as running:
        running.wait("the web server", running.answers)
        running.wait("the run of the sensor", lambda: running.runs("SUCCESS") == 1)
        assert moto.keys("lake/gold/fact_sales/_delta_log/")
        backfill = (
            f"dagster job backfill -j refresh --partitions {','.join(MONTHS)} --noprompt -w {running.folder}/home/workspace.yaml"
        )
        asked = running.run(backfill)
        assert asked.returncode == 0, asked.stdout + asked.stderr
        running.wait("the runs of the backfill", lambda: running.runs("SUCCESS") == 1 + len(MONTHS))
        times = running.rows("SELECT start_time, end_time FROM runs ORDER BY start_time")
        assert [later[0] >= earlier[1] for earlier, later in pairwise(times)] == [True] * len(MONTHS)  # type: ignore[operator]
        assert running.rows("SELECT count(*) FROM job_ticks WHERE status = 'FAILURE'") == [(0,)]
        assert [path for path in (running.folder / "app").rglob("*") if path.name == "__pycache__"] == []
