"""Whether the engine can make sense of what a company declares, tried on no rows: by ``plan``, and in a run that has failed.

Without it the engine would say so in its own words and about its own plan.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.companies.company import Source
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS, Feed
from sales_platform.landing.rows import bronze_schema
from sales_platform.problems.edge import may_be_of_the_plan
from sales_platform.rules.rule import asks
from sales_platform.silver.correcting import Corrections
from sales_platform.silver.entity import aligned_columns, aligned_rows, prepared_rows
from sales_platform.silver.judging import judge, with_masters
from sales_platform.silver.promise_trial import promise_problem
from sales_platform.silver.promise_trial import where as _where
from sales_platform.silver.seen import NOTHING_SEEN
from sales_platform.values.spark import Column, DataFrame, F

_LONGEST = 200
_NOISE = re.compile(r"^\(?[A-Za-z.]*(?:Exception|Error)\)?:?|error in (?:Data|Sail)\w+:|^\s*[A-Za-z ]* error:|^\[[A-Z_.]+\]")


def try_declared(spark: SparkSession, sources: Iterable[Source]) -> None:
    """Let the engine analyse what becomes of the rows of some sources.

    Raises:
        UserError: it cannot; the sentence names the company, the entity, the function or rule, and says why.
    """
    for source in sources:
        if problem := problem_of(spark, source):
            raise UserError(problem)


@contextmanager
def declarations_tried(spark: SparkSession, sources: Collection[Source]) -> Iterator[None]:
    """Raise the sentence about the declaration that is at fault instead of what the engine, or PySpark, says of its plan.

    Raises:
        UserError: see ``try_declared``; any error that is about no declaration passes as it is.
    """
    try:
        yield
    except (UserError, PySparkException, AssertionError, ValueError, TypeError) as error:
        if may_be_of_the_plan(error):
            try_declared(spark, sources)
        raise


def check_given(sources: Iterable[Source]) -> None:
    """Look at what ``align`` gives, without the engine.

    Raises:
        UserError: it fails, lacks a column, or gives one that nothing asks for.
    """
    for source in sources:
        given = _given(source)
        if problem := given if isinstance(given, str) else _unused(source, given):
            raise UserError(problem)


def problem_of(spark: SparkSession, source: Source) -> str | None:
    """Why the engine cannot make sense of a source, and where; None when it can."""
    bronze, given = _nothing(spark, source.feed), _given(source)
    if isinstance(given, str):
        return given
    prepared = prepared_rows(source, bronze, Corrections(_nothing(spark, CORRECTIONS), [], frozenset()), NOTHING_SEEN)
    aligned, masters = aligned_rows(source, prepared), _masters(spark, source)
    if _why(lambda: aligned) is not None:
        return _of_columns(prepared, source, given)
    if why := _why(lambda: judge(aligned, source, masters)):
        return _of_rules(with_masters(aligned, source, masters), source, why)
    truths = _of_truths(with_masters(aligned, source, masters), source)
    return truths or _unused(source, given) or _of_types(prepared, source, given) or promise_problem(source)


def _of_columns(prepared: DataFrame, source: Source, given: Mapping[str, Column]) -> str:
    types = {**source.entity.columns, **source.entity.facts}
    for name, column in given.items():
        value = column.cast(types[name]) if name in types else column
        if why := _why(lambda value=value: prepared.select(value)):  # type: ignore[misc]
            return f"{_where(source)}: the column '{name}' that {_align(source)} gives cannot be computed: {why}"
    return f"{_where(source)}: what {_align(source)} gives cannot be computed: see docs/adding-a-company.md."


def _of_types(prepared: DataFrame, source: Source, given: Mapping[str, Column]) -> str | None:
    """A value that is of another kind than its column: its cast would fail on a row that lands one day, or on each."""
    types = {**source.entity.columns, **source.entity.facts}
    given = {name: column for name, column in given.items() if name in types}
    for field in prepared.select(*(column.alias(name) for name, column in given.items())).schema.fields:
        kind = field.dataType.simpleString()
        if not _fits(kind, types[field.name]):
            return (
                f"{_where(source)}: the column '{field.name}' that {_align(source)} gives is {kind}, and {types[field.name]} is"
                " needed: convert it with a function of sales_platform/values/columns.py."
            )
    return None


def _fits(kind: str, needed: str) -> bool:
    """Whether every value of a kind can be cast to what is needed; a text could be anything."""
    numbers = ("decimal", "bigint", "int", "smallint", "tinyint", "double", "float", "boolean")
    kinds = {"string": ("string", "date", "timestamp", *numbers), "date": ("date", "timestamp"), "boolean": ("boolean",)}
    return kind == "void" or kind.startswith(kinds.get(needed, numbers))


def _of_rules(aligned: DataFrame, source: Source, why: str) -> str:
    for rule in (*source.own_rules, *source.rules):  # a common rule may quote one of its own
        condition = rule.condition_spark
        if condition and (wrong := _why(lambda condition=condition: aligned.select(_met(condition)))):  # type: ignore[misc]
            return f"{_where(source)}: the condition of the rule '{rule.name}' cannot be asked: {wrong}"
    if problem := _of_truths(aligned, source):
        return problem
    if missing := [name for name in source.same_record if name not in aligned.columns]:
        return f"{_where(source)}: 'repeats' names the column '{missing[0]}', which {_align(source)} does not give."
    return f"{_where(source)}: its rows cannot be judged: {why}"


def _of_truths(aligned: DataFrame, source: Source) -> str | None:
    """A condition that is not true or false, or that looks at other rows as well: the engine says so only when it answers it."""
    asked = {rule.name: rule.condition_spark for rule in source.own_rules if rule.condition_spark}
    rows = aligned.sparkSession.createDataFrame([], aligned.schema)  # for it is answered, and the whole plan would take long
    if not asked or _why(lambda: _answered(rows, " OR ".join(f"({condition})" for condition in asked.values()))) is None:
        return None
    for name, condition in asked.items():
        if _why(lambda condition=condition: _answered(rows, condition)):  # type: ignore[misc]
            return f"{_where(source)}: the condition of the rule '{name}' must be true or false, and look at no row but its own."
    return None


def _answered(rows: DataFrame, condition: str) -> DataFrame:
    found = rows.where(F.expr(condition))
    found.count()
    return found


def _met(condition: str) -> Column:
    return F.when(F.expr(condition), F.lit(1))  # not ``where``: PySpark takes the columns of its rows for granted


def _given(source: Source) -> Mapping[str, Column] | str:
    """What ``align`` gives, or why that is not what it should."""
    try:
        given = source.align()
        aligned_columns(source.entity, {**given, **({"date": F.lit(None)} if source.feed.bears_day else {})})
    except UserError as error:
        return f"{_where(source)}: {error}"
    except Exception as error:  # noqa: BLE001 - whatever the code of a company raises
        return f"{_where(source)}: {_align(source)} fails: {type(error).__name__}: {_first(str(error))}"
    return given


def _unused(source: Source, given: Mapping[str, Column]) -> str | None:
    """A column that nothing asks for is most likely a misspelled one, whose own column would be empty in silence."""
    known = {*source.entity.columns, *source.entity.facts, *source.same_record}
    for name in given:
        if name not in known and not any(asks(rule, name) for rule in source.rules):
            return (
                f"{_where(source)}: {_align(source)} gives a column '{name}', which is none of {', '.join(sorted(known))}, and no"
                " rule asks about it: correct its name, or leave it out."
            )
    return None


def _align(source: Source) -> str:
    return f"{getattr(source.align, '__module__', '')}.{getattr(source.align, '__name__', 'align')}"


def _why(plan: Callable[[], DataFrame]) -> str | None:
    """What the engine says of a plan that it cannot make sense of, in a line; None when it can."""
    try:
        _ = plan().schema
    except PySparkException as error:
        return _first(error.getMessage() or str(error))
    except (AssertionError, ValueError, TypeError) as error:
        return _first(str(error))
    return None


def _first(said: str) -> str:
    """The first line of what an engine says, without its own prefixes and what it knows of its own plan."""
    line = next((line.strip() for line in said.splitlines() if line.strip()), "it cannot be read")
    while (shorter := _NOISE.sub("", line, count=1).strip()) != line and shorter:
        line = shorter
    line = re.sub(r"#[0-9]+|;? ?SQLSTATE: .*", "", line)
    line = re.sub(r'ObjectName\(\[Identifier\("([^"]*)"\)\]\)', r"'\1'", line).replace(": cannot resolve attribute", "")
    return (line[:_LONGEST] + "..." if len(line) > _LONGEST else line).rstrip(".; ") + "."


def _nothing(spark: SparkSession, feed: Feed) -> DataFrame:
    return spark.createDataFrame([], from_arrow_schema(bronze_schema(feed)))


def _masters(spark: SparkSession, source: Source) -> dict[str, DataFrame]:
    schemas = {master: f"month date, company string, {code} string" for master, code in source.entity.masters.items()}
    return {master: spark.createDataFrame([], schema) for master, schema in schemas.items()}
