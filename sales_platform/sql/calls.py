"""The functions that a query calls, by its tokens: a name before a parenthesis is a call, unless it is known to be none.

The parser has names of its own for many functions, and reads words as syntax that an engine may take for a call. What counts is
what is written, which is also what the engine is handed.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from sales_platform.errors import UserError
from sales_platform.sql.functions import ALLOWED, CALLED_BY_NAME_ALONE
from sales_platform.sql.table_names import close_names

_LONGEST_NAME = 100
_WORDS = """
    all and as between by case cube dec distinct div else escape except for from group having in intersect is join lateral limit
    minus not numeric offset on or over pivot repeatable rollup select sets tablesample then union unpivot using values varchar
    when where
"""
_SYNTAX = frozenset(_WORDS.split())
"""Words of the language that stand before a parenthesis and call nothing; ``any`` and others that also do are on the list."""


def check_calls(tree: exp.Expr, tokens: Sequence[Token], text: str) -> None:
    """See that a query calls functions of the list only.

    Args:
        tree, tokens, text: the parsed query, what it was parsed from, and what that was read from.

    Raises:
        UserError: it calls another one.
    """
    sources = {alias.this.meta.get("start") for alias in tree.find_all(exp.TableAlias) if alias.this and alias.columns}
    parsed = (node.name for node in tree.find_all(exp.Anonymous))
    for name in (*_called(tokens, text, sources), *_called_by_name_alone(tokens), *parsed):
        if name.lower() not in ALLOWED:
            raise _refusal(name)


def _refusal(name: str) -> UserError:
    close = close_names(name.lower(), tuple(ALLOWED))
    shown = " ".join(name.split())[:_LONGEST_NAME]
    hint = f"did you mean {' or '.join(close)}?" if close else "sales_platform/sql/functions.py has them all, by kind."
    return UserError(f"The function '{shown}' is not on the list of those that may be used: {hint}")


def _called(tokens: Sequence[Token], text: str, sources: set[int | None]) -> Iterator[str]:
    """Each name before a parenthesis, but for words of the language and for sources that name their columns: a(x, y)."""
    for place, (token, following) in enumerate(pairwise(tokens)):
        if following.token_type is not TokenType.L_PAREN or token.start in sources:
            continue
        name, is_word = _name(token, text)
        if name and not (is_word and name.lower() in _SYNTAX):
            is_part = place > 0 and tokens[place - 1].token_type is TokenType.DOT
            yield f"{_name(tokens[place - 2], text)[0]}.{name}" if is_part else name  # none on the list has a dot


def _name(token: Token, text: str) -> tuple[str, bool]:
    """The name that a token may be, the last word of GROUP BY and the like, and whether it may be a word of the language.

    It is empty for a sign.
    """
    if token.token_type is TokenType.IDENTIFIER:
        return token.text, False
    written = text[token.start : token.end + 1]  # as the engine is handed it
    is_sign = not any(character.isalnum() or character == "_" for character in written)
    return ("", False) if is_sign else (written.split()[-1], True)


def _called_by_name_alone(tokens: Sequence[Token]) -> Iterator[str]:
    """What an engine calls without parentheses, quoted or not; after AS or a dot it is a name that the query gives."""
    for before, token in pairwise(tokens):
        named = before.token_type in (TokenType.ALIAS, TokenType.DOT) or token.token_type is TokenType.STRING
        if not named and token.text.lower() in CALLED_BY_NAME_ALONE:
            yield token.text
