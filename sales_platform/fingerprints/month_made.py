"""What a month of a table was made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from sales_platform.values.digest import digest

Key = tuple[str, date]
"""Table as ``layer/name``, and month."""
UNFINISHED = ""
"""The fingerprint of a month that a run has begun to write."""


@dataclass(frozen=True)
class Made:
    """What a month of a table was made of.

    Attributes:
        parts: fingerprints of its inputs, and of its logic, by names.
        ingredients: the digests of the parts of its logic, by names.
        run: the run that wrote it.
        at: when.
        finished: whether it was written to its end and passed the checks that block.
        version: of the Delta table when a run of the platform last wrote it; None where that is not known.
    """

    parts: Mapping[str, str]
    ingredients: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    finished: bool = True
    version: int | None = None

    @cached_property
    def fingerprint(self) -> str:
        """All of it as one text."""
        return fingerprint(self.parts) if self.finished else UNFINISHED


def fingerprint(parts: Mapping[str, str]) -> str:
    """What a month is made of, as one text."""
    return digest(f"{name}\0{part}" for name, part in parts.items())
