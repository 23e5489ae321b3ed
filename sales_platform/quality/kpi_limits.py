"""How far a figure of the business may change from month to month, declared in the file of limits."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sales_platform.errors import UserError

VARIABLE = "SALES_ALERT_LIMITS"
OWN = Path(__file__).parents[1] / "alerts" / "limits.toml"
FIGURES = ("revenue", "quantity", "customers", "average_selling_price", "revenue_per_unit")
BESIDE = {"month before": 1, "year before": 12}
"""What a month is compared with, and how many months before that is."""
PARTS = frozenset({"ticks", "gold", "kpi"})
"""What the file is about; all but ``kpi`` is for alerts."""


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


def path_of_limits(environment: Mapping[str, str] = os.environ) -> Path:
    """The file of limits that the environment names, or our own."""
    return Path(environment.get(VARIABLE) or OWN)


def said_in(path: Path) -> Mapping[str, Any]:
    """What a file of limits says.

    Raises:
        UserError: it cannot be read.
        ValueError: it is no such file.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"The file of {VARIABLE}, '{path}', cannot be read ({error.strerror}): name another.") from None
    if unknown := sorted(set(said) - PARTS):
        raise ValueError(f"there is nothing called '{unknown[0]}'")
    return said


def unusable(path: Path, error: Exception) -> UserError:
    """What to raise for a file that is no file of limits."""
    return UserError(f"The file of {VARIABLE}, '{path}', cannot be used ({error}): write it as {OWN.name} is written.")


MISWRITTEN = (ValueError, TypeError, AttributeError, KeyError)
"""What reading a file raises that is not written as ours is."""


def kpi_limits(said: Mapping[str, Any]) -> tuple[KpiLimit, ...]:
    """The limits of figures in what a file says.

    Raises:
        ValueError, TypeError, KeyError: they are not written as ours are.
    """
    return tuple(_kpi(one) for one in said.get("kpi", ()))


def read_kpi_limits(environment: Mapping[str, str] = os.environ) -> tuple[KpiLimit, ...]:
    """The limits of figures.

    Raises:
        UserError: the file cannot be used; the sentence says why.
    """
    path = path_of_limits(environment)
    try:
        return kpi_limits(said_in(path))
    except MISWRITTEN as error:
        raise unusable(path, error) from None


def _kpi(said: Mapping[str, Any]) -> KpiLimit:
    for name, known in (("figure", FIGURES), ("beside", BESIDE)):
        if said[name] not in known:
            raise ValueError(f"the {name} '{said[name]}' is none of {', '.join(known)}")
    below, above = (None if (value := said.get(name)) is None else float(value) for name in ("below", "above"))
    return KpiLimit(said["figure"], said["beside"], below, above)
