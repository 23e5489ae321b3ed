"""Whether the engine of the checks can answer what rules promise, tried on no rows: by ``plan``, and where a check has failed."""

from collections.abc import Iterable

import pyarrow as pa
from deltalake import QueryBuilder
from deltalake.exceptions import DeltaError

from sales_platform.companies.company import Source
from sales_platform.entities import Entity
from sales_platform.errors import UserError

_LONGEST = 200
_TEXT = "VARCHAR"
_PREFIXES = ("SQL error: ", "Schema error: ", "Error during planning: ", "Execution error: ", "ParserError(")


def check_promises(sources: Iterable[Source]) -> None:
    """Ask the promises of companies' own rules.

    Raises:
        UserError: one cannot be asked; the sentence names the company, the entity and the rule, and says why.
    """
    for source in sources:
        if problem := promise_problem(source):
            raise UserError(problem)


def promise_problem(source: Source) -> str | None:
    """Which promise of a company's own rules cannot be asked, and why; None when all can."""
    for rule in source.own_rules:
        if isinstance(promise := rule.promise_datafusion, str) and (why := _why(promise, source.entity)):
            return f"{where(source)}: the promise of the rule '{rule.name}' cannot be asked: {why}"
    return None


def where(source: Source) -> str:
    """The entity of a company, in words."""
    return f"The {source.entity.name} of the company '{source.company}' (feed '{source.feed.name}')"


def _why(promise: str, entity: Entity) -> str | None:
    """What the engine of the checks says of a promise that it cannot answer, in a line."""
    row = {"month": "DATE", "company": _TEXT, **entity.columns, "_file": _TEXT, "_row": "BIGINT"}
    values = ", ".join(f"CAST(NULL AS {_TEXT if kind == 'string' else kind}) AS {name}" for name, kind in row.items())
    nothing = f"SELECT {values}, make_array(CAST(NULL AS {_TEXT})) AS repairs"
    try:
        answer = QueryBuilder().execute(f"SELECT coalesce({promise}, TRUE) AS kept FROM ({nothing}) AS rows WHERE FALSE")
        kept = pa.RecordBatchReader.from_stream(answer).schema.field("kept")
    except DeltaError as error:
        return _line(str(error))
    return None if pa.types.is_boolean(kept.type) else f"it gives {kept.type}, which is not true or false."


def _line(said: str) -> str:
    """The first sentence of what the engine says, without its own prefixes."""
    line = " ".join(said.split())
    while (shorter := next((line.removeprefix(one) for one in _PREFIXES if line.startswith(one)), line)) != line:
        line = shorter
    line = line.replace("rows.", "").replace('\\"', '"').strip('")')
    return (line[:_LONGEST] + "..." if len(line) > _LONGEST else line).rstrip(".; ") + "."
