"""What the tables of gold declare must fit together: what does not would come out as another table, or as none, in silence."""

import inspect
import re
from collections.abc import Iterable, Iterator

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.entities import ENTITY
from sales_platform.errors import UserError
from sales_platform.glossary import COLUMNS
from sales_platform.table import Meaning, Months, Table
from sales_platform.values.kinds import other_kinds, texts

GIVEN = ("months", "calendar")
"""What a build function may ask for beside the tables that it reads."""
KEY_UNIQUE = "key_unique"
"""The check that every table with a key has."""
_NAME = re.compile("[a-z][a-z0-9_]*")
_KIND = re.compile(r"(?:array<)?(?:string|bigint|int|double|boolean|date|timestamp|decimal\([0-9]+,[0-9]+\))>?")


def declared_by(module: str, declared: object) -> Table:
    """What a module of gold declares as its ``TABLE``.

    Raises:
        UserError: it is no table of gold, or not one of the module's name, or does not fit.
    """
    where = f"The TABLE of sales_platform/gold/{module}.py"
    if not isinstance(declared, Table):
        raise UserError(f"{where} is a {type(declared).__name__}, where a Table belongs: see docs/adding-a-gold-table.md.")
    if declared.path != ("gold", module):
        raise UserError(
            f"{where} is called {declared.layer}/{declared.name}: give it the layer 'gold' and the name of its module,"
            f" '{module}'."
        )
    if problem := next(misfits(declared), None):
        raise UserError(problem)
    return declared


def misfits(table: Table) -> Iterator[str]:
    """What does not fit in the declaration of a table, each a sentence that says where and what to do."""
    where = f"the table {table.text}"
    yield from (*texts(table, where), *other_kinds(table, where))
    for part in (*table.columns, *table.reads, *table.checks):
        if not isinstance(part, str):
            yield from (*texts(part, where), *other_kinds(part, where))
    if not _NAME.fullmatch(table.name):
        yield f"The table {table.text} needs a name of small letters, digits and '_'."
    yield from _columns(table)
    yield from _named(table)
    yield from _build(table)
    yield from _checks(table)


def _columns(table: Table) -> Iterator[str]:
    """Columns that mean nothing, cannot be told apart, or are not where readers look for them."""
    names = table.column_names
    if not names or names[0] != "month":
        yield f"The first column of the table {table.text} is not 'month', by which tables are partitioned: put it first."
    if doubled := _doubled(names):
        yield f"The table {table.text} has the column '{doubled}' twice: leave one out."
    if unknown := [name for name in table.columns if isinstance(name, str) and name not in COLUMNS]:
        yield (
            f"The glossary does not have the column '{unknown[0]}' of the table {table.text}: correct its name, add it to"
            " sales_platform/glossary.py, or declare it as a Meaning."
        )
    kinds = {column.name: column.kind for column in table.columns if isinstance(column, Meaning)}
    if odd := [name for name, kind in kinds.items() if not _KIND.fullmatch(kind)]:
        yield (
            f"The column '{odd[0]}' of the table {table.text} is of the type '{kinds[odd[0]]}': take string, bigint, int, double,"
            " boolean, date, timestamp, decimal(18,2) or an array of one."
        )


def _named(table: Table) -> Iterator[str]:
    """What the table names of itself or of others, and that is not there."""
    read = {one.table.argument: one.table for one in table.reads}
    origins = {origin: origin.partition(".")[::2] for some in table.made_from.values() for origin in some}
    lost = [one for one, (name, column) in origins.items() if name not in read or column not in read[name].column_names]
    for what, named, known in (
        ("'key'", table.key, table.column_names),
        ("'made_from'", table.made_from, table.column_names),
        ("'made_from'", lost, [f"{name}.{column}" for name, one in read.items() for column in one.column_names]),
        ("'weighed_by'", table.weighed_by, FEED_BY_NAME),
        ("'needs'", [table.needs] if table.needs else [], ENTITY),
    ):
        if unknown := [one for one in named if one not in known]:
            yield f"{what} of the table {table.text} names '{unknown[0]}', which is none of {', '.join(known) or 'nothing'}."
    if table.merge and not table.key:
        yield f"The table {table.text} is written by MERGE and has no key: name the columns that identify a row."
    if table.months_ahead and table.months is not Months.AHEAD:
        yield f"The table {table.text} has 'months_ahead', which only one with months=Months.AHEAD has: give it both, or none."


def _build(table: Table) -> Iterator[str]:
    """A table that nothing makes, or that is made from what it does not read."""
    if table.build is None:
        yield f"The table {table.text} does not say how it is made: give it a build function."
        return
    given = [*(one.table.argument for one in table.reads), *GIVEN]
    if unknown := [name for name in inspect.signature(table.build).parameters if name not in given]:
        yield (
            f"The table {table.text} is built from what it does not say that it reads: {', '.join(unknown)}. What its build"
            f" function may ask for is {', '.join(given)}."
        )


def _checks(table: Table) -> Iterator[str]:
    """Checks that Dagster could not tell apart."""
    names = [*([KEY_UNIQUE] if table.key else []), *(check.name for check in table.checks)]
    if doubled := _doubled(names):
        yield f"The table {table.text} has two checks that are called '{doubled}': give each a name of its own."
    if odd := [name for name in names if not _NAME.fullmatch(name)]:
        yield f"The check '{odd[0]}' of the table {table.text} needs a name of small letters, digits and '_'."


def _doubled(names: Iterable[str]) -> str | None:
    names = list(names)
    return next((name for name in names if names.count(name) > 1), None)
