"""Delta's own writer in the engine (``SALES_WRITER=delta``), for clusters that bring it; tried on none of those yet."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import uuid4

import pyarrow as pa
from pyspark.sql import DataFrame

from sales_platform import engine
from sales_platform.storage.cluster.merging import counts_of_merge
from sales_platform.storage.cluster.writing import with_columns
from sales_platform.storage.lake import MONTH_COLUMN, USER_METADATA, Lake
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.sql_text import date_literal

_USER_METADATA_SETTING = "spark.databricks.delta.commitInfo.userMetadata"


def replace_by_delta(lake: Lake, table: tuple[str, str], frame: DataFrame, schema: pa.Schema, months: Collection[date]) -> None:
    """Put the rows in the place of all rows of the months, in one commit of the engine's.

    Args:
        frame: rows of these and maybe of other months.
        schema: of the frame.
        months: that are replaced; the others stay.

    Raises:
        UserError: the lock was lost.
    """
    if not months:
        return
    delta = with_columns(lake.ensure(*table, schema), schema)
    lake.check_lock()
    rows = frame.select(*schema.names).where(among(MONTH_COLUMN, months))
    writer = rows.write.format("delta").mode("overwrite").option("replaceWhere", among(MONTH_COLUMN, months))
    writer.option("userMetadata", USER_METADATA).save(delta.table_uri)
    lake.reopen(*table)


def merge_by_delta(
    lake: Lake, table: tuple[str, str], frame: DataFrame, months: Collection[date], keys: Sequence[str]
) -> dict[date, MergeCounts]:
    """Make the months of a table equal to the frame by the engine's MERGE; see ``merging.merge_in_engine``."""
    spark, view = frame.sparkSession, f"merged_{uuid4().hex}"
    schema = transient_retries()(engine.arrow_schema, frame)
    delta = with_columns(lake.ensure(*table, schema), schema)
    rows = frame.where(among(MONTH_COLUMN, months))
    counts = counts_of_merge(lake, table, delta, rows, months, keys)
    if any(of_month.touched for of_month in counts.values()):
        lake.check_lock()
        rows.createOrReplaceTempView(view)
        spark.conf.set(_USER_METADATA_SETTING, USER_METADATA)
        spark.sql(merge_statement(delta.table_uri, view, months, keys, schema.names))
        spark.catalog.dropTempView(view)
        lake.reopen(*table)
    return {month: counts.get(month, MergeCounts()) for month in sorted(months)}


def merge_statement(uri: str, view: str, months: Collection[date], keys: Sequence[str], columns: Sequence[str]) -> str:
    """The MERGE of a view into a table: update only what differs, insert, delete what the months no longer have."""
    values = [name for name in columns if name not in keys]
    same = " AND ".join(f"t.`{name}` = s.`{name}`" for name in keys)
    changed = " OR ".join(f"NOT (t.`{name}` <=> s.`{name}`)" for name in values)
    update = ", ".join(f"t.`{name}` = s.`{name}`" for name in values)
    names, given = (", ".join(f"{prefix}`{name}`" for name in columns) for prefix in ("", "s."))
    of_months = among(f"t.{MONTH_COLUMN}", months)
    return (
        f"MERGE INTO delta.`{uri}` AS t USING {view} AS s ON {of_months} AND {same}"
        f" WHEN MATCHED AND ({changed}) THEN UPDATE SET {update}"
        f" WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({given})"
        f" WHEN NOT MATCHED BY SOURCE AND {of_months} THEN DELETE"
    )


def among(column: str, months: Collection[date]) -> str:
    """The months as a predicate."""
    return f"{column} IN ({', '.join(map(date_literal, sorted(months)))})"
