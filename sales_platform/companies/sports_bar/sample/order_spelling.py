"""How Sports Bar's order rows are written: every way of a date, and quantities that end in '.0'."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from sales_platform.companies.sports_bar.sample.date_texts import ALL_FORMATS, FORMATS, date_texts, unreadable_texts
from sales_platform.companies.sports_bar.sample.days import Day
from sales_platform.companies.sports_bar.sample.faults import Faults
from sales_platform.sample_data.cells import Flags, Integers, quoted
from sales_platform.sample_data.mess import Mess, Tally

FORMAT_SHARES = (0.12, 0.1, 0.1, 0.1, 0.18, 0.05, 0.03, 0.03, 0.04, 0.25)
DECIMAL_POINT_SHARE = 0.7


@dataclass(frozen=True)
class Spelling:
    """How some rows of one day are written.

    Attributes:
        dates: the texts that stand for the day, those that nobody can read at the end.
        formats: row by row, which of the texts it has.
        pointed: row by row, whether its quantity ends in '.0'.
    """

    dates: list[str]
    formats: Integers
    pointed: Flags

    @classmethod
    def drawn(cls, rng: np.random.Generator, day: Day, faults: Faults) -> Self:
        """Choose how the rows of a day are written, given their faults."""
        count = len(faults.date)
        dates = [quoted(text) for text in date_texts(day.day) + unreadable_texts(day.day)]
        formats = rng.choice(len(ALL_FORMATS), count, p=FORMAT_SHARES)
        formats[faults.date] = rng.integers(len(ALL_FORMATS), len(dates), int(faults.date.sum()))
        pointed = (rng.random(count) < DECIMAL_POINT_SHARE) & ~faults.missing & ~faults.invalid
        return cls(dates, formats, pointed)

    def of(self, rows: Integers) -> Self:
        """The spelling of some of the rows, or of some of them twice."""
        return replace(self, formats=self.formats[rows], pointed=self.pointed[rows])

    def with_other_dates(self, rng: np.random.Generator) -> Self:
        """The same rows with the date of each in another format; they must all be readable."""
        shift = rng.integers(1, len(ALL_FORMATS), len(self.formats))
        return replace(self, formats=(self.formats + shift) % len(ALL_FORMATS))

    def note(self, tally: Tally) -> None:
        """Put the counts of these rows into the tally."""
        readable = self.formats < len(ALL_FORMATS)
        tally.add(Mess.DATE_FORMAT, int((readable & (self.formats % len(FORMATS) > 0)).sum()))
        tally.add(Mess.DATE_WEEKDAY, int((readable & (self.formats >= len(FORMATS))).sum()))
        tally.add(Mess.QUANTITY_DECIMAL_POINT, int(self.pointed.sum()))
