"""The transform of every entity: each company's landed rows corrected, aligned, looked up in their masters and judged."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from types import MappingProxyType
from typing import Self

from sales_platform.companies.company import Source
from sales_platform.entities import SALES, Entity
from sales_platform.errors import UserError
from sales_platform.feeds import Feed, Months, bronze_name
from sales_platform.silver.correcting import Corrections, corrected
from sales_platform.silver.judging import from_bronze, judge, verdicts
from sales_platform.silver.plain_values import UNKNOWN_NAME, with_plain_codes, with_readings
from sales_platform.silver.repeats import Across, repeated_in
from sales_platform.silver.seen import Seen, seen_in
from sales_platform.values.columns import first_of_month, text, year_start
from sales_platform.values.day_columns import DAY, NOTE, with_day
from sales_platform.values.spark import Column, DataFrame, F

MANY_ROWS = 50_000
"""Below, comparing all rows of a company costs no more than asking which of them repeat each other."""


@dataclass(frozen=True)
class Look:
    """What is written in the landed rows of an entity, and in the corrections.

    Attributes:
        corrections: those for the same months.
        seen: by feed, what is written.
    """

    corrections: Corrections
    seen: Mapping[str, Seen]

    @property
    def months(self) -> frozenset[date]:
        """The months that have rows."""
        return frozenset(row["month"] for seen in self.seen.values() for row in seen.files)

    @property
    def most_rows(self) -> int:
        """How many rows the source with most of them has."""
        return max((seen.rows for seen in self.seen.values()), default=0)

    def of(self, corrections: DataFrame, months: AbstractSet[date]) -> Self:
        """The same of some months only; ``corrections`` are theirs."""
        seen = {feed: one.of(months) for feed, one in self.seen.items()}
        return replace(self, corrections=self.corrections.of(corrections, months), seen=seen)


def look_at(sources: Sequence[Source], landed: Mapping[str, DataFrame], corrections: DataFrame) -> Look:
    """Ask what is written in landed rows, by feed, and in the corrections."""
    fixes = Corrections.seen(corrections)
    return Look(fixes, {one.feed.name: seen_in(landed[one.feed.name], one, corrected=fixes.concern(one)) for one in sources})


def entity_verdicts(
    sources: Sequence[Source],
    landed: Mapping[str, DataFrame],
    look: Look,
    masters: Mapping[str, DataFrame],
    across: Mapping[str, Across] = MappingProxyType({}),
    many_rows: float = MANY_ROWS,
) -> DataFrame:
    """All landed rows of an entity with their aligned values, repairs and reasons.

    Args:
        sources: one a company.
        landed: bronze rows, by feed.
        look: what is written in them.
        masters: silver tables of the same months, by entity.
        across: by feed, which rows are compared with those of another month than their own.
        many_rows: of so many rows it is asked first which repeat each other, so that the others need not be compared.

    Returns:
        One row per landed row: see ``judging.verdicts``.
    """
    sides = [
        source_verdicts(one, landed[one.feed.name], look, masters, across.get(one.feed.name, ()), many_rows) for one in sources
    ]
    return reduce(DataFrame.unionByName, sides)


def source_verdicts(
    source: Source,
    bronze: DataFrame,
    look: Look,
    masters: Mapping[str, DataFrame],
    across: Across = (),
    many_rows: float = MANY_ROWS,
) -> DataFrame:
    """The same for one company."""
    seen = look.seen[source.feed.name]
    aligned = aligned_rows(source, prepared_rows(source, bronze, look.corrections, seen, across=bool(across)))
    repeated = repeated_in(aligned, source.same_record, across) if seen.rows >= many_rows else None
    return verdicts(judge(aligned, source, masters, across, repeated), source)


def aligned_rows(source: Source, prepared: DataFrame) -> DataFrame:
    """What ``prepared_rows`` gives with the entity's columns and facts, and with what the company's own rules ask about."""
    given = source.align()
    if source.entity.name == SALES and source.feed.bears_day is not None:
        # a company's own reading holds for what is written as agreed; of all else there is one reader
        own = F.when(F.col(NOTE).isNull(), given["date"]).otherwise(F.col(DAY)) if "date" in given else F.col(DAY)
        given = {**given, "date": own}
    return prepared.withColumns(
        {
            **aligned_columns(source.entity, given),
            "named_month": named_month(source.feed),
            "by_file_name": F.lit(source.feed.months is Months.BY_FILE_NAME),
        }
    )


def prepared_rows(source: Source, bronze: DataFrame, corrections: Corrections, seen: Seen, *, across: bool = False) -> DataFrame:
    """The landed rows as ``align`` sees them: corrected, their codes, numbers and days read."""
    plain = with_plain_codes(from_bronze(bronze, source.feed, seen, across=across), source, seen)
    read = with_readings(corrected(plain, corrections, source), source, seen)
    return read if seen.days else with_day_read(read, source.feed)


def with_day_read(landed: DataFrame, feed: Feed) -> DataFrame:
    """The rows with ``day_read`` and ``day_note``: the day in the row and what to say of it; null where a feed has none."""
    if feed.bears_day is None:
        return landed.withColumns({DAY: F.lit(None).cast("date"), NOTE: F.lit(None).cast("string")})
    return with_day(landed, bronze_name(feed, feed.bears_day), feed.dates, dated_first=feed.dated_first)


def aligned_columns(entity: Entity, given: Mapping[str, Column]) -> dict[str, Column]:
    """What a company gives of an entity, with what is optional and was not given, each in the type of the entity.

    Raises:
        UserError: a column that is not optional was not given.
    """
    types = {**entity.columns, **entity.facts}
    if missing := [name for name in types if name not in given and name not in entity.optional]:
        raise UserError(f"They need the column '{missing[0]}': let 'align' give it, where the company is declared.")
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
    if feed.months is Months.BY_YEAR:
        year = year_start(text(bronze_name(feed, feed.month_column)))
        return F.when(F.year("month") == F.year(year), F.col("month")).otherwise(year)
    return first_of_month(F.col(DAY))
