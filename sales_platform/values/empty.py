"""What programs write where a cell holds nothing: it is read as an empty value.

Source: docs/business-rules.md, "Values".
"""

from sales_platform.values.alternatives import any_of
from sales_platform.values.invisible import EDGE_SPACE

_SPREADSHEETS = (
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "#GETTING_DATA"),
    *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"),
)
_PROGRAMS = ("NULL", "(null)", "[NULL]", "<null>", "\\N", "NaN", "NaT", "N/A", "<NA>", "None", "undefined")
EMPTY_VALUES: tuple[str, ...] = tuple(
    dict.fromkeys(form for word in (*_SPREADSHEETS, *_PROGRAMS) for form in (word, word.lower(), word.upper(), word.title()))
)
"""The errors of spreadsheets, and what databases and programs write for nothing, each in its usual capitals."""
_EMPTY = frozenset(EMPTY_VALUES)
EMPTY_PATTERN = rf"^(?:{any_of(EMPTY_VALUES)})?\z"
"""A trimmed text that stands for nothing, as a pattern that both engines read alike. It is one literal: a list is eighty, and
the engine looks at each again and again when it plans."""


def plain_text(text: str | None) -> str | None:
    """The trimmed text of a landed value; None where it is blank or stands for nothing: the same as ``columns.text``."""
    trimmed = (text or "").strip(EDGE_SPACE)
    return trimmed if trimmed and trimmed not in _EMPTY else None
