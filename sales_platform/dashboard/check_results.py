"""The latest results of Dagster's asset checks, read from its history."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sales_platform.dashboard.formats import moment
from sales_platform.dashboard.history import history
from sales_platform.dashboard.names import sentence_in_words

_SCHEMA = pa.schema([(name, pa.string()) for name in ("asset", "check", "result", "at", "description")])
MOST_EVALUATIONS = 2000


def latest_check_results(home: Path | None = None) -> pa.Table:
    """The last result of every asset check, those that did not pass first.

    Empty when Dagster has no history; none is created.

    Args:
        home: Dagster's folder; DAGSTER_HOME or its default when None.

    Returns:
        asset, check, result (passed, warning or failed), at (UTC), description.
    """
    with history(home) as instance:
        if instance is None:
            return _SCHEMA.empty_table()
        from dagster import DagsterEventType, EventRecordsFilter  # noqa: PLC0415 - as in history

        asked = EventRecordsFilter(DagsterEventType.ASSET_CHECK_EVALUATION)
        records = instance.event_log_storage.get_event_records(asked, limit=MOST_EVALUATIONS)
    latest: dict[tuple[str, str], dict[str, str]] = {}
    for record in records:  # the latest first
        row = _row(record.timestamp, record.event_log_entry.dagster_event)
        latest.setdefault((row["asset"], row["check"]), row)
    return pa.Table.from_pylist(sorted(latest.values(), key=_urgency), _SCHEMA)


def _urgency(row: dict[str, str]) -> tuple[int, str, str]:
    """What has failed first, then the warnings."""
    return ("failed", "warning", "passed").index(row["result"]), row["asset"], row["check"]


def _row(timestamp: float, event: Any) -> dict[str, str]:  # noqa: ANN401 - Dagster's event
    evaluation = event.asset_check_evaluation_data
    result = "passed" if evaluation.passed else "warning" if evaluation.severity.value == "WARN" else "failed"
    return {
        "asset": ".".join(evaluation.asset_key.path),
        "check": evaluation.check_name,
        "result": result,
        "at": moment(datetime.fromtimestamp(timestamp, tz=UTC)),
        "description": sentence_in_words(evaluation.description or ""),
    }
