"""Numbers as landed, put into their plain spelling: column expressions of ``numbers``, for both engines."""

from collections.abc import Sequence

from sales_platform.values.columns import let, text, without
from sales_platform.values.disguises import UNWRAPPED, in_ascii, with_steps
from sales_platform.values.numbers import AMBIGUOUS, COMMA, CURRENCY, SIGNS, SPELLINGS
from sales_platform.values.spark import Column, F

# \z, not $: in Java that matches before a line separator at the end as well
_SOUND = r"^[-+]?[0-9]{1,15}([.][0-9]{0,2})?\z"
"""A number that is plain already and means the same in every file."""
TWO_READINGS = "?"
"""Stands for a number that can be read in two ways."""
_BELOW_ZERO = r"^-[0-9]*[1-9][0-9]*([.]0*)?\z"


def is_sound_number(landed: Column) -> Column:
    """Whether a landed text needs no reading: it is a plain number, or empty. True for nearly all rows, so it is cheap."""
    return landed.isNull() | (landed == "") | landed.rlike(_SOUND)


def is_plain_number(landed: Column) -> Column:
    """Whether there is nothing to say of a landed text as a number: it is a plain one that is not below zero, or empty."""
    return is_sound_number(landed) & ~F.coalesce(landed.startswith("-"), F.lit(False))


def read_number(landed: Column, separator: Column, signs: Sequence[str] = (), *, money: bool = False) -> Column:
    """A landed number in the plain spelling; TWO_READINGS where it is ambiguous, null where it is in none of the spellings.

    Args:
        separator: between the fields of the row's file; null where it is not known.
        signs: what the company writes beside the digits and means nothing.
        money: whether signs of INR may stand beside it.
    """
    commas = F.coalesce(separator == COMMA, F.lit(True))
    steps = (*UNWRAPPED, *(CURRENCY if money else ()), *SIGNS)
    usual = without(landed, signs)
    read = let(with_steps(in_ascii(without(text(landed), signs)), steps), lambda found: _in_some_spelling(found, commas))
    return F.when(is_sound_number(usual), usual).otherwise(read)


def _in_some_spelling(found: Column, commas: Column) -> Column:
    fits = [F.when(~commas & found.rlike(f"^-?{AMBIGUOUS}\\z"), F.lit(TWO_READINGS))]
    for spelling in SPELLINGS:
        like = found.rlike(f"^-?{spelling.pattern}\\z")
        plain = F.translate(found, spelling.signs, spelling.plain) if spelling.signs else found
        fits.append(F.when(like & ~commas if spelling.not_commas else like, plain))
    return F.coalesce(*fits)


def is_below_zero(plain: Column) -> Column:
    """Whether a plain number is a whole one below zero; null for null."""
    return plain.startswith("-") & plain.rlike(_BELOW_ZERO)


def exact_sum(column: str) -> Column:
    """The sum of a bigint as a bigint; null where it is too large for one, as ``try_sum`` has it.

    Sail sums decimals five times as fast as it does ``try_sum``, where groups are many.
    """
    return F.sum(F.col(column).cast("decimal(19,0)")).try_cast("bigint")
