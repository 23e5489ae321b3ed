"""The file of limits: from when on something is worth a message."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sales_platform.errors import UserError

VARIABLE = "SALES_ALERT_LIMITS"
OWN = Path(__file__).with_name("limits.toml")
FIGURES = ("revenue", "quantity", "customers", "average_selling_price", "revenue_per_unit")
BESIDE = {"month before": 1, "year before": 12}
"""What a month is compared with, and how many months before that is."""
_FAILED, _SILENT, _WAITING, _HOURS = 5, 15.0, 6.0, 72.0


@dataclass(frozen=True)
class KpiLimit:
    """How far a figure may change, as shares; None is no limit.

    Attributes:
        figure: one of FIGURES.
        beside: one of BESIDE.
    """

    figure: str
    beside: str
    below: float | None
    above: float | None


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
    path = Path(environment.get(VARIABLE) or OWN)
    try:
        return _limits(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UserError(f"The file of {VARIABLE}, '{path}', cannot be read ({error.strerror}): name another.") from None
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UserError(
            f"The file of {VARIABLE}, '{path}', cannot be used ({error}): write it as {OWN.name} is written."
        ) from None


def _limits(said: Mapping[str, Any]) -> Limits:
    if unknown := sorted(set(said) - {"ticks", "gold", "kpi"}):
        raise ValueError(f"there is nothing called '{unknown[0]}'")
    ticks, gold = said.get("ticks", {}), said.get("gold", {})
    return Limits(
        failed_in_a_row=int(_positive(ticks, "failed_in_a_row", _FAILED)),
        silent_minutes=_positive(ticks, "silent_minutes", _SILENT),
        waiting_hours=_positive(ticks, "waiting_hours", _WAITING),
        gold_hours=_positive(gold, "hours", _HOURS),
        kpis=tuple(_kpi(one) for one in said.get("kpi", ())),
    )


def _positive(said: Mapping[str, Any], name: str, usual: float) -> float:
    value = float(said.get(name, usual))
    if not value > 0:
        raise ValueError(f"{name} is {value:g}, and must be more than 0")
    return value


def _kpi(said: Mapping[str, Any]) -> KpiLimit:
    for name, known in (("figure", FIGURES), ("beside", BESIDE)):
        if said[name] not in known:
            raise ValueError(f"the {name} '{said[name]}' is none of {', '.join(known)}")
    below, above = (None if (value := said.get(name)) is None else float(value) for name in ("below", "above"))
    return KpiLimit(said["figure"], said["beside"], below, above)
