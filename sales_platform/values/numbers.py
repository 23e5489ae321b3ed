"""The spellings of numbers, declared once for Python (people's suggestions, tests) and for Spark (``number_columns``).

What can mean one number only is read. In a file whose fields are not separated by commas, one dot or comma with exactly three
digits behind it can group thousands or begin decimals: such a number is ambiguous.
Source: docs/business-rules.md, "Numbers"; docs/spellings.md has a table made from this.
"""

import re
from dataclasses import dataclass

from sales_platform.values.disguises import UNWRAPPED, Step, in_ascii_text, text_with_steps

_CURRENCY = "(?:₹|[Rr][Ss][.]?|[Ii][Nn][Rr])"
CURRENCY = (
    Step("₹, Rs., Rs or INR before an amount", "Rs. 425", f"^([-+(]?) ?{_CURRENCY} ?", "$1"),
    Step("/-, ₹, Rs. or INR behind an amount", "425/-", f" ?(?:/-|/=|{_CURRENCY})([-)]?)$", "$1"),
)
"""What stands beside an amount of INR and means nothing."""
SIGNS = (
    Step("brackets around a negative number", "(10)", r"^[(] ?([0-9][^()-]*)[)]$", "-$1"),
    Step("a minus sign behind it", "10-", "^([0-9][^-]*)-$", "-$1"),
    Step("a plus sign", "+10", "^[+] ?([0-9])", "$1"),
    Step("a space behind the minus sign", "- 10", "^- ", "-"),
    Step("a space at the end", "-10 ", " $"),
)
"""How a sign is written; the number has its minus sign in front afterwards."""


@dataclass(frozen=True)
class NumberSpelling:
    """One way to write a number above zero.

    Attributes:
        name: for people.
        example: a number that is written so.
        pattern: of the digits and what groups them, without a sign.
        signs: what stands between the digits.
        plain: what stands there in the plain spelling: a point for the decimal sign, nothing for what only groups.
        not_commas: read only where the fields of the file are not separated by commas.
    """

    name: str
    example: str
    pattern: str
    signs: str = ""
    plain: str = ""
    not_commas: bool = False


PLAIN = NumberSpelling("digits, decimals behind a point", "1234.50", "[0-9]{1,15}(?:[.][0-9]*)?")
SPELLINGS = (
    PLAIN,
    NumberSpelling("thousands grouped by commas", "1,234.50", "[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[.][0-9]+)?", ","),
    NumberSpelling("lakhs and crores grouped by commas", "1,23,456.00", "[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:[.][0-9]+)?", ","),
    NumberSpelling(
        "thousands grouped by points, decimals behind a comma", "1.234,50", "[1-9][0-9]{0,2}(?:[.][0-9]{3})+,[0-9]+", ",.", "."
    ),
    NumberSpelling("millions grouped by points", "1.234.567", "[1-9][0-9]{0,2}(?:[.][0-9]{3}){2,}", "."),
    NumberSpelling("thousands grouped by spaces", "1 234,50", "[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?", ", ", "."),
    NumberSpelling("lakhs grouped by spaces", "1 23 456", "[1-9][0-9]?(?: [0-9]{2})+ [0-9]{3}(?:[.,][0-9]+)?", ", ", "."),
    NumberSpelling("thousands grouped by apostrophes", "1'234.50", "[1-9][0-9]{0,2}(?:'[0-9]{3})+(?:[.,][0-9]+)?", ",'", "."),
    NumberSpelling("decimals behind a comma", "1234,50", "[0-9]{1,15},[0-9]+", ",", ".", not_commas=True),
)
"""Every spelling that is read; the first that fits counts."""
AMBIGUOUS = "[1-9][0-9]{0,2}[.,][0-9]{3}"
"""Where the fields of a file are not separated by commas: thousands, or decimals."""
COMMA = ","


@dataclass(frozen=True)
class Number:
    """What a landed text is as a number.

    Attributes:
        plain: in the plain spelling, such as ``-1234.50``; None where it is none.
        readings: what it can mean where it is ambiguous, in the plain spelling; empty where it is not.
    """

    plain: str | None = None
    readings: tuple[str, ...] = ()


def read_number(text: str | None, separator: str | None = COMMA, *, money: bool = False) -> Number:
    """Read a number as ``number_columns`` does.

    Args:
        separator: between the fields of the file; None where it is not known, and a point is a decimal point then.
        money: whether signs of INR may stand beside it.
    """
    found = in_ascii_text(text)
    if found is None:
        return Number()
    found = text_with_steps(found, (*UNWRAPPED, *(CURRENCY if money else ()), *SIGNS))
    commas = separator is None or separator == COMMA
    if not commas and re.fullmatch(f"-?{AMBIGUOUS}", found):
        return Number(readings=(found.replace(",", "."), re.sub("[.,]", "", found)))
    for spelling in SPELLINGS:
        if re.fullmatch(f"-?{spelling.pattern}", found) and not (commas and spelling.not_commas):
            return Number(found.translate(_table(spelling)))
    return Number()


def _table(spelling: NumberSpelling) -> dict[int, str | None]:
    """What ``translate`` of Spark makes of the signs: those without a counterpart are left out."""
    return {ord(sign): spelling.plain[place : place + 1] or None for place, sign in enumerate(spelling.signs)}
