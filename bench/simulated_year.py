"""A year of a platform that nobody looks after, in one process: prints a line of JSON each week, for ``year.py``.

Called as ``simulated_year.py BUCKET FILES REQUESTS WEEKS``: the folder of the bucket, the folder of the files that land, the
log of the server that the bucket is read by, and how many weeks pass. Each day a file lands, the sensor looks, and what it asks
for is run by Dagster; each week the job ``maintain`` runs. The lake is worked on as files, for that is quicker; the tick that
is measured before each maintenance reads it over HTTP.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
from dagster import DagsterInstance, RunRequest, build_sensor_context
from days_of_files import land, landed_at_first
from passing_time import Calendar, move_history, move_lake
from ticks_of_a_day import a_day_of_ticks

from sales_platform.alerts.alert_sensor import SECONDS as SECONDS_OF_ALERTS
from sales_platform.automation.requests import JOB
from sales_platform.automation.sensor import SECONDS, new_files
from sales_platform.catalog import TABLES
from sales_platform.definitions import defs
from sales_platform.home import prepare_home
from sales_platform.landing.files_ledger import FILES
from sales_platform.reports.kpis import kpis
from sales_platform.running.launch import QUIET
from sales_platform.running.maintain_command import maintain_command
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform.storage.listed_lake import forget_answers

S3_LAKE = "s3://{bucket}/lake"
DAYS, LOOKS = 7, 4


@dataclass(frozen=True)
class Week:
    """What is there at the end of a week, after maintenance, unless it says otherwise.

    Attributes:
        day: how many days have passed.
        active_bytes: of the newest versions of all tables.
        lake_bytes, lake_files: of everything below the lake's folder.
        month_files: of the newest version of a table, in the month that has most, before maintenance.
        history_bytes: below Dagster's folder, before maintenance.
        first_tick_seconds, first_tick_requests: of the first look of a process over HTTP, before maintenance.
        tick_seconds, tick_requests: of those after it, the quickest of some.
        run_seconds, maintenance_seconds: of the last run, and of the maintenance.
        figures: whether they were the same before and after the maintenance.
    """

    day: int
    active_bytes: int
    lake_bytes: int
    lake_files: int
    month_files: int
    history_bytes: int
    first_tick_seconds: float
    first_tick_requests: int
    tick_seconds: float
    tick_requests: int
    run_seconds: float
    maintenance_seconds: float
    figures: bool


class Year:
    """The platform, and what the sensor remembers.

    Args:
        bucket: the folder of the bucket, with ``lake`` and ``landing``.
        requests: the log of the server, one line a request.
    """

    def __init__(self, bucket: Path, requests: Path) -> None:
        self._bucket, self._requests = bucket, requests
        self._home = prepare_home()
        self._job = defs.resolve_job_def(JOB)
        self._cursor: str | None = None
        self._run_seconds = 0.0

    def refresh(self) -> None:
        """The sensor looks, and what it asks for is run."""
        with DagsterInstance.get() as instance:
            for request in self._look(instance):
                started = time.monotonic()
                done = self._job.execute_in_process(
                    instance=instance,
                    tags=dict(request.tags),
                    asset_selection=request.asset_selection,
                    run_config=QUIET,
                )
                assert done.success
                self._run_seconds = time.monotonic() - started
            assert not self._look(instance)
            self._add_ticks(instance)

    def _look(self, instance: DagsterInstance) -> Sequence[RunRequest]:
        answer = new_files.evaluate_tick(build_sensor_context(instance=instance, cursor=self._cursor, definitions=defs))
        self._cursor = answer.cursor
        return answer.run_requests or ()

    def _add_ticks(self, instance: DagsterInstance) -> None:
        for sensor, seconds in (("new_files", SECONDS), ("alerts", SECONDS_OF_ALERTS)):
            a_day_of_ticks(instance, self._home / "schedules" / "schedules.db", sensor, seconds)

    def end_of_week(self, calendar: Calendar, days: int) -> Week:
        """Measure, let the week pass for what is there, and maintain it."""
        lake = Lake(str(self._bucket / "lake"))
        move_lake(self._bucket / "lake", calendar)
        move_history(self._home, calendar)
        month_files, history_bytes, ticks = most_files(lake), bytes_below(self._home), self._ticks_over_http()
        before, started = kpis(lake), time.monotonic()
        maintain_command(Settings.from_environment())
        ended = time.monotonic()
        files = [path for path in (self._bucket / "lake").rglob("*") if path.is_file()]
        return Week(
            days,
            sum(sizes(lake)),
            sum(path.stat().st_size for path in files),
            len(files),
            month_files,
            history_bytes,
            *ticks[0],
            *min(ticks[1:]),
            self._run_seconds,
            ended - started,
            kpis(Lake(lake.root)) == before,
        )

    def _ticks_over_http(self) -> Sequence[tuple[float, int]]:
        """Seconds and requests of looks that find nothing new: the first as a new code server has it."""
        ticks = []
        forget_answers()
        with lake_over_http(self._bucket.name), DagsterInstance.get() as instance:
            for _ in range(1 + LOOKS):
                before, started = lines_of(self._requests), time.monotonic()
                assert not self._look(instance)
                seconds = time.monotonic() - started
                ticks.append((seconds, lines_of(self._requests) - before))
        return ticks


@contextmanager
def lake_over_http(bucket: str) -> Iterator[None]:
    """The lake by its address in the bucket."""
    folder = os.environ["SALES_LAKE"]
    os.environ["SALES_LAKE"] = S3_LAKE.format(bucket=bucket)
    try:
        yield
    finally:
        os.environ["SALES_LAKE"] = folder


def lines_of(log: Path) -> int:
    """How many requests a server has answered."""
    return sum('HTTP/1.1"' in line for line in log.read_text(encoding="utf-8", errors="replace").splitlines())


def sizes(lake: Lake) -> Iterator[int]:
    """The bytes of each file of the newest versions."""
    for files in _files(lake):
        yield from files["size_bytes"].to_pylist()


def most_files(lake: Lake) -> int:
    """The files of a table in the month that has most."""
    names = ("partition.month", "partition.feed")
    return max(
        max(Counter(files[name].to_pylist()).values(), default=0)
        for files in _files(lake)
        for name in names
        if name in files.column_names
    )


def _files(lake: Lake) -> Iterator[pa.Table]:
    for table in [*(one.path for one in TABLES), FILES, ("ledger", "fingerprints")]:
        if (delta := lake.open(*table)) is not None:
            yield pa.table(delta.get_add_actions(flatten=True))


def bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    bucket, files, requests, weeks = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    year = Year(bucket, requests)
    days = landed_at_first(files, bucket / "landing", weeks * DAYS)
    year.refresh()
    for week in range(weeks):
        calendar = Calendar()
        for day in days[week * DAYS : (week + 1) * DAYS]:
            calendar.begun.append(time.time())
            land(day, bucket / "landing")
            year.refresh()
        print(json.dumps(asdict(year.end_of_week(calendar, (week + 1) * DAYS))), flush=True)
    print(json.dumps(kpis(Lake(str(bucket / "lake"))), default=str))


if __name__ == "__main__":
    main()
