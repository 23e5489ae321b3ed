"""Numbers, months and moments as texts for people."""

from datetime import date, datetime
from decimal import Decimal

from sales_platform.rendering import short

NONE = "\u2013"
"""Shown where there is no figure."""
UNKNOWN = "Unknown"
"""Shown for an attribute that is empty."""

Number = int | float | Decimal


def money(value: Number | None) -> str:
    """INR, short: ₹105.34B; below a thousand to the paisa."""
    if value is None:
        return NONE
    sign = "-" if value < 0 else ""
    size = abs(float(value))
    return f"{sign}₹{short(size) if size >= 1000 else f'{size:,.2f}'}"  # noqa: PLR2004


def money_change(value: Number) -> str:
    """A change in INR, short: +₹4.15B, -₹107.63M."""
    return f"{'+' if value > 0 else ''}{money(value)}"


def money_exact(value: Number | None) -> str:
    """INR with paise: ₹4,043.16."""
    return NONE if value is None else f"{'-' if value < 0 else ''}₹{abs(value):,.2f}"


def pieces(value: Number | None) -> str:
    """Pieces, short: 34.13M."""
    return NONE if value is None else short(float(value))


def whole(value: Number | None) -> str:
    """A count in full: 34,130,483."""
    return NONE if value is None else f"{value:,.0f}"


def signed(value: Number) -> str:
    """A change in full: +33,514,220,228."""
    return f"{value:+,.0f}" if round(value) else "0"


def percent(share: float | None) -> str:
    """A share as a percentage: 12.3%."""
    return NONE if share is None else f"{share:.1%}"


def in_words(name: str) -> str:
    """What a feed, a reason or a repair is called: Unknown product for unknown_product."""
    return name.replace("_", " ").capitalize()


def change(share: float | None) -> str:
    """A growth with its sign: +12.3%, -4.0%."""
    return NONE if share is None else f"{share:+.1%}"


def month_name(month: date) -> str:
    """A month: Jul 2025."""
    return f"{month:%b %Y}"


def day_name(day: str) -> str:
    """A day, 2026-10-31, in words: 31 Oct 2026."""
    shown = date.fromisoformat(day)
    return f"{shown.day} {month_name(shown)}"


def months_name(first: date, last: date) -> str:
    """A range of months: Jan 2024 to Dec 2025, Jan to Nov 2025."""
    if first == last:
        return month_name(first)
    return f"{first:%b} to {month_name(last)}" if first.year == last.year else f"{month_name(first)} to {month_name(last)}"


def moment(when: datetime) -> str:
    """A moment in UTC: 23 Nov 2026 11:05 UTC."""
    return f"{when:%d %b %Y %H:%M} UTC"


def growth(now: Number | None, before: Number | None) -> float | None:
    """How much more now than before, as a share; None when there is nothing to compare with."""
    if now is None or not before:
        return None
    return float(now) / float(before) - 1
