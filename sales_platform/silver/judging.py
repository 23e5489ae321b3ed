"""What every transform shares: provenance in, repairs and reasons out, repeated records resolved, accepted and rejected."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from sales_platform.companies.company import Repeats, Source
from sales_platform.feeds import Feed, bronze_name
from sales_platform.landing.csv_files import ROW_PROBLEM
from sales_platform.rules.common import CORRECTION, DUPLICATE, SUPERSEDED, of_action
from sales_platform.rules.rule import Action, Rule
from sales_platform.values.columns import iso_day
from sales_platform.values.spark import Column, DataFrame, F, Window

_ROW_BITS, _RANK_BITS = 36, 61
"""A precedence is 25 bits of file order and 36 bits of row number; completeness stands above them."""

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


def from_bronze(frame: DataFrame, feed: Feed) -> DataFrame:
    """Landed rows with their provenance.

    Returns:
        The landed text columns under their names in bronze, and: month, company, feed, _file, _row, _landed (the row as it
        landed, a struct), _precedence (bigint, orders rows from earlier to later), row_problem (what is wrong with the shape of
        the row, or null), _file_month and _file_day (which the file's name gives, or null), _separator (between the fields of the
        file, or null).
    """
    landed = [bronze_name(feed, column) for column in feed.columns]
    return with_file_order(frame).select(
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
    )


def with_file_order(frame: DataFrame) -> DataFrame:
    """The rows with ``_file_order``, the position of their file among the files of the month, from earlier to later.

    Also with ``_file_month`` and ``_file_day``, which the file's name gives; null where it gives none.

    Later is: a later date in the name (none is earliest), then written later, then further on in the alphabet.
    """
    files = frame.groupBy("month", "_file").agg(F.max("_file_modified").alias("_written"), F.max("_file_date").alias("_dated"))
    dated = F.coalesce("_dated", F.lit(""))
    window = Window.partitionBy("month").orderBy(dated, "_written", "_file")
    ordered = files.select(
        "month",
        "_file",
        F.row_number().over(window).cast("bigint").alias("_file_order"),
        iso_day(F.concat(F.substring("_dated", 1, 7), F.lit("-01"))).alias("_file_month"),
        iso_day(F.col("_dated")).alias("_file_day"),
    )
    return frame.join(F.broadcast(ordered), ["month", "_file"])


def precedence() -> Column:
    """One number for file order and row: aggregates over it are cheap where those over a struct are not."""
    return F.shiftleft("_file_order", _ROW_BITS) + F.col("_row")


def judge(aligned: DataFrame, source: Source) -> DataFrame:
    """One company's aligned rows with ``repairs``, ``reasons`` and, where they are rejected, ``raw``: the landed row as JSON.

    Args:
        aligned: PROVENANCE, ``corrected``, the entity's columns and facts, and what the company's own rules ask about.
        source: the rules, and which rows are the same record.
    """
    completeness = F.col("completeness") if "completeness" in source.entity.facts else None
    rows = without_repeats(judged(aligned, source.rules), source.same_record, source.repeats, completeness)
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


def without_repeats(frame: DataFrame, key: Sequence[str], repeats: Repeats, completeness: Column | None = None) -> DataFrame:
    """Give all but one of the sound rows of each key the reason ``duplicate``, or ``superseded`` by a later file's row.

    Args:
        frame: judged rows of one company; those with a reason already are left as they are.
        key: what makes two rows of a month the same record; null counts as a value.
        repeats: which of the rows counts.
        completeness: the most complete row is kept (a small integer); of equals, the latest.
    """
    keep_first = repeats.keep_first
    rank = F.shiftleft((completeness if completeness is not None else F.lit(0)).cast("bigint"), _RANK_BITS)
    identity = F.concat_ws("\x1f", *[F.coalesce(F.col(name).cast("string"), F.lit("\x1e")) for name in key])
    ranked = frame.withColumns({"_identity": F.when(F.size("reasons") == 0, identity), "_rank": rank + F.col("_precedence")})
    # a window, not an aggregate and a join: those would align and judge every row twice
    same = Window.partitionBy("month", "_identity")
    kept = (F.min if keep_first else F.max)("_rank").over(same)
    kept_file = F.shiftright(F.col("_kept").bitwiseAND(F.lit((1 << _RANK_BITS) - 1)), _ROW_BITS)
    by_later_file = kept_file > F.shiftright("_precedence", _ROW_BITS)
    reason = F.lit(DUPLICATE) if keep_first else F.when(by_later_file, F.lit(SUPERSEDED)).otherwise(F.lit(DUPLICATE))
    beaten = F.col("_identity").isNotNull() & (F.col("_kept") != F.col("_rank"))
    reasons = F.when(beaten, F.array(reason).cast("array<string>")).otherwise(F.col("reasons"))
    return ranked.withColumn("_kept", kept).withColumn("reasons", reasons).drop("_identity", "_rank", "_kept")


def verdicts(frame: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The judged rows as ``storage.judged`` splits them: sound rows have no reasons, the others have ``raw``.

    Returns:
        month, company, feed, the entity's columns, repairs, reasons, raw, _file, _row.
    """
    return frame.select("month", "company", "feed", *columns, "repairs", "reasons", "raw", "_file", "_row")
