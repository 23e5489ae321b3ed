"""The event log that ``dagster.yaml`` names: the one of ``event_batches``, where Dagster is as it was when that was tested.

``event_batches`` replaces methods of a class of Dagster that are not part of its interface. Under another Dagster they could be
called in another way, and wait for a lock that they hold themselves. Then Dagster's own event log takes their place, which reads
and writes the same files.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from typing import Any

import dagster
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData

TESTED_WITH = "1.13"
"""The version of Dagster, without its last part."""

OWN = ("sales_platform.storage.event_log", "BatchingSqliteEventLogStorage")
DAGSTERS = ("dagster._core.storage.event_log", "SqliteEventLogStorage")
"""Module and class, as ``dagster.yaml`` names them."""

_EXPECTED = {
    "__init__": ("self", "base_dir", "inst_data"),
    "_event_to_row": ("self", "event"),
    "_initdb": ("self", "engine", "for_index_shard"),
    "_store_asset_check_evaluation_planned": ("self", "event", "event_id"),
    "_store_asset_event": ("self", "conn", "event", "event_id"),
    "_store_asset_event_tags": ("self", "conn", "events", "event_ids"),
    "conn_string_for_shard": ("self", "shard_name"),
    "dispose": ("self",),
    "has_table": ("self", "table_name"),
    "index_connection": ("self",),
    "index_transaction": ("self",),
    "path_for_shard": ("self", "run_id"),
    "run_connection": ("self", "run_id"),
    "store_event": ("self", "event"),
    "store_event_batch": ("self", "events"),
}
"""The methods of Dagster's event log that ``event_batches`` replaces or calls, with their parameters."""


class BatchingSqliteEventLogStorage(SqliteEventLogStorage):
    """Only the name in ``dagster.yaml``; what Dagster gets is made below."""

    @classmethod
    def from_config_value(  # type: ignore[override] # what Dagster gets has its own class
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> SqliteEventLogStorage:
        """Made by Dagster from ``dagster.yaml``."""
        make = _batched() or SqliteEventLogStorage
        return make(config_value["base_dir"], inst_data)


def class_to_name() -> tuple[str, str]:
    """Module and class for a new ``dagster.yaml``."""
    return DAGSTERS if _batched() is None else OWN


@cache
def _batched() -> Callable[[str, ConfigurableClassData | None], SqliteEventLogStorage] | None:
    """The event log that stores batches; None, with one warning a process, where this Dagster is not known to bear it."""
    problem = _problem()
    if problem is None:
        try:
            from sales_platform.storage.event_batches import BatchedEventLog  # noqa: PLC0415 - another Dagster may not have all
        except ImportError as error:
            problem = str(error)
        else:
            return BatchedEventLog
    logging.getLogger(__name__).warning(
        "Events are stored by Dagster's own event log, which takes longer over many months: %s. "
        "Install Dagster %s to store them in batches.",
        problem,
        TESTED_WITH,
    )
    return None


def _problem() -> str | None:
    """Why Dagster's event log may not be replaced."""
    if dagster.__version__.split(".")[:2] != TESTED_WITH.split("."):
        return f"batches were tested with Dagster {TESTED_WITH}, this is {dagster.__version__}"
    for name, parameters in _EXPECTED.items():
        method = getattr(SqliteEventLogStorage, name, None)
        if method is None or tuple(signature(method).parameters) != parameters:
            return f"the method {name} of Dagster {dagster.__version__} is not the one that batches were tested with"
    return None
