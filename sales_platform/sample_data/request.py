"""What a sample is asked for, checked before anything is written."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months, format_month, month_of

LARGEST = 47_000
"""Months times scale, at most: far beyond what anybody measures, and what a disk holds."""


@dataclass(frozen=True)
class Request:
    """A sample that can be made.

    Attributes:
        months: the months it covers.
        scale: how many times the usual rows.
        seed: where its chance begins.
    """

    months: MonthRange
    scale: float
    seed: int

    @classmethod
    def checked(cls, months: int, scale: float, seed: int, last_month: date | None, first_month: date) -> Self:
        """Check what was asked for.

        Raises:
            UserError: no such sample can be made; the sentence says why and what to do.
        """
        if months < 1:
            raise UserError(f"A sample needs at least 1 month, not {months}.")
        if not scale > 0:
            raise UserError(f"The scale of a sample must be above 0, not {scale}: 1 is as many rows as the real extracts.")
        if seed < 0:
            raise UserError(f"The seed of a sample must be 0 or above, not {seed}.")
        last = month_of(last_month) if last_month else add_months(month_of(datetime.now(tz=UTC).date()), -1)
        room = (last.year - first_month.year) * 12 + last.month - first_month.month + 1
        if months > room:
            raise UserError(
                f"The calendar begins in {format_month(first_month)}, so a sample up to {format_month(last)} can have"
                f" at most {max(room, 0)} months, not {months}: ask for fewer or set an earlier SALES_FIRST_MONTH."
            )
        if months * scale > LARGEST:
            raise UserError(
                f"A sample of {months} months at scale {scale:g} is too large: ask for fewer months or a smaller scale,"
                f" so that months times scale are at most {LARGEST:,}."
            )
        return cls(MonthRange(add_months(last, 1 - months), add_months(last, 1)), scale, seed)

    @property
    def growth(self) -> float:
        """How many times the usual customers and products: no fewer than usual, so that all mess finds a place."""
        return max(1.0, float(self.scale**0.5))

    @property
    def years(self) -> dict[int, list[date]]:
        """The years the sample touches, each with the months it covers."""
        years: dict[int, list[date]] = {}
        for month in self.months:
            years.setdefault(month.year, []).append(month)
        return years


def check_folder(out: Path) -> None:
    """Make sure that a sample may be written to the folder.

    Raises:
        UserError: it is no folder, or something is in it already.
    """
    if os.path.lexists(out) and not out.is_dir():
        raise UserError(f"'{out}' is not a folder: name an empty or a new folder for the sample.")
    if out.is_dir() and any(out.iterdir()):
        raise UserError(f"The folder '{out}' is not empty: name an empty or a new folder for the sample.")
