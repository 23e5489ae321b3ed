"""The checks of bronze and of the refused files; none blocks: a fault in one file must not hold up the others."""

from functools import partial

from sales_platform.bronze.correction_findings import corrections_apply
from sales_platform.bronze.landing_findings import (
    every_file_is_in,
    every_file_is_of_a_feed,
    no_column_added,
    no_column_missing,
    no_day_missing,
    no_file_refused,
    no_month_missing,
)
from sales_platform.feeds import Feed, Months
from sales_platform.quality.check import Check, Severity


def checks_of(feed: Feed) -> list[Check]:
    """The checks of a feed's table."""
    checks = [
        Check("every_file_is_in", "Every landed file is in bronze, in its current version.", partial(every_file_is_in, feed)),
        Check("no_column_missing", f"Every file has {', '.join(feed.columns)}.", partial(no_column_missing, feed)),
        Check("no_column_added", "No file has columns beyond the contract.", partial(no_column_added, feed), Severity.WARN),
    ]
    if feed.months is not Months.SNAPSHOT:
        text = "From the first month on, every month has rows."
        checks.append(Check("no_month_missing", text, partial(no_month_missing, feed), Severity.WARN))
    if feed.daily:
        text = "Every day of a month, up to yesterday, has a file."
        checks.append(Check("no_day_missing", text, partial(no_day_missing, feed), Severity.WARN))
    if feed.company is None:
        text = "Every correction is confirmed, names a record that landed, and contradicts no other."
        checks.append(Check("corrections_apply", text, corrections_apply, Severity.WARN))
    return checks


def refused_checks() -> list[Check]:
    """The checks of ``quarantine/files``."""
    text = "Every file in landing belongs to a feed."
    return [
        Check("no_file_refused", "Every landed file of a feed could be used.", no_file_refused),
        Check("every_file_is_of_a_feed", text, every_file_is_of_a_feed, Severity.WARN),
    ]
