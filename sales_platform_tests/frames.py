"""Tiny DataFrames in, visible rows out: what the tests of the transforms are written with."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.companies.company import Source
from sales_platform.companies.registry import FEED_BY_NAME, source_of, sources_of
from sales_platform.feeds import CORRECTIONS, Feed
from sales_platform.landing.rows import bronze_schema
from sales_platform.silver.correcting import Corrections
from sales_platform.silver.entity import aligned_rows, entity_verdicts, prepared_rows
from sales_platform.silver.judging import from_bronze
from sales_platform.silver.seen import seen_in
from sales_platform.values.file_dates import file_date

JUNE, JULY, AUGUST = date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)

Values = tuple[Any, ...]
"""One row."""


@dataclass(frozen=True)
class File:
    """A landed file as bronze has it.

    Attributes:
        name: its path.
        rows: the landed texts, in the order of the feed's contract.
        month: the month its rows belong to.
        written: when it was last written.
        extra: unexpected columns as JSON, by row number.
        separator: between its fields.
    """

    name: str
    rows: Sequence[tuple[str | None, ...]]
    month: date = JULY
    written: datetime = datetime(2025, 9, 1, tzinfo=UTC)
    extra: Mapping[int, str] = field(default_factory=dict)
    separator: str = ","

    def provenance(self, row: int) -> Values:
        """What bronze knows of where a row comes from."""
        return self.name, row, "v1", self.written, file_date(self.name), self.separator, self.written


def declared(company: str, entity: str) -> Source:
    """What a registered company declares of an entity."""
    source = source_of(company, entity)
    assert source is not None
    return source


def landed(spark: SparkSession, feed: str | Feed, *files: File) -> DataFrame:
    """The bronze rows of some files of a feed, which is registered when it is given by name."""
    schema = bronze_schema(FEED_BY_NAME[feed] if isinstance(feed, str) else feed)
    rows = [
        dict(zip(schema.names, (file.month, *values, file.extra.get(number), *file.provenance(number)), strict=True))
        for file in files
        for number, values in enumerate(file.rows, start=1)
    ]
    return spark.createDataFrame(pa.Table.from_pylist(rows, schema), from_arrow_schema(schema))


def judge_landed(spark: SparkSession, entity: str, files: Mapping[str, Sequence[File]], **masters: DataFrame) -> DataFrame:
    """What becomes of landed files, by feed, as rows of an entity: see ``entity_verdicts``; corrections are a feed as well."""
    sources = sources_of(entity)
    bronze = {source.feed.name: landed(spark, source.feed, *files.get(source.feed.name, ())) for source in sources}
    assert files.keys() <= {*bronze, CORRECTIONS.name}
    return entity_verdicts(sources, bronze, landed(spark, CORRECTIONS, *files.get(CORRECTIONS.name, ())), masters)


def provenance(bronze: DataFrame, source: Source) -> DataFrame:
    """Bronze rows with where they come from: see ``judging.from_bronze``; their dates are not read."""
    return from_bronze(bronze, source.feed, seen_in(bronze, source, corrected=True))


def aligned(spark: SparkSession, source: Source, file: File, *fixes: Values) -> DataFrame:
    """The rows of a file, corrected and aligned."""
    bronze, corrections = landed(spark, source.feed, file), landed(spark, CORRECTIONS, *([File("c.csv", fixes)] if fixes else []))
    confirmed = Corrections.seen(corrections)
    seen = seen_in(bronze, source, corrected=confirmed.concern(source))
    return aligned_rows(source, prepared_rows(source, bronze, confirmed, seen))


def frame(spark: SparkSession, schema: str, rows: Sequence[Values]) -> DataFrame:
    """A DataFrame of these rows; the schema is written as in SQL."""
    return spark.createDataFrame(list(rows), schema)


def master(spark: SparkSession, code: str, *known: tuple[date, str, str]) -> DataFrame:
    """The columns of a silver master that other entities look at: month, company and a code."""
    return frame(spark, f"month date, company string, {code} string", known)


def corrected(field: str) -> str:
    """The repair of a row in which a correction of 2025-12-08, confirmed by Meera, set the field."""
    return f"correction: {field}, confirmed by Meera on 2025-12-08"


def rows_of(actual: DataFrame, names: str = "*") -> list[Values]:
    """The rows as tuples of the named columns."""
    return [tuple(row.values()) for row in actual.select(*names.split()).toArrow().to_pylist()]


def assert_rows(actual: DataFrame, names: str, expected: Sequence[Values]) -> None:
    """The named columns hold exactly the expected rows, in any order; else both sides are shown."""
    __tracebackhide__ = True
    _assert_same(names.split(), rows_of(actual, names), expected)


def assert_types(actual: DataFrame, expected: str) -> None:
    """The columns have these names and types; whether they may be null is not looked at."""
    found = ", ".join(f"{column.name} {column.dataType.simpleString()}" for column in actual.schema)
    assert found == " ".join(expected.split())


def assert_column(spark: SparkSession, function: Callable[[Column], Column], expected: Mapping[Any, Any]) -> None:
    """The function of a text column turns each text into the expected value."""
    __tracebackhide__ = True
    texts = frame(spark, "landed string", [(text,) for text in expected])
    assert_rows(texts.select("landed", function(F.col("landed")).alias("value")), "landed value", list(expected.items()))


def _assert_same(names: Sequence[str], actual: Sequence[Values], expected: Sequence[Values]) -> None:
    __tracebackhide__ = True
    found, wanted = ({_key(row): row for row in rows} for rows in (actual, expected))
    counts, wanted_counts = Counter(map(_key, actual)), Counter(map(_key, expected))
    if counts == wanted_counts:
        return
    marked = [("=", row) for key, row in wanted.items() for _ in range(min(counts[key], wanted_counts[key]))]
    marked += [("expected", wanted[key]) for key in (wanted_counts - counts).elements()]
    marked += [("found", found[key]) for key in (counts - wanted_counts).elements()]
    marked.sort(key=lambda item: (_key(item[1]), item[0]))
    table = [("", *names), *((mark, *map(_shown, row)) for mark, row in marked)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    raise AssertionError("the rows differ:\n" + "\n".join(lines))


def _key(row: Values) -> str:
    return repr(row)


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)
