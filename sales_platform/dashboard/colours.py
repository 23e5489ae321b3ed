"""The colours of charts. All of them can be told apart by people with colour blindness, and are legible on light and dark."""

import re
from collections.abc import Iterable
from itertools import chain, repeat

from sales_platform.companies.company import Company
from sales_platform.companies.registry import COMPANIES

ACCENT, MUTED = "#6E86B5", "#8A94A6"
"""Of what is of no company in particular; of companies that are not registered."""
RISEN, FALLEN = "#0F9D8A", "#D6336C"
"""Of what has grown and what has shrunk."""
TILES, ON_TILE = ("#5A73A6", "#2F4574"), "#FFFFFF"
"""Of tiles with little and with much in them, and of the text on them: neither too bright on dark nor too dark on light."""
ON_COLOUR = "#0B1320"
"""Of text on a bar of any colour."""
SERIES = ("#097DFE", "#E8710A", "#0F9D8A", "#9B5DE5", "#D6336C", "#B08900", "#5C7CFA", "#74808F")
_PATTERNS = ("", "/", ".", "x")
_USABLE = re.compile("#[0-9A-Fa-f]{6}")


def colours_of(companies: Iterable[Company]) -> dict[str, str]:
    """Company -> colour: the declared one, or the next free one of SERIES where that is not written as #rrggbb."""
    declared = {company.name: company.colour for company in companies}
    taken = {colour.upper() for colour in declared.values()}
    free = chain([colour for colour in SERIES if colour not in taken], repeat(MUTED))
    return {name: colour if _USABLE.fullmatch(colour) else next(free) for name, colour in declared.items()}


_COLOURS = colours_of(COMPANIES)


def company_colour(company: object) -> str:
    """The colour of a company; a muted one for a company that is not registered."""
    return _COLOURS.get(str(company), MUTED)


_OF_NO_COMPANY = tuple(colour for colour in SERIES if colour not in {taken.upper() for taken in _COLOURS.values()}) or (MUTED,)


def series_marker(place: int) -> dict[str, object]:
    """The look of the bars of a series, by its place: a colour of no company, with a pattern once all of them are used."""
    pattern = _PATTERNS[place // len(_OF_NO_COMPANY) % len(_PATTERNS)]
    return {"color": _OF_NO_COMPANY[place % len(_OF_NO_COMPANY)], "pattern": {"shape": pattern}}


def transparent(colour: str, opacity: float) -> str:
    """A colour, given as #rrggbb, through which others are seen."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
