"""Confirmed corrections: one field of one record each, applied to the landed text before any rule.

Source: the landing feed ``corrections`` (company, entity, key, field, value, confirmed_by, confirmed_on, note) and the seed
file that comes with the platform. The last confirmed correction of a field counts.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform.silver.columns import day, text
from sales_platform.silver.judging import precedence, with_file_order


def corrected(frame: DataFrame, corrections: DataFrame, entity: str, key: Column, fields: Sequence[str]) -> DataFrame:
    """Landed rows with the corrections of their company and entity applied.

    Args:
        frame: landed rows with month and company.
        corrections: bronze rows of the feed ``corrections`` for the same months.
        entity: customers, products, prices or sales.
        key: the key of a row as a correction names it.
        fields: the landed columns that a correction may set.

    Returns:
        The same rows, and ``corrected``: whether a correction changed the row.
    """
    # the greatest of (confirmed on, file and row, value) as one text, of which the value is then taken
    age = F.concat(
        F.rpad(F.coalesce(day("confirmed_on").cast("string"), F.lit("")), 10, " "), F.lpad(precedence().cast("string"), 20, "0")
    )
    valid = (
        with_file_order(corrections)
        .where(text("entity") == entity)
        .select(
            "month",
            text("company").alias("company"),
            text("key").alias("_key"),
            text("field").alias("field"),
            F.concat(age, text("value")).alias("fix"),
        )
    )
    fixes = valid.groupBy("month", "company", "_key").agg(
        *[
            F.substring(F.max(F.when(F.col("field") == field, F.col("fix"))), 31, 2147483647).alias(f"_fix_{field}")
            for field in fields
        ]
    )
    joined = frame.withColumn("_key", key).join(F.broadcast(fixes), ["month", "company", "_key"], "left")
    values = {field: F.col(f"_fix_{field}") for field in fields}
    changes = [F.coalesce(value != F.coalesce(field, F.lit("")), F.lit(False)) for field, value in values.items()]
    return (
        joined.withColumn("corrected", reduce(or_, changes))
        .withColumns({field: F.coalesce(value, F.col(field)) for field, value in values.items()})
        .drop("_key", *[f"_fix_{field}" for field in fields])
    )
