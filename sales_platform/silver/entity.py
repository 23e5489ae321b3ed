"""The transform of every entity: each company's landed rows corrected, aligned, looked up in their masters and judged."""

from collections.abc import Mapping, Sequence
from functools import reduce

from sales_platform.companies.company import Source
from sales_platform.entities import SALES, Entity
from sales_platform.errors import UserError
from sales_platform.feeds import Feed, Months, bronze_name
from sales_platform.silver.correcting import corrected
from sales_platform.silver.judging import from_bronze, judge, verdicts
from sales_platform.silver.masters import with_known
from sales_platform.silver.reading import UNKNOWN_NAME, with_plain_codes, with_readings
from sales_platform.values.columns import day, first_of_month, text, year_start
from sales_platform.values.spark import Column, DataFrame, F


def entity_verdicts(
    sources: Sequence[Source], landed: Mapping[str, DataFrame], corrections: DataFrame, masters: Mapping[str, DataFrame]
) -> DataFrame:
    """All landed rows of an entity with their aligned values, repairs and reasons.

    Args:
        sources: one a company.
        landed: bronze rows, by feed.
        corrections: bronze rows of the corrections for the same months.
        masters: silver tables of the same months, by entity.

    Returns:
        One row per landed row: see ``judging.verdicts``.
    """
    sides = [source_verdicts(source, landed[source.feed.name], corrections, masters) for source in sources]
    return reduce(DataFrame.unionByName, sides)


def source_verdicts(source: Source, bronze: DataFrame, corrections: DataFrame, masters: Mapping[str, DataFrame]) -> DataFrame:
    """The same for one company."""
    aligned = aligned_rows(source, bronze, corrections)
    for master, code in source.entity.masters.items():
        aligned = with_known(aligned, masters[master], code)
    if source.entity.name == SALES:
        aligned = aligned.withColumn("customer_known", F.col("customer_known") | F.col("customer_unknown"))
    return verdicts(judge(aligned, source), list(source.entity.columns))


def aligned_rows(source: Source, bronze: DataFrame, corrections: DataFrame) -> DataFrame:
    """The landed rows, corrected, with the entity's columns and facts, and with what the company's own rules ask about."""
    landed = with_readings(corrected(with_plain_codes(from_bronze(bronze, source.feed), source), corrections, source), source)
    return landed.withColumns(
        {
            **aligned_columns(source.entity, source.align()),
            "named_month": named_month(source.feed),
            "by_file_name": F.lit(source.feed.months is Months.BY_FILE_NAME),
        }
    )


def aligned_columns(entity: Entity, given: Mapping[str, Column]) -> dict[str, Column]:
    """What a company gives of an entity, with what is optional and was not given, each in the type of the entity.

    Raises:
        UserError: a column that is not optional was not given.
    """
    types = {**entity.columns, **entity.facts}
    if missing := [name for name in types if name not in given and name not in entity.optional]:
        raise UserError(f"A company's {entity.name} need the column '{missing[0]}': give it where the company is declared.")
    found = {name: given[name] if name in given else F.expr(entity.optional[name]) for name in types}
    cast = {name: column.cast(types[name]) for name, column in found.items()}
    return {**given, **cast, **_named(entity, cast)}


def _named(entity: Entity, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The column of an entity that is never empty, and whether there was nothing in it, or the company says so."""
    if entity.name_column is None:
        return {}
    name = columns[entity.name_column]
    empty = F.coalesce(F.btrim(name) == "", F.lit(True))
    unnamed = empty | F.coalesce(columns["unnamed"], F.lit(False)) if "unnamed" in columns else empty
    return {entity.name_column: F.when(empty, F.lit(UNKNOWN_NAME)).otherwise(name), "_unnamed": unnamed}


def named_month(feed: Feed) -> Column:
    """The month that a landed row names; null where it cannot be read, or where the rows of a feed name none."""
    if feed.months is Months.BY_FILE_NAME:
        return F.col("_file_month")
    if feed.month_column is None:
        return F.lit(None).cast("date")
    landed = bronze_name(feed, feed.month_column)
    if feed.months is Months.BY_YEAR:
        year = year_start(text(landed))
        return F.when(F.year("month") == F.year(year), F.col("month")).otherwise(year)
    return first_of_month(day(landed, feed.dates))
