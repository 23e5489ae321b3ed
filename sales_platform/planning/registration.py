"""What has changed in the registration of companies since the months of a lake were made, as reasons for people."""

from collections.abc import Collection, Mapping

from sales_platform.companies.registry import FEED_BY_NAME, FEEDS, label_of
from sales_platform.fingerprints.made import MadeLedger

_BRONZE = "bronze/"


def feeds_among(names: Collection[str]) -> set[str]:
    """The feeds whose bronze tables are among the inputs of a table."""
    return {name.removeprefix(_BRONZE) for name in names if name.startswith(_BRONZE)}


def known_feeds(ledger: MadeLedger) -> set[str]:
    """The feeds that the tables of a lake were made from; empty when nothing is known of it."""
    return {feed for made in ledger.all.values() if made.finished for feed in feeds_among(made.parts)}


def registration_changed(before: Collection[str], now: Collection[str] | None = None) -> list[str]:
    """Which companies or feeds are new, and which feeds are not registered any more.

    Args:
        before: the feeds that there were; nothing is said when there were none.
        now: the feeds that there are; all that are registered when left out.
    """
    feeds = {feed.name for feed in FEEDS} if now is None else {*now}
    if not before:
        return []
    gone, new = sorted({*before} - feeds), sorted(feeds - {*before})
    there = {FEED_BY_NAME[name].company for name in before if name in FEED_BY_NAME}
    companies = {FEED_BY_NAME[name].company for name in new} - there - {None}
    said = [f"the company {label_of(str(company))} is new" for company in sorted(map(str, companies))]
    said += [f"the feed {name} is new" for name in new if FEED_BY_NAME[name].company in there]
    what = "feed" if len(gone) == 1 else "feeds"
    return said + ([f"no longer registered: the {what} {', '.join(gone)}"] if gone else [])


def of_others(ingredients: Mapping[str, str], before: Collection[str], now: Collection[str]) -> dict[str, str]:
    """The parts of a table's logic that are not of a feed that came or went."""
    moved = {*before} ^ {*now}
    return {name: part for name, part in ingredients.items() if not moved & {*name.split()}}
