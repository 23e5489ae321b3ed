"""Why the revenue of a product or a customer changed, in one sentence made from its figures."""

from dataclasses import dataclass
from fractions import Fraction

from sales_platform.dashboard.formats import change, growth, money_exact, pieces
from sales_platform.reports.bridge import Sold


@dataclass(frozen=True)
class Wording:
    """What differs between products and customers.

    Attributes:
        new, dropped: the beginning of the sentence about one without sales in the earlier or in the later period.
        higher, lower: what is said of a mean price that has risen or fallen.
    """

    new: str
    dropped: str
    higher: str
    lower: str


OF_PRODUCTS = Wording("New", "No longer sold", "a higher price", "a lower price")
OF_VARIANTS = Wording("New", "No longer sold", "dearer pieces", "cheaper pieces")
"""Of several variants of a product: their mean price moves with what is sold of each as well."""
OF_CUSTOMERS = Wording("New customer", "Bought nothing", "dearer pieces", "cheaper pieces")


def change_words(sold: Sold, wording: Wording) -> str:
    """The sentence: new, dropped, or whether mostly the pieces or the price changed, with both figures of both periods."""
    if sold.is_new:
        return f"{wording.new}: {_pieces_at(sold.quantity, _price(sold.quantity, sold.revenue))}, nothing before."
    before = _price(sold.quantity_before, sold.revenue_before)
    if sold.is_dropped:
        return f"{wording.dropped}: {_pieces_at(sold.quantity_before, before)} before."
    now = _price(sold.quantity, sold.revenue)
    of_pieces = (
        f"{pieces(sold.quantity)} after {pieces(sold.quantity_before)} pieces{_grown(sold.quantity, sold.quantity_before)}"
    )
    of_price = f"{money_exact(now)} after {money_exact(before)} a piece{_grown(now, before)}"
    by_price = Fraction(sold.revenue) - sold.at_former_price
    by_pieces = Fraction(sold.change) - by_price
    direction = 1 if sold.change >= 0 else -1
    if by_price * direction > by_pieces * direction:
        return f"Mostly {wording.higher if by_price > 0 else wording.lower}: {of_price}; {of_pieces}."
    return f"Mostly {'more' if by_pieces > 0 else 'fewer'} pieces: {of_pieces}; {of_price}."


def none_moved(called: str, direction: int) -> str:
    """What stands instead of a list of those that rose (1) or fell (-1) when there are none.

    Args:
        called: product or customer.
    """
    return f"No {called}'s revenue {'rose' if direction > 0 else 'fell'}."


def _price(quantity: int, revenue: object) -> float | None:
    return float(str(revenue)) / quantity if quantity else None


def _pieces_at(quantity: int, price: float | None) -> str:
    return f"{pieces(quantity)} pieces at {money_exact(price)}"


def _grown(now: float | None, before: float | None) -> str:
    grown = growth(now, before)
    return "" if grown is None else f" ({change(grown)})"
