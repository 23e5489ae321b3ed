"""Price, volume, mix, new and dropped products: the arithmetic of a bridge, over products made up here."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sales_platform.dashboard.change_words import OF_CUSTOMERS, OF_PRODUCTS, change_words
from sales_platform.reports.bridge import NOTHING, PARTS, Bridge, Sold, bridge

AMOUNTS = some.decimals(min_value=-(10**9), max_value=10**13, places=2)
PIECES = some.integers(min_value=-5, max_value=10**9)
PRODUCTS = some.lists(some.builds(Sold, PIECES, AMOUNTS, PIECES, AMOUNTS), max_size=12)


def sold(before: int, price_before: str, now: int, price: str) -> Sold:
    """Pieces and price of two periods."""
    return Sold(before, before * Decimal(price_before), now, now * Decimal(price))


@settings(deadline=None)
@given(PRODUCTS)
def test_the_parts_add_up_to_the_paisa(products: list[Sold]) -> None:
    made = bridge(products)
    assert made.before == sum((each.revenue_before for each in products), NOTHING)
    assert made.after == sum((each.revenue for each in products), NOTHING)
    assert made.before + sum(getattr(made, part) for part in PARTS) == made.after


@settings(deadline=None)
@given(PRODUCTS, PRODUCTS)
def test_bridges_of_companies_add_up_to_one(first: list[Sold], second: list[Sold]) -> None:
    both = bridge(first) + bridge(second)
    assert both.before + sum(getattr(both, part) for part in PARTS) == both.after
    assert both.new == bridge([*first, *second]).new


def test_each_part_is_what_its_definition_says() -> None:
    made = bridge([sold(10, "100", 20, "110"), sold(10, "50", 10, "50"), sold(0, "0", 3, "7"), sold(4, "5", 0, "0")])
    assert made == Bridge(
        before=Decimal(1520),
        price=Decimal(200),  # 20 pieces x 10
        volume=Decimal(750),  # 10 more pieces x 75, the mean price of 20 pieces before
        mix=Decimal(250),  # they are all of the dearer product: 10 x (100 - 75)
        new=Decimal(21),
        dropped=Decimal(-20),
        after=Decimal(2721),
    )


def test_where_nothing_is_sold_in_both_periods_there_is_neither_price_nor_volume_nor_mix() -> None:
    made = bridge([sold(0, "0", 3, "7"), sold(4, "5", 0, "0")])
    assert [made.price, made.volume, made.mix] == [NOTHING] * 3
    assert bridge([]) == Bridge()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (sold(0, "0", 3000, "7"), "New: 3.00K pieces at ₹7.00, nothing before."),
        (sold(4, "5", 0, "0"), "No longer sold: 4 pieces at ₹5.00 before."),
        (sold(10, "100", 20, "110"), "Mostly more pieces: 20 after 10 pieces (+100.0%); ₹110.00 after ₹100.00 a piece (+10.0%)."),
        (sold(20, "100", 10, "110"), "Mostly fewer pieces: 10 after 20 pieces (-50.0%); ₹110.00 after ₹100.00 a piece (+10.0%)."),
        (sold(10, "100", 10, "90"), "Mostly a lower price: ₹90.00 after ₹100.00 a piece (-10.0%); 10 after 10 pieces (+0.0%)."),
        (sold(10, "100", 9, "150"), "Mostly a higher price: ₹150.00 after ₹100.00 a piece (+50.0%); 9 after 10 pieces (-10.0%)."),
        (Sold(10, NOTHING, 10, Decimal(50)), "Mostly a higher price: ₹5.00 after ₹0.00 a piece; 10 after 10 pieces (+0.0%)."),
    ],
)
def test_the_sentence_names_what_changed_most(change: Sold, words: str) -> None:
    assert change_words(change, OF_PRODUCTS) == words


def test_customers_have_words_of_their_own() -> None:
    assert change_words(sold(0, "0", 3, "7"), OF_CUSTOMERS) == "New customer: 3 pieces at ₹7.00, nothing before."
    assert change_words(sold(3, "7", 0, "0"), OF_CUSTOMERS) == "Bought nothing: 3 pieces at ₹7.00 before."
