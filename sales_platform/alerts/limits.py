"""The file of limits: from when on something is worth a message."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sales_platform.quality.kpi_limits import MISWRITTEN, KpiLimit, kpi_limits, path_of_limits, said_in, unusable

_FAILED, _SILENT, _WAITING, _HOURS = 5, 15.0, 6.0, 72.0


@dataclass(frozen=True)
class Limits:
    """From when on something is worth a message; see ``limits.toml``."""

    failed_in_a_row: int = _FAILED
    silent_minutes: float = _SILENT
    waiting_hours: float = _WAITING
    gold_hours: float = _HOURS
    kpis: tuple[KpiLimit, ...] = ()


def read_limits(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits of the file that the environment names, or of our own.

    Raises:
        UserError: the file cannot be used; the sentence says why.
    """
    path = path_of_limits(environment)
    try:
        return _limits(said_in(path))
    except MISWRITTEN as error:
        raise unusable(path, error) from None


def _limits(said: Mapping[str, Any]) -> Limits:
    ticks, gold = said.get("ticks", {}), said.get("gold", {})
    return Limits(
        failed_in_a_row=int(_positive(ticks, "failed_in_a_row", _FAILED)),
        silent_minutes=_positive(ticks, "silent_minutes", _SILENT),
        waiting_hours=_positive(ticks, "waiting_hours", _WAITING),
        gold_hours=_positive(gold, "hours", _HOURS),
        kpis=kpi_limits(said),
    )


def _positive(said: Mapping[str, Any], name: str, usual: float) -> float:
    value = float(said.get(name, usual))
    if not value > 0:
        raise ValueError(f"{name} is {value:g}, and must be more than 0")
    return value
