"""Why revenue changed between two periods: price, volume, mix, new products and dropped products, which add up to the paisa."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

PAISA = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Sold:
    """What was sold of a product, or to a customer, in two periods; rows without a price count in neither.

    Attributes:
        quantity_before, quantity: pieces in the earlier and in the later period.
        revenue_before, revenue: INR, to the paisa.
    """

    quantity_before: int
    revenue_before: Decimal
    quantity: int
    revenue: Decimal

    @property
    def change(self) -> Decimal:
        """By how much the revenue has changed, in INR."""
        return self.revenue - self.revenue_before

    @property
    def is_new(self) -> bool:
        """Whether no piece was sold in the earlier period."""
        return self.quantity_before <= 0

    @property
    def is_dropped(self) -> bool:
        """Whether pieces were sold in the earlier period only."""
        return not self.is_new and self.quantity <= 0

    @property
    def at_former_price(self) -> Fraction:
        """What the pieces of the later period would have brought at the mean price of the earlier one, in INR.

        Raises:
            ZeroDivisionError: nothing was sold before.
        """
        return Fraction(self.revenue_before) * self.quantity / self.quantity_before


@dataclass(frozen=True)
class Bridge:
    """The revenue of the earlier period, what changed, and the revenue of the later period; INR, to the paisa.

    Attributes:
        before, after: the revenue of the two periods.
        price: of products sold in both periods: pieces of the later period x change of the product's mean price.
        volume: of products sold in both periods: change of all their pieces x their mean price in the earlier period.
        mix: of products sold in both periods: the rest, for pieces moved to products that were dearer or cheaper before.
        new: revenue of products that were sold in the later period only.
        dropped: revenue, as a loss, of products that were sold in the earlier period only.
    """

    before: Decimal = NOTHING
    price: Decimal = NOTHING
    volume: Decimal = NOTHING
    mix: Decimal = NOTHING
    new: Decimal = NOTHING
    dropped: Decimal = NOTHING
    after: Decimal = NOTHING

    def __add__(self, other: "Bridge") -> "Bridge":
        return Bridge(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Bridge)))


PARTS = ("price", "volume", "mix", "new", "dropped")
"""The parts of a bridge, which add up to after - before."""


def bridge(products: Iterable[Sold]) -> Bridge:
    """The bridge of the products of one company; bridges of companies add up to the one of all of them."""
    listed = list(products)
    kept = [sold for sold in listed if not sold.is_new and not sold.is_dropped]
    before, after = _total(sold.revenue_before for sold in listed), _total(sold.revenue for sold in listed)
    price = _to_paisa(sum((Fraction(sold.revenue) - sold.at_former_price for sold in kept), Fraction(0)))
    volume = _volume(kept)
    return Bridge(
        before,
        price,
        volume,
        _total(sold.change for sold in kept) - price - volume,
        _total(sold.change for sold in listed if sold.is_new),
        _total(sold.change for sold in listed if sold.is_dropped),
        after,
    )


def _volume(kept: list[Sold]) -> Decimal:
    pieces_before = sum(sold.quantity_before for sold in kept)
    if not pieces_before:
        return NOTHING
    more = sum(sold.quantity for sold in kept) - pieces_before
    return _to_paisa(Fraction(_total(sold.revenue_before for sold in kept)) * more / pieces_before)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _to_paisa(amount: Fraction) -> Decimal:
    return (Decimal(round(amount * 100)) / 100).quantize(PAISA, ROUND_HALF_EVEN)
