"""The stock policy: how much stock a product should have for a service level and a lead time.

The formulas are the usual ones for a normally distributed demand and a fixed lead time:

    safety stock     = z(service level) x monthly error x sqrt(lead time in months)
    stock target     = forecast demand over the lead time + safety stock
    reorder quantity = stock target - at hand - on order, and nothing where that is below zero
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

USUAL_LEVEL, USUAL_LEAD = 0.95, 1


@dataclass(frozen=True)
class Policy:
    """The stock policy.

    Attributes:
        service_level: the chance to have enough over a lead time, between 0.5 and 1.
        lead_months: how many months from an order to its arrival.
    """

    service_level: float
    lead_months: int

    @property
    def z(self) -> float:
        """How many standard deviations the service level asks for."""
        return NormalDist().inv_cdf(self.service_level)

    @property
    def factor(self) -> float:
        """Safety stock as a multiple of the monthly error."""
        return self.z * sqrt(self.lead_months)


USUAL = Policy(USUAL_LEVEL, USUAL_LEAD)
"""The policy of ``gold/stock_cover``, and the one that the dashboard opens with."""
