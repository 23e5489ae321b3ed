"""What a statement asks for, from its text alone; everything but a question about the lake's tables is refused."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from sales_platform.errors import UserError
from sales_platform.sql.depth import check_depth
from sales_platform.sql.queries import REFUSAL, Query, read_query
from sales_platform.sql.table_names import TableName, find_table

# a statement that sqlglot does not know in detail is refused here; its warning would only repeat that
logging.getLogger("sqlglot").setLevel(logging.ERROR)

LONGEST_STATEMENT = 100_000
_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery)


@dataclass(frozen=True)
class ShowTables:
    """SHOW TABLES, of all layers or of one."""

    layer: str | None = None


@dataclass(frozen=True)
class DescribeTable:
    """DESCRIBE layer.table."""

    table: TableName


Statement = Query | ShowTables | DescribeTable


def read_statement(text: str) -> Statement:
    """Read a statement.

    Raises:
        UserError: it is no query over the tables of the lake, or cannot be read.
    """
    if len(text) > LONGEST_STATEMENT:
        raise UserError(f"The statement has {len(text):,} characters; at most {LONGEST_STATEMENT:,} are read.")
    dialect = Spark()
    try:
        tokens = dialect.tokenize(text)
    except SqlglotError:
        raise UserError("The statement cannot be read: a quote or a comment in it has no end.") from None
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if asked := _question(tokens):
        return asked
    try:
        trees = dialect.parser().parse(tokens, text)
    except SqlglotError as error:
        raise UserError(f"The statement cannot be read{_place(error)}. {REFUSAL}.") from None
    except RecursionError:
        raise UserError("The statement is nested too deeply to be read.") from None
    if len(trees) != 1 or not isinstance(trees[0], _QUERIES):
        raise UserError(f"{REFUSAL}.")
    check_depth(trees[0])
    return read_query(trees[0], tokens, text)


def _question(tokens: Sequence[Token]) -> ShowTables | DescribeTable | None:
    """SHOW TABLES [IN layer] and DESCRIBE [TABLE] layer.table, which are answered without the engine."""
    words = [word for token in tokens for word in token.text.split()]  # what follows SHOW is one token
    match [word.upper() for word in words]:
        case ["SHOW", "TABLES"]:
            return ShowTables()
        case ["SHOW", "TABLES", "IN" | "FROM", _]:
            return ShowTables(words[3])
        case ["DESCRIBE" | "DESC", *rest] if rest[:1] != ["TABLE"] and len(rest) in (1, 3):
            return DescribeTable(_described(words[1:]))
        case ["DESCRIBE" | "DESC", "TABLE", *_]:
            return DescribeTable(_described(words[2:]))
    return None


def _described(words: Sequence[str]) -> TableName:
    match words:
        case [layer, ".", table]:
            return find_table(layer, table)
        case [table]:
            return find_table("", table)
    raise UserError(f"{REFUSAL}.")


def _place(error: SqlglotError) -> str:
    details = getattr(error, "errors", None)
    return f" at line {details[0]['line']}, column {details[0]['col']}" if details else ""
