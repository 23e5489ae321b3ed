"""What people and programs put around a number or a code: apostrophes, formulas, digits and signs of other scripts.

Each step is declared once and taken by Python and by Spark alike.
Source: docs/business-rules.md, "Numbers" and "Codes"; docs/spellings.md has a table made from this.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sales_platform.values.columns import let
from sales_platform.values.empty import plain_text
from sales_platform.values.invisible import INVISIBLE, SPACES
from sales_platform.values.spark import Column, F

LONGEST = 60
"""A longer text is no number and no code that could be put in order."""
_DIGITS = dict.fromkeys("\uff10\u0966\u0660\u06f0", "0123456789")
_MINUS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_OTHER = {"\uff0b": "+", "\uff0e": ".", "\uff0c": ",", "\u2019": "'", "\u02bc": "'", "\uff08": "(", "\uff09": ")"}
_SIGNS = dict.fromkeys(_MINUS, "-") | _OTHER
ODD = "".join(chr(ord(start) + place) for start in _DIGITS for place in range(10)) + "".join(_SIGNS)
ASCII = "".join(_DIGITS.values()) + "".join(_SIGNS.values())
"""Digits (wide, Devanagari, Arabic) and signs of other scripts, and what they are in ASCII, character by character."""


@dataclass(frozen=True)
class Step:
    """One thing that is taken away, or put in order.

    Attributes:
        name: what it is, for people.
        example: a text before it.
        pattern: a regular expression that Python, Java and Rust read alike.
        kept: what stands instead: nothing, or the groups to keep as ``$1``.
    """

    name: str
    example: str
    pattern: str
    kept: str = ""


UNWRAPPED = (
    Step("a formula that yields a text", '="789320"', '^= ?"([^"]*)"$', "$1"),
    Step("an apostrophe before it, as spreadsheets mark a text", "'789320", "^' ?"),
    Step("quotation marks around it", '"789320"', '^"([^"]*)"$', "$1"),
)
"""What stands around a number or a code and means nothing."""
_INVISIBLE = f"[{INVISIBLE}]+"
_SPACES = f"[{SPACES}]+"


def in_ascii(text: Column) -> Column:
    """A trimmed text in ASCII digits and signs, without invisible characters, each run of spaces one space; null if too long."""
    return let(text, lambda whole: _in_ascii(F.when(F.length(whole) <= LONGEST, whole)))


def _in_ascii(text: Column) -> Column:
    return F.regexp_replace(F.regexp_replace(F.translate(text, ODD, ASCII), _INVISIBLE, ""), _SPACES, " ")


def with_steps(text: Column, steps: Iterable[Step]) -> Column:
    """The text after the steps, one after the other."""
    for step in steps:
        text = F.regexp_replace(text, step.pattern, step.kept)
    return text


def in_ascii_text(text: str | None) -> str | None:
    """The same as ``in_ascii``, of a landed text."""
    plain = plain_text(text)
    if plain is None or len(plain) > LONGEST:
        return None
    return re.sub(_SPACES, " ", re.sub(_INVISIBLE, "", plain.translate(str.maketrans(ODD, ASCII))))


def text_with_steps(text: str, steps: Iterable[Step]) -> str:
    """The same as ``with_steps``, of a text."""
    for step in steps:
        text = re.sub(step.pattern, step.kept.replace("$1", r"\1"), text)
    return text
