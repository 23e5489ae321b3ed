"""Figures in the forms people read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sales_platform.dashboard import formats
from sales_platform.dashboard.figures import escaped, wrapped


@pytest.mark.parametrize(
    ("value", "text"),
    [(105_340_264_771, "₹105.34B"), (Decimal("1355465381.00"), "₹1.36B"), (999.5, "₹999.50"), (-2500, "-₹2.50K"), (0, "₹0.00")],
)
def test_money_is_short(value: float, text: str) -> None:
    assert formats.money(value) == text


def test_prices_are_exact_and_pieces_short() -> None:
    assert formats.money_exact(4043.1649788462) == "₹4,043.16"
    assert formats.pieces(34_130_483) == "34.13M"
    assert formats.whole(34_130_483) == "34,130,483"


def test_no_figure_is_a_dash() -> None:
    shown = [
        form(None)
        for form in (formats.money, formats.money_exact, formats.pieces, formats.whole, formats.percent, formats.change)
    ]
    assert set(shown) == {formats.NONE}


def test_growth_needs_something_before() -> None:
    assert formats.growth(150, 100) == pytest.approx(0.5)
    assert formats.growth(150, 0) is None
    assert formats.growth(150, None) is None
    assert (formats.change(0.5), formats.change(-0.034)) == ("+50.0%", "-3.4%")


def test_names_of_months_and_moments() -> None:
    assert formats.months_name(date(2024, 1, 1), date(2025, 12, 1)) == "Jan 2024 to Dec 2025"
    assert formats.months_name(date(2025, 1, 1), date(2025, 11, 1)) == "Jan to Nov 2025"
    assert formats.months_name(date(2025, 1, 1), date(2025, 1, 1)) == "Jan 2025"
    assert formats.moment(datetime(2026, 11, 23, 11, 5, tzinfo=UTC)) == "23 Nov 2026 11:05 UTC"


def test_nothing_in_a_chart_is_markup() -> None:
    assert escaped("<b>A & B</b>") == "&lt;b&gt;A &amp; B&lt;/b&gt;"
    assert wrapped("one two three", width=8) == "one two<br>three"
