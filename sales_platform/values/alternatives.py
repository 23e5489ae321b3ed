"""Texts as one pattern, for Python and for all engines."""

from collections.abc import Sequence

_SPECIAL = frozenset(".*+?()[]{}|$^\\")
"""What means something in a regular expression, and stands for itself after a backslash."""


def any_of(texts: Sequence[str]) -> str:
    """A pattern of any of the texts, which all engines read alike: the longest that fits."""
    return "|".join("".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in one) for one in sorted(texts, key=len)[::-1])
