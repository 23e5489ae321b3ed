"""Codes as they land: what can mean one code only is read, what has lost or gained signs is damaged.

A code of a company has a shape, a pattern of the whole text that all engines read alike. Source: docs/business-rules.md, "Codes".
"""

import re
from collections.abc import Iterable

from sales_platform.values.columns import let, text
from sales_platform.values.disguises import UNWRAPPED, Step, in_ascii, in_ascii_text, text_with_steps, with_steps
from sales_platform.values.empty import plain_text
from sales_platform.values.spark import Column, F

WITHOUT_DECIMALS = (
    Step("decimals that are zero, as programs write numbers", "789320.0", "^(.+)[.,]0{1,2}$", "$1"),
    Step("more than three such decimals, or behind more than three digits", "789320.000", "^(.{4,})[.]0+$", "$1"),
)
"""What is taken from a code that has its shape only without."""
CLASSIC_SPACE = " \t\r\n\u00a0"
"""The white space that is usual around values: nobody need be told that it does not count."""
HEADER, DAMAGED, OTHER = "header", "damaged", "other"
"""What a text can be that is no code: the header of its column; digits and signs, and of letters only the E of an exponent, so it
was a code once; anything else."""
_NO_LETTER = r"^[^\p{L}]*(?:[0-9.,][eE][-+]?[0-9][^\p{L}]*)?$"
_DIGIT = r"\p{Nd}"
_WORD = r"^[A-Za-z][A-Za-z0-9]*\z"
"""Letters, and digits behind them: nothing to put in order. Some companies write such for an unknown customer, row by row."""
_BESIDE_NAMES = "[^a-z0-9]+"


def plain_code(landed: Column, shape: str | None) -> Column:
    """A landed code as it is meant, such as 789320 for ``789320.0``, ``'789320`` or ``="789320"``; others as they landed.

    Args:
        shape: the pattern of the company's codes; None where it has declared none.
    """
    bare, plain = with_steps(in_ascii(text(landed)), UNWRAPPED), is_plain_code(landed, shape)
    if shape is None:  # nothing else can be told of such a code
        return F.when(plain, landed).otherwise(bare)
    meant = let(bare, lambda one: _in_shape((one, *(with_steps(one, [step]) for step in WITHOUT_DECIMALS)), shape))
    return F.when(plain, landed).otherwise(F.coalesce(meant, landed))


def is_plain_code(landed: Column, shape: str | None) -> Column:
    """Whether there is nothing to put in order about a landed code; never null."""
    if shape is None:  # first signs are cheap to look for
        return ~F.coalesce(landed.startswith("'") | landed.startswith("=") | landed.startswith('"'), F.lit(False))
    return landed.isNull() | landed.rlike(shape) | landed.rlike(_WORD)


def is_code(landed: Column, shape: str | None, column: str, *, others: bool) -> Column:
    """Whether ``what_is_wrong`` surely says nothing of a landed code; never null."""
    if shape is None:
        return F.coalesce(F.lower(F.substring(landed, 1, 1)) != column[:1], F.lit(True))
    word = F.lit(False) if others else landed.rlike(_WORD) & (F.lower(landed) != column)
    return landed.isNull() | landed.rlike(shape) | word


def _in_shape(texts: Iterable[Column], shape: str) -> Column:
    return F.coalesce(*[F.when(one.rlike(shape), one) for one in texts])


def what_is_wrong(code: Column, shape: str | None, column: str, *, others: bool) -> Column:
    """HEADER, DAMAGED or OTHER for a code that has not the shape of the company's codes; null for one that has, or is empty.

    Args:
        shape: None where the company has declared none: only a header is noticed then.
        column: the name in bronze.
        others: whether OTHER is asked for; else such a code is null as well.
    """
    other = F.lit(OTHER if others else None).cast("string")
    wrong = let(text(code), lambda found: _wrong(found, shape, column, other))
    if shape is None:
        return F.when(F.lower(F.substring(code, 1, 1)) == column[:1], wrong)
    word = F.when(F.lower(code) == column, F.lit(HEADER)).otherwise(other)
    return F.when(code.rlike(shape), F.lit(None)).when(code.rlike(_WORD), word).otherwise(wrong)


def _wrong(found: Column, shape: str | None, column: str, other: Column) -> Column:
    header = F.btrim(F.regexp_replace(F.lower(found), _BESIDE_NAMES, "_"), F.lit("_")) == column
    wrong = F.when(header, F.lit(HEADER))
    if shape is None:
        return wrong
    damaged = found.rlike(_DIGIT) & found.rlike(_NO_LETTER)
    return wrong.when(found.rlike(shape), F.lit(None)).when(damaged, F.lit(DAMAGED)).when(found.isNotNull(), other)


def read_code(landed: str | None, shape: str | None) -> str | None:
    """The same as ``plain_code``, of a landed text, without space around it; None where it is empty."""
    plain = plain_text(landed)
    bare = in_ascii_text(plain)
    if plain is None or bare is None or (shape is None and landed is not None and landed[:1] not in "'=\""):
        return plain
    bare = text_with_steps(bare, UNWRAPPED)
    if shape is None:
        return bare
    found = [plain, bare, *(text_with_steps(bare, [step]) for step in WITHOUT_DECIMALS)]
    return next((one for one in found if re.search(shape, one)), plain)
