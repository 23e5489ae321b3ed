"""Confirmed corrections: one field of one record each, applied to the landed text before any rule.

Source: the landing feed ``corrections`` (company, entity, key, field, value, confirmed_by, confirmed_on, note) and the seed
file that comes with the platform. The last confirmed correction of a field counts; one that nobody has confirmed does not.
"""

from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform.bronze.rows import bronze_column
from sales_platform.quality.correctable import DAY, Correctable, records_of
from sales_platform.quality.rules import CORRECTION
from sales_platform.silver.columns import day, first_of_month, text
from sales_platform.silver.judging import from_bronze, precedence, with_file_order
from sales_platform.storage.lake import MONTH_COLUMN

_LONGEST_NAME = 200


def corrected(frame: DataFrame, corrections: DataFrame, records: Correctable) -> DataFrame:
    """Landed rows with the corrections of their company and entity applied.

    Args:
        frame: landed rows of the feed, with month and company.
        corrections: bronze rows of the feed ``corrections`` for the same months.
        records: what corrections may name.

    Returns:
        The same rows, and ``corrected``: one text for each correction that changed the row, ``correction: city, confirmed by
        ... on 2025-12-08``.
    """
    # the greatest of (confirmed on, file and row, ...) as one text, of which the value and who confirmed it are then taken
    age = F.concat(
        F.rpad(F.coalesce(day("confirmed_on").cast("string"), F.lit("")), 10, " "), F.lpad(precedence().cast("string"), 20, "0")
    )
    by = F.substring(text("confirmed_by"), 1, _LONGEST_NAME)
    valid = (
        with_file_order(corrections)
        .where((text("entity") == records.entity) & text("confirmed_by").isNotNull() & _can_be_set(records))
        .select(
            "month",
            text("company").alias("company"),
            text("key").alias("_key"),
            text("field").alias("field"),
            F.concat(age, F.lpad(F.length(by).cast("string"), 6, "0"), by, text("value")).alias("fix"),
        )
    )
    fixes = valid.groupBy("month", "company", "_key").agg(
        *[F.max(F.when(F.col("field") == field, F.col("fix"))).alias(f"_fix_{field}") for field in records.fields]
    )
    joined = frame.withColumn("_key", _key(records)).join(F.broadcast(fixes), ["month", "company", "_key"], "left")
    some = F.coalesce(*[F.col(f"_fix_{field}") for field in records.fields]).isNotNull()
    # under a condition, so that it costs nothing for the many rows without a correction
    changed = F.when(some, F.array_compact(F.array(*[_change(field) for field in records.fields]))).otherwise(_none())
    return (
        joined.withColumn("corrected", changed)
        .withColumns({field: F.coalesce(_value(field), F.col(field)) for field in records.fields})
        .drop("_key", *[f"_fix_{field}" for field in records.fields])
    )


def corrected_rows(bronze: DataFrame, feed: str, corrections: DataFrame) -> DataFrame:
    """The rows of a bronze table with their provenance, and with the corrections applied."""
    return corrected(from_bronze(bronze, feed), corrections, records_of(feed))


def _can_be_set(records: Correctable) -> Column:
    """Whether the value is one that the field can have; the same rule as ``Correctable.problem``."""
    looks = [(text("field") != name) | _looks(pattern) for name, (pattern, _) in records.values.items()]
    return reduce(and_, looks, F.lit(True))


def _looks(pattern: str) -> Column:
    like = text("value").rlike(pattern)
    return like & day("value").isNotNull() if pattern == DAY[0] else like


def _key(records: Correctable) -> Column:
    parts = [_month() if column == MONTH_COLUMN else text(column) for column in records.key]
    return F.concat_ws("|", *parts)


def _month() -> Column:
    return F.date_format(first_of_month(day(bronze_column(MONTH_COLUMN))), "yyyy-MM")


def _change(field: str) -> Column:
    """What is said of a correction that changes the field; null when none does."""
    day = F.expr(f"nullif(trim(substring(_fix_{field}, 1, 10)), '')")
    by = F.expr(f"substring(_fix_{field}, 37, {_length_of_name(field)})")
    said = F.concat(F.lit(f"{CORRECTION}: {field}, confirmed by "), by, F.coalesce(F.concat(F.lit(" on "), day), F.lit("")))
    return F.when(_value(field) != F.coalesce(field, F.lit("")), said)


def _none() -> Column:
    return F.array().cast("array<string>")


def _value(field: str) -> Column:
    return F.expr(f"substring(_fix_{field}, 37 + {_length_of_name(field)}, 2147483647)")


def _length_of_name(field: str) -> str:
    return f"cast(substring(_fix_{field}, 31, 6) AS int)"
