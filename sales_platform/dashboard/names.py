"""Values of columns by the words that people use: companies, feeds, reasons, tables and checks."""

from collections.abc import Callable, Mapping

from sales_platform.companies.registry import FEED_BY_NAME, label_of
from sales_platform.dashboard.formats import in_words


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
