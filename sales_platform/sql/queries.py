"""A parsed query -> what the engine is asked, or a refusal.

A query is judged by its tree, its calls by its tokens. What is handed to the engine is made of the tokens the tree was made of,
with texts and names written anew: a comment or an escape that the engine would read in another way than the parser cannot slip
through.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from sales_platform.errors import UserError
from sales_platform.sql.calls import check_calls
from sales_platform.sql.functions import ROW_FUNCTIONS
from sales_platform.sql.table_names import TableName, find_table

_REFUSED = (
    exp.DDL, exp.DML, exp.Command, exp.Into, exp.QueryTransform, exp.Set, exp.Use, exp.Pragma,
    exp.Parameter, exp.SessionParameter,
)  # fmt: skip
"""Writes, settings, scripts (SELECT TRANSFORM) and variables, wherever in the statement they are."""
_TEXTS = (TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING)
REFUSAL = "Only one SELECT, WITH, SHOW TABLES or DESCRIBE over the tables of the lake is answered; nothing can be written or set"


@dataclass(frozen=True)
class Query:
    """A query.

    Attributes:
        sql: for the engine, with views in the place of the tables.
        tables: the table of each view.
        columns: the column names that it mentions.
        own_names: the names that it gives to columns itself.
    """

    sql: str
    tables: dict[str, TableName]
    columns: tuple[str, ...]
    own_names: frozenset[str]


def read_query(tree: exp.Expr, tokens: Sequence[Token], text: str) -> Query:
    """Judge a query and put views in the place of its tables.

    Args:
        tree, tokens, text: the parsed statement, what it was parsed from, and what that was read from.

    Raises:
        UserError: it does something but read tables of the lake, or names one that there is not.
    """
    for node in tree.walk():
        _check(node)
    check_calls(tree, tokens, text)
    tables: dict[str, TableName] = {}
    replaced: dict[int, str | None] = {}  # where a token starts -> what is written in its place
    common = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if (found := _source(table, common)) is not None:
            view = "__".join(found)
            tables[view] = found
            alias = "" if table.alias else f" AS `{found[1]}`"
            replaced |= {_start(table.args["db"]): None, _start(table.this): f"`{view}`{alias}"}
    for column in tree.find_all(exp.Column):
        if column.args.get("db") is not None and column.args.get("catalog") is None:
            replaced[_start(column.args["db"])] = None  # gold.fact_sales.month: the source is called fact_sales
    columns = tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column) if not isinstance(column.this, exp.Star)))
    return Query(" ".join(_written(tokens, text, replaced)), tables, columns, frozenset(_own_names(tree)))


def _check(node: exp.Expr) -> None:
    if isinstance(node, _REFUSED) or node.args.get("into") is not None:
        raise UserError(f"{REFUSAL}.")
    if isinstance(node, exp.Placeholder):
        raise UserError("Parameters are not supported: write the values into the statement.")
    if isinstance(node, exp.Hint):
        raise UserError("Hints (/*+ ... */) are not supported: leave it out.")


def _source(table: exp.Table, common: set[str]) -> TableName | None:
    """The table of the lake that a source names; None when it is a name or a function that needs none."""
    if isinstance(table.this, exp.Func):
        if (name := _function_name(table.this)) in ROW_FUNCTIONS:
            return None
        raise UserError(
            f"The function '{name}' makes no rows to read from: name a table, or one of {', '.join(sorted(ROW_FUNCTIONS))}."
        )
    if table.args.get("catalog") is not None or not isinstance(table.this, exp.Identifier):
        raise UserError("A table is named layer.table, such as gold.fact_sales; nothing else can be read.")
    if not table.db and table.name.lower() in common:
        return None
    if any(table.args.get(part) is not None for part in ("version", "when", "changes")):
        raise UserError("Only the newest version of a table can be read.")
    return find_table(table.db, table.name)


def _function_name(function: exp.Func) -> str:
    return (function.name if isinstance(function, exp.Anonymous) else function.sql_name()).lower()


def _own_names(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Alias, exp.TableAlias, exp.Lambda):
        named = [node.args["alias"]] if isinstance(node, exp.Alias) else node.find_all(exp.Identifier)
        yield from (name.name.lower() for name in named)


def _start(identifier: exp.Expr) -> int:
    return int(identifier.meta["start"])


def _written(tokens: Sequence[Token], text: str, replaced: dict[int, str | None]) -> Iterator[str]:
    """The tokens as text, without comments, with texts and names quoted anew."""
    skip_dot = False
    for token in _distinct(tokens, text):
        if skip_dot and token.token_type is TokenType.DOT:
            skip_dot = False
        elif token.start in replaced:
            written = replaced[token.start]
            skip_dot = written is None
            yield from () if written is None else (written,)
        elif token.token_type in _TEXTS:
            yield "'" + token.text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        elif token.token_type is TokenType.IDENTIFIER:
            yield "`" + token.text.replace("`", "``") + "`"
        else:
            yield text[token.start : token.end + 1]


def _distinct(tokens: Sequence[Token], text: str) -> Iterator[Token]:
    """Each stretch of characters once (2L is several tokens), with 'it''s' as one text: a doubled quote is a quote.

    Sail would read that as two texts in a row, it and s; Spark 4 and every other SQL do not.
    """
    held: Token | None = None
    for token in tokens:
        if held is not None and token.start <= held.end:
            continue
        if held is not None and held.token_type is token.token_type is TokenType.STRING and token.start == held.end + 1:
            joined = held.text + text[token.start] + token.text
            held = Token(TokenType.STRING, joined, held.line, held.col, held.start, token.end)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held
