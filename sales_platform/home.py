"""The Dagster home: one folder under ``data/`` for the history of all runs, from the UI and from the command line."""

import fcntl
import json
import os
from pathlib import Path

from sales_platform.errors import UserError

DEFAULT_HOME = "data/dagster"
LAKE_TAG = "sales_platform/lake"
"""The lake that a run writes: of two lakes with one history, the runs of the one say nothing of the other."""

_CONFIGURATION = """\
# Written by sales-platform; change it as you like, it is not written again. Dagster's own commands read it as well.
telemetry:
  enabled: false
nux:
  enabled: false
run_storage:
  module: dagster._core.storage.runs
  class: SqliteRunStorage
  config: {{base_dir: {history}}}
event_log_storage:
  module: {module}
  class: {name}
  config: {{base_dir: {runs}}}
schedule_storage:
  module: dagster._core.storage.schedules
  class: SqliteScheduleStorage
  config: {{base_dir: {schedules}}}
# runs that write the same lake wait in the queue, not each as a process of its own for the lock
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    tag_concurrency_limits:
      - {{key: {lake}, value: {{applyLimitPerUniqueValue: true}}, limit: 1}}
# of a sensor that looks each ten seconds, Dagster would keep 60,000 ticks that found nothing
retention:
  sensor:
    purge_after_days: {{skipped: 1}}
"""


def home_folder() -> Path:
    """Dagster's folder, whether it is there or not: that of ``DAGSTER_HOME``, or the default one."""
    return Path(os.environ.get("DAGSTER_HOME") or DEFAULT_HOME).expanduser().resolve()


def prepare_home() -> Path:
    """Point ``DAGSTER_HOME`` at its folder, made when it is missing, and let runs over many months write events in batches.

    A new ``dagster.yaml`` names the event log that stores batches only under the Dagster it was tested with.

    Raises:
        UserError: the folder cannot be written.
    """
    home = home_folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        configuration = home / "dagster.yaml"
        if not configuration.exists():
            configuration.write_text(_configuration(home), encoding="utf-8")
    except OSError as error:
        raise UserError(f"Dagster's folder '{home}' cannot be written ({error.strerror}): set DAGSTER_HOME to another.") from None
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "200")
    _make_storage(home)
    return home


def _configuration(home: Path) -> str:
    from sales_platform.storage.event_log import class_to_name  # noqa: PLC0415 - Dagster takes a second to load

    module, name = class_to_name()
    folders = {"history": home / "history", "runs": home / "history" / "runs", "schedules": home / "schedules"}
    texts = {part: json.dumps(str(folder), ensure_ascii=False) for part, folder in folders.items()}
    return _CONFIGURATION.format(**texts, module=module, name=name, lake=LAKE_TAG)


def _make_storage(home: Path) -> None:
    """Let Dagster make its databases, one process at a time: two at once would spoil them."""
    made = home / ".made"
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            return
        from dagster import DagsterInstance  # noqa: PLC0415 - as above

        with DagsterInstance.get() as instance:
            instance.get_run_records(limit=1)
            instance.all_asset_keys()
            instance.all_instigator_state()
        made.touch()
