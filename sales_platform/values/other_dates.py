"""The spellings of dates beyond those that a feed declares, and what may stand around a date.

Source: docs/business-rules.md, "Dates". The patterns are matched against ``loosened`` text, in Python and in Spark alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sales_platform.values.dates import AGREED, EDGE_SPACE, MONTH_NAMES, DateSpelling

INVISIBLE = "[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]"
"""Characters that nobody sees; dropped."""
SPACES = "[ \t\u00a0\u2002\u2003\u2007\u2009\u202f]+"
"""White space that is one space; a line break is not in it, for it does not belong in a date."""
QUOTES = "^ ?=?['\"]+|['\"]+ ?$"
"""What a spreadsheet puts around a text that is to stay one: '2025-07-03 or ="2025-07-03"."""
ANY_WEEKDAY = (
    "^(?:sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?)(?:[.,]+ ?| )"
)
_MIDNIGHT = "(?:0?0:00(?::00(?:[.,]0{1,9})?)?|12:00(?::00)? ?am)"
_LOCAL = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?: ?[ap]m)?"
TIME = f"(?:t|, ?| )(?:{_MIDNIGHT}(?: ?(?:z|utc|gmt|[+-]00:?00))?|{_LOCAL}(?: ?(?:[+]05:?30|ist))?)$"
"""A time of day that leaves the day as it is: midnight in UTC, or any time in the company's own zone (India). Midnight in India
is of the day before in UTC, so any other time in UTC may be of another day and is not read."""

MONTHS = tuple(name[:3] for name in MONTH_NAMES)
"""The beginnings of the names of the months."""
MONTH_NAME = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = f"({MONTH_NAME})"
_GAP, _TH = "[-/., ]{1,2}", "(?:st|nd|rd|th)?"

SHORT_DAY_FIRST = DateSpelling(
    "d/M/yyyy", "^([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})$", (3, 2, 1), examples=("3/7/2025", "3-7-2025", "03/07/2025")
)
"""The one in which day and month may be the other way round; see ``values.day_reading``."""
OTHERS: tuple[DateSpelling, ...] = (
    DateSpelling(
        "yyyy-M-d",
        "^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$",
        (1, 2, 3),
        examples=("2025-7-3", "2025/7/3", "2025.07.03"),
    ),
    DateSpelling("yyyyMMdd", "^(20[0-9]{2})([0-9]{2})([0-9]{2})$", (1, 2, 3), examples=("20250703",)),
    SHORT_DAY_FIRST,
    DateSpelling("d.M.yyyy", "^([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4})$", (3, 2, 1), examples=("03.07.2025", "3.7.2025")),
    DateSpelling(
        "d MMM yyyy",
        f"^([0-9]{{1,2}}){_TH}[-/., ]{{0,2}}{_MONTH}[-/., ]{{0,2}}([0-9]{{4}}|[0-9]{{2}})$",
        (3, 2, 1),
        month_name=True,
        examples=("3 July 2025", "3-Jul-2025", "03-Jul-2025", "3-Jul-25", "03/Jul/25"),
    ),
    DateSpelling(
        "MMM d, yyyy",
        f"^{_MONTH}[-/., ]{{0,2}}([0-9]{{1,2}}){_TH}{_GAP}([0-9]{{4}})$",
        (3, 1, 2),
        month_name=True,
        examples=("July 3, 2025", "July 3 2025", "Jul 3, 2025", "Jul-03-2025"),
    ),
    DateSpelling(
        "yyyy MMM d",
        f"^([0-9]{{4}}){_GAP}{_MONTH}{_GAP}([0-9]{{1,2}})$",
        (1, 2, 3),
        month_name=True,
        examples=("2025-Jul-03", "2025 July 3"),
    ),
)
"""In this order; the first that fits counts."""
BY_FILE = {"`dd-MM-yy`, `MM-dd-yy`, `yy-MM-dd`": "`03-07-25`, `07/03/25`", "the number of a spreadsheet's day": "`45841`"}
"""What can mean several days, or something else, and is read only where one meaning is the day in the file's name."""
TWO_DIGIT_YEAR = "^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$"
SERIAL = "^([0-9]{5})(?:[.]0+)?$"
"""The days since 30 December 1899, as spreadsheets count them."""
_PROBES = tuple(text.replace("-", gap) for gap in "-/." for text in ("03-07-2025", "2025-07-03"))


@dataclass(frozen=True)
class Others:
    """What a feed's dates may be written in beyond the spellings that it declares.

    Attributes:
        spellings: in the order in which they are tried.
        either_order: day and month of ``SHORT_DAY_FIRST`` may be the other way round.
        order_agreed: the feed has agreed on the day first, which holds where nothing says otherwise.
    """

    spellings: tuple[DateSpelling, ...]
    either_order: bool
    order_agreed: bool


def others_of(declared: Sequence[DateSpelling] = AGREED) -> Others:
    """The other spellings of a feed, without those that contradict a declared one: yyyy-dd-MM leaves no yyyy-M-d."""
    return _others_of(tuple(declared))


@cache
def _others_of(declared: tuple[DateSpelling, ...]) -> Others:
    kept = tuple(other for other in OTHERS if not any(_contradicts(spelling, other) for spelling in declared))
    agreed = any(re.match(spelling.pattern, probe) for spelling in declared for probe in ("03-07-2025", "03/07/2025"))
    return Others(kept, SHORT_DAY_FIRST in kept, agreed)


def _contradicts(declared: DateSpelling, other: DateSpelling) -> bool:
    both = [text for text in _PROBES if re.match(declared.pattern, text) and re.match(other.pattern, text)]
    return declared.groups != other.groups and bool(both)


@lru_cache(maxsize=1 << 14)
def loosened(text: str) -> str:
    """A text as the other spellings expect it: without what nobody sees, a weekday, or a time that leaves the day as it is."""
    spaced = re.sub(SPACES, " ", re.sub(INVISIBLE, "", text.strip(EDGE_SPACE).lower()))
    bare = re.sub(QUOTES, "", spaced).strip(" ")
    return re.sub(TIME, "", re.sub(ANY_WEEKDAY, "", bare, count=1), count=1)
