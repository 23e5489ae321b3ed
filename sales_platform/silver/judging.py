"""What every transform shares: provenance in, repairs and reasons out, repeated records resolved, accepted and rejected."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from sales_platform.companies.company import Source
from sales_platform.feeds import Feed, bronze_name
from sales_platform.landing.csv_files import ROW_PROBLEM
from sales_platform.rules.common import CORRECTION, of_action
from sales_platform.rules.rule import Action, Rule
from sales_platform.silver.file_order import precedence
from sales_platform.silver.repeats import Across, without_repeats
from sales_platform.silver.seen import Seen, with_seen
from sales_platform.values.day_columns import DAY, NOTE
from sales_platform.values.spark import Column, DataFrame, F

PROVENANCE = (
    "month",
    "company",
    "feed",
    "_file",
    "_row",
    "_landed",
    "_precedence",
    "row_problem",
    "_file_month",
    "_file_day",
    "_separator",
)
"""What ``from_bronze`` adds to the landed columns."""


def from_bronze(frame: DataFrame, feed: Feed, seen: Seen) -> DataFrame:
    """Landed rows with their provenance.

    Args:
        frame, feed: of bronze.
        seen: what is written in them.

    Returns:
        The landed text columns under their names in bronze, and: month, company, feed, _file, _row, _landed (the row as it
        landed, a struct), _precedence (bigint, orders rows from earlier to later), row_problem (what is wrong with the shape of
        the row, or null), _file_month and _file_day (which the file's name gives, or null), _separator (between the fields of the
        file, or null); and day_read and day_note where the dates have been seen.
    """
    landed = [bronze_name(feed, column) for column in feed.columns]
    return with_seen(frame, feed, seen).select(
        *landed,
        "month",
        F.lit(feed.company).alias("company"),
        F.lit(feed.name).alias("feed"),
        "_file",
        "_row",
        F.struct(*landed, "_extra").alias("_landed"),
        precedence().alias("_precedence"),
        F.get_json_object("_extra", f"$.{ROW_PROBLEM}").alias("row_problem"),
        "_file_month",
        "_file_day",
        "_separator",
        *((DAY, NOTE) if seen.days else ()),
    )


def judge(aligned: DataFrame, source: Source, across: Across = ()) -> DataFrame:
    """One company's aligned rows with ``repairs``, ``reasons`` and, where they are rejected, ``raw``: the landed row as JSON.

    Also with ``record``, see ``repeats.without_repeats``.

    Args:
        aligned: PROVENANCE, ``corrected``, the entity's columns and facts, and what the company's own rules ask about.
        source: the rules, and which rows are the same record.
        across: which rows are compared with those of another month than their own.
    """
    completeness = F.col("completeness") if "completeness" in source.entity.facts else None
    rows = judged(aligned, source.rules)
    rows = without_repeats(rows, source.same_record, source.repeats, source.values, completeness, across)
    # under a condition, so that it costs nothing for the many sound rows
    return rows.withColumn("raw", F.when(F.size("reasons") > 0, F.to_json("_landed"))).drop("_landed")


def judged(aligned: DataFrame, rules: tuple[Rule, ...]) -> DataFrame:
    """The aligned rows with ``repairs`` and ``reasons``: the names of all rules whose condition they meet.

    A correction is named with its field, who confirmed it and when.
    """
    repairs = F.concat("corrected", _met(rules, Action.REPAIR))
    return aligned.withColumns({"repairs": repairs, "reasons": _met(rules, Action.REJECT)})


def _met(rules: tuple[Rule, ...], action: Action) -> Column:
    """The names of the rules that a row meets; the list is made for those rows only that meet one, for most meet none."""
    conditions = {
        rule.name: F.expr(rule.condition_spark)
        for rule in of_action(rules, action)
        if rule.condition_spark is not None and rule.name != CORRECTION
    }
    none = F.array().cast("array<string>")
    if not conditions:
        return none
    names = [F.when(condition, F.lit(name)) for name, condition in conditions.items()]
    return F.when(reduce(or_, conditions.values()), F.array_compact(F.array(*names))).otherwise(none)


def verdicts(frame: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The judged rows as ``storage.judged`` splits them: sound rows have no reasons, the others have ``raw``.

    Returns:
        month, company, feed, the entity's columns, repairs, reasons, raw, record, _file, _row.
    """
    return frame.select("month", "company", "feed", *columns, "repairs", "reasons", "raw", "record", "_file", "_row")
