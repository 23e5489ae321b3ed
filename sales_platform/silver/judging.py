"""What every transform shares: provenance in, repairs and reasons out, repeated records resolved, accepted and rejected."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import pyarrow as pa

from sales_platform.companies.company import Source
from sales_platform.entities import SALES, Entity
from sales_platform.feeds import Feed, bronze_name
from sales_platform.landing.csv_files import ROW_PROBLEM
from sales_platform.rules.common import CORRECTION, of_action
from sales_platform.rules.rule import Action, Rule, asks
from sales_platform.silver.file_order import precedence
from sales_platform.silver.masters import CUSTOMER_KNOWN, PRODUCT_KNOWN, with_known
from sales_platform.silver.repeats import Across, told_apart, without_repeats
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
_USED = ("month", "_file", "_row", "_landed", "_precedence")
"""What of it is used after a row has been judged by itself."""
_ARROW = {"string": pa.string(), "date": pa.date32(), "bigint": pa.int64(), "decimal(18,2)": pa.decimal128(18, 2)}
"""The types of the columns of entities."""


def from_bronze(frame: DataFrame, feed: Feed, seen: Seen, *, across: bool = False) -> DataFrame:
    """Landed rows with their provenance.

    Args:
        frame, feed: of bronze.
        seen: what is written in them.
        across: rows of different months are to be compared with each other.

    Returns:
        The landed text columns under their names in bronze, and: month, company, feed, _file, _row, _landed (the row as it
        landed, a struct), _precedence (bigint, orders rows from earlier to later), row_problem (what is wrong with the shape of
        the row, or null), _file_month and _file_day (which the file's name gives, or null), _separator (between the fields of the
        file, or null); and day_read and day_note where the dates have been seen.
    """
    landed = [bronze_name(feed, column) for column in feed.columns]
    return with_seen(frame, feed, seen, across=across).select(
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


def judge(
    aligned: DataFrame,
    source: Source,
    masters: Mapping[str, DataFrame],
    across: Across = (),
    repeated: pa.Table | None = None,
) -> DataFrame:
    """One company's aligned rows with ``repairs``, ``reasons`` and, where they are rejected, ``raw``: the landed row as JSON.

    Also with ``record``, see ``repeats.without_repeats``.

    Args:
        aligned: PROVENANCE, ``corrected``, the entity's columns and facts, and what the company's own rules ask about.
        source: the rules, and which rows are the same record.
        masters: silver tables of the same months, by entity.
        across: which rows are compared with those of another month than their own.
        repeated: see ``repeats.repeated_in``; without it all rows are compared.
    """
    if repeated is None:
        rows = _compared(_looked_up(aligned, source, masters), source, across)
    else:
        alone, several = told_apart(aligned, source.same_record, repeated, across)
        rows = _looked_up(alone, source, masters).withColumn("record", F.lit(None).cast("string"))
        if repeated.num_rows:
            rows = rows.unionByName(_compared(_looked_up(several, source, masters), source, across))
    # under a condition, so that it costs nothing for the many sound rows
    return rows.withColumn("raw", F.when(F.size("reasons") > 0, F.to_json("_landed"))).drop("_landed")


def _looked_up(aligned: DataFrame, source: Source, masters: Mapping[str, DataFrame]) -> DataFrame:
    """The rows with what their rules say of each by itself, first without the masters."""
    alone = [rule for rule in source.rules if not _asks_masters(rule)]
    later = [rule for rule in source.rules if _asks_masters(rule)]
    rows = judged(aligned.withColumns({"repairs": F.col("corrected"), "reasons": _none()}), alone)
    rows = rows.select(*_carried(source, later))
    return judged(with_masters(rows, source, masters), later) if source.entity.masters else rows


def _compared(rows: DataFrame, source: Source, across: Across) -> DataFrame:
    completeness = F.col("completeness") if "completeness" in source.entity.facts else None
    return without_repeats(rows, source.same_record, source.repeats, source.values, completeness, across)


def with_masters(aligned: DataFrame, source: Source, masters: Mapping[str, DataFrame]) -> DataFrame:
    """The aligned rows with what their masters know of them: product_known, customer_known."""
    for master, code in source.entity.masters.items():
        aligned = with_known(aligned, masters[master], source.company, code)
    if source.entity.name == SALES:
        aligned = aligned.withColumn(CUSTOMER_KNOWN, F.col(CUSTOMER_KNOWN) | F.col("customer_unknown"))
    return aligned


def judged(rows: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """The rows with the names of the rules whose condition they meet added to ``repairs`` and ``reasons``.

    A correction is there already, with its field, who confirmed it and when.
    """
    met = {"repairs": _met(rules, Action.REPAIR), "reasons": _met(rules, Action.REJECT)}
    return rows.withColumns({name: F.concat(name, more) for name, more in met.items() if more is not None})


def _met(rules: Sequence[Rule], action: Action) -> Column | None:
    """The names of the rules that a row meets; the list is made for those rows only that meet one, for most meet none."""
    conditions = {
        rule.name: F.expr(rule.condition_spark)
        for rule in of_action(rules, action)
        if rule.condition_spark is not None and rule.name != CORRECTION
    }
    if not conditions:
        return None
    names = [F.when(condition, F.lit(name)) for name, condition in conditions.items()]
    return F.when(reduce(or_, conditions.values()), F.array_compact(F.array(*names))).otherwise(_none())


def _none() -> Column:
    return F.array().cast("array<string>")


def _asks_masters(rule: Rule) -> bool:
    return asks(rule, PRODUCT_KNOWN) or asks(rule, CUSTOMER_KNOWN)


def _carried(source: Source, later: Sequence[Rule]) -> list[str]:
    """What rows carry through look-ups and comparisons; every column costs there, so what is used up is left behind."""
    entity = source.entity
    used = [*_USED, *entity.columns, *source.same_record, *source.values]
    used += [fact for fact in entity.facts if fact in ("completeness", "customer_unknown")]
    asked = [column for column in _there(source) if any(asks(rule, column) for rule in later)] if later else []
    return [*dict.fromkeys([*used, *asked]), "repairs", "reasons"]


def _there(source: Source) -> list[str]:
    """The columns of aligned rows that a rule may ask about; the engine would take long to say them."""
    landed = [bronze_name(source.feed, column) for column in source.feed.columns]
    added = (DAY, NOTE, "corrected", "_marks", "named_month", "by_file_name")
    return [*landed, *PROVENANCE, *added, *source.entity.facts, *source.align()]


def verdict_schema(entity: Entity) -> pa.Schema:
    """The columns of ``verdicts``, as the engine gives them; it need not make a plan to say so."""
    texts = pa.list_(pa.field("element", pa.string()))
    types = {"month": pa.date32(), "company": pa.string(), "feed": pa.string()}
    types |= {name: _ARROW[kind] for name, kind in entity.columns.items()}
    types |= {"repairs": texts, "reasons": texts, "raw": pa.string(), "record": pa.string()}
    return pa.schema({**types, "_file": pa.string(), "_row": pa.int64()})


def verdicts(judged: DataFrame, source: Source) -> DataFrame:
    """The judged rows as ``storage.judged`` splits them: sound rows have no reasons, the others have ``raw``.

    Returns:
        month, company, feed, the entity's columns, repairs, reasons, raw, record, _file, _row.
    """
    named = {"company": F.lit(source.company), "feed": F.lit(source.feed.name)}
    of_rows = (*source.entity.columns, "repairs", "reasons", "raw", "record", "_file", "_row")
    return judged.select("month", *[column.alias(name) for name, column in named.items()], *of_rows)
