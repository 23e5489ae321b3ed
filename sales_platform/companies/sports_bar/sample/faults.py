"""The faults of order rows, drawn one apart from the other so that some rows bear two."""

from dataclasses import dataclass

import numpy as np

from sales_platform.sample_data.cells import Flags, Integers
from sales_platform.sample_data.mess import Mess, Tally

MISSING_SHARE, INVALID_SHARE = 0.045, 0.003
CUSTOMER_SHARE, PRODUCT_SHARE, DATE_SHARE = 0.03, 0.025, 0.002


@dataclass(frozen=True)
class Faults:
    """Row by row, what is wrong with it.

    Attributes:
        missing: it has no quantity.
        invalid: its quantity is none.
        customer: its customer id is not a number.
        stray: its product id is one that nobody knows.
        product: the master does not have its product under that id; every stray row and more.
        date: its date cannot be read.
    """

    missing: Flags
    invalid: Flags
    customer: Flags
    stray: Flags
    product: Flags
    date: Flags

    @property
    def refused(self) -> Flags:
        """Rows that the rules send to quarantine."""
        return self.missing | self.invalid | self.product | self.date

    @property
    def none(self) -> Flags:
        """Rows without a fault: only these land twice."""
        return ~(self.refused | self.customer)

    def note(self, tally: Tally) -> None:
        """Put the counts of all faults into the tally."""
        tally.add(Mess.MISSING_QUANTITY, int(self.missing.sum()))
        tally.add(Mess.INVALID_QUANTITY, int(self.invalid.sum()))
        tally.add(Mess.UNKNOWN_CUSTOMER, int(self.customer.sum()))
        tally.add(Mess.UNKNOWN_PRODUCT, int(self.product.sum()))
        tally.add(Mess.UNREADABLE_DATE, int(self.date.sum()))
        columns = (self.missing | self.invalid, self.customer, self.product, self.date)
        faults: Integers = np.sum(columns, axis=0)
        tally.add(Mess.TWO_FAULTS, int((faults > 1).sum()))


def draw_faults(rng: np.random.Generator, hidden: Flags) -> Faults:
    """Draw the faults of some rows, given which of them are of the product that the master does not number."""
    count = len(hidden)
    quantity = rng.random(count)
    stray = rng.random(count) < PRODUCT_SHARE
    return Faults(
        missing=quantity < MISSING_SHARE,
        invalid=quantity > 1 - INVALID_SHARE,
        customer=rng.random(count) < CUSTOMER_SHARE,
        stray=stray,
        product=stray | hidden,
        date=rng.random(count) < DATE_SHARE,
    )
