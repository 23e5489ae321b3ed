"""Values of columns by the words that people use: companies, feeds, reasons, tables and checks."""

import re
from collections.abc import Callable, Mapping

from sales_platform.companies.registry import COMPANY_BY_NAME, FEED_BY_NAME, label_of
from sales_platform.dashboard.formats import in_words

_MACHINE_NAME = re.compile(r"(?<![\w./'-])[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?![\w./'-]*[/_'])")
"""Words in small letters, but for those of paths, commands and what stands in quotes."""


def feed_name(feed: str) -> str:
    """A feed: its company, and what is delivered."""
    declared = FEED_BY_NAME.get(feed)
    if declared is None:
        return in_words(feed)
    delivered = declared.folder.rpartition("/")[2].replace("_", " ")
    return f"{label_of(declared.company)}, {delivered}" if declared.company is not None else in_words(delivered)


def reasons_in_words(reasons: str) -> str:
    """Reasons or repairs with a comma between."""
    return ", ".join(map(in_words, reasons.split(", "))) if reasons else ""


def table_name(table: str) -> str:
    """A table of the lake: its layer, then the feed or what it is called."""
    layer, _, name = table.partition(".")
    return (
        f"{in_words(layer)}: {feed_name(name) if name in FEED_BY_NAME else name.replace('_', ' ')}" if name else in_words(table)
    )


def sentence_in_words(text: str) -> str:
    """A sentence of a check with the feeds, companies, reasons and tables in it called by the words that people use."""
    return _MACHINE_NAME.sub(lambda found: _said(found[0]), text)


def _said(name: str) -> str:
    if name in FEED_BY_NAME:
        return feed_name(name)
    if name in COMPANY_BY_NAME:
        return label_of(name)
    return in_words(name).lower() if "_" in name.strip("_") else name


WORDS: Mapping[str, Callable[[str], str]] = {
    "company": label_of,
    "feed": feed_name,
    "reason": in_words,
    "reasons": reasons_in_words,
    "asset": table_name,
    "check": in_words,
    "result": in_words,
    "status": in_words,
}
"""Column -> what is shown instead of its value."""
