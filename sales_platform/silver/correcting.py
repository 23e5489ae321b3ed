"""Confirmed corrections: one field of one record each, applied to the landed text before any rule.

Source: the landing feed ``corrections`` (company, entity, key, field, value, confirmed_by, confirmed_on, note) and the seed
file that comes with the platform. The last confirmed correction of a field counts; one that nobody has confirmed does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Self

import pyarrow as pa

from sales_platform.companies.company import Shape, Source
from sales_platform.feeds import bronze_column, bronze_name
from sales_platform.rules.common import CORRECTION
from sales_platform.silver.as_in_files import as_in_files
from sales_platform.silver.file_order import FILES, files_of, in_order, precedence, with_files
from sales_platform.values.columns import day, text
from sales_platform.values.day_columns import DAY, NOTE, with_day
from sales_platform.values.spark import Column, DataFrame, F

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Corrections:
    """Bronze rows of the feed ``corrections``, and what was seen in them.

    Attributes:
        rows: as in bronze.
        files: see ``file_order.in_order``; each file once a month.
        about: the companies and entities that they name.
    """

    rows: DataFrame
    files: Sequence[Mapping[str, Any]]
    about: frozenset[tuple[str, str]]

    @classmethod
    def seen(cls, rows: DataFrame) -> Self:
        """Ask what is in them."""
        found = in_order(files_of(rows, {"_company": text("company"), "_entity": text("entity")}, {}))
        once = {(row["month"], row["_file"]): row for row in found}
        return cls(rows, [*once.values()], frozenset((row["_company"], row["_entity"]) for row in found))

    def concern(self, source: Source) -> bool:
        """Whether any may be about rows of the source."""
        return (source.company, source.entity.name) in self.about


def corrected(frame: DataFrame, corrections: Corrections, source: Source) -> DataFrame:
    """Landed rows with the corrections of their company and entity applied.

    Args:
        frame: landed rows of the feed, with month and company.
        corrections: those for the same months.
        source: what corrections may name.

    Returns:
        The same rows, and ``corrected``: one text for each correction that changed the row, ``correction: city, confirmed by
        ... on 2025-12-08``.
    """
    landed = {name: bronze_name(source.feed, name) for name in source.record.fields}
    none = F.array().cast("array<string>")
    if not landed or not corrections.concern(source):
        return frame.withColumn("corrected", none)
    fixes = _last_confirmed(corrections, source)
    joined = _with_key(frame, source).join(F.broadcast(fixes), ["month", "company", "_key"], "left")
    some = F.coalesce(*[_value(name) for name in landed]).isNotNull()
    # under a condition, so that it costs nothing for the many rows without a correction
    changes = F.array_compact(F.array(*[_change(name, column) for name, column in landed.items()]))
    changed = F.when(some, changes).otherwise(none)
    return (
        joined.withColumn("corrected", changed)
        .withColumns({column: F.coalesce(_value(name), F.col(column)) for name, column in landed.items()})
        .drop("_key", *[_fix(name) for name in landed])
    )


def _last_confirmed(corrections: Corrections, source: Source) -> DataFrame:
    """By month, company and key, for each field the correction that counts: confirmed last, then landed last."""
    fix = F.struct(
        F.coalesce(day("confirmed_on").cast("string"), F.lit("")).alias("confirmed_on"),
        precedence().alias("precedence"),
        F.substring(text("confirmed_by"), 1, _LONGEST_NAME).alias("confirmed_by"),
        _to_be_set(source).alias("value"),
    )
    valid = (
        with_files(corrections.rows, corrections.files, pa.schema(FILES), ("month", "_file"))
        .where((text("company") == source.company) & (text("entity") == source.entity.name))
        .where(text("confirmed_by").isNotNull() & text("value").isNotNull() & _can_be_set(source))
        .select(
            "month", text("company").alias("company"), text("key").alias("_key"), text("field").alias("field"), fix.alias("fix")
        )
    )
    return valid.groupBy("month", "company", "_key").agg(
        *[F.max(F.when(F.col("field") == name, F.col("fix"))).alias(_fix(name)) for name in source.record.fields]
    )


def _to_be_set(source: Source) -> Column:
    """The value as the company's files have it: that of its number is plain in a correction, whatever they have."""
    value, number = text("value"), source.landed.number
    if number is None or not source.landed.decimal_comma:
        return value
    return F.when(text("field") == number, as_in_files(value, source)).otherwise(value)


def _can_be_set(source: Source) -> Column:
    """Whether the value is one that the field can have; the same rule as ``Shape.problem``."""
    looks = [(text("field") != name) | _fits(shape) for name, shape in source.record.fields.items() if shape.pattern]
    return reduce(and_, looks, F.lit(True))


def _fits(shape: Shape) -> Column:
    like = text("value").rlike(shape.pattern)
    return like & day("value", shape.dates).isNotNull() if shape.dates else like


def _with_key(frame: DataFrame, source: Source) -> DataFrame:
    """The rows with ``_key``; the month in it is that of the day as it is read, before anything is corrected."""
    feed, month = source.feed, source.record.month
    if month is not None:
        frame = with_day(frame, bronze_name(feed, month), feed.dates, dated_first=feed.dated_first)
    parts = [F.date_format(DAY, "yyyy-MM") if name == month else text(bronze_name(feed, name)) for name in source.record.key]
    return frame.withColumn("_key", F.concat_ws("|", *parts)).drop(DAY, NOTE)


def _fix(field: str) -> str:
    return f"_fix_{bronze_column(field)}"


def _value(field: str) -> Column:
    return F.col(_fix(field)).getField("value")


def _change(field: str, column: str) -> Column:
    """The text in ``corrected`` for the correction that changes the field; null when none does."""
    fix = F.col(_fix(field))
    on = F.concat(F.lit(" on "), F.nullif(fix.getField("confirmed_on"), F.lit("")))
    said = F.concat(F.lit(f"{CORRECTION}: {field}, confirmed by "), fix.getField("confirmed_by"), F.coalesce(on, F.lit("")))
    return F.when(_value(field) != F.coalesce(column, F.lit("")), said)
