"""How deep a query is; the engine works through it by recursion, and a stack that is too small ends the whole process."""

from sqlglot import exp

from sales_platform.errors import UserError

DEEPEST = 500
"""The embedded engine, with the stack that ``engine`` gives it, bears at least five times as many levels."""
_STACKED = (exp.CTE, exp.Join, exp.Lateral, exp.Pivot, exp.With)
"""Side by side in the statement, but each is put upon the one before it when it is answered."""


def check_depth(tree: exp.Expr) -> None:
    """See that the engine can work through a query.

    Raises:
        UserError: it cannot be sure to.
    """
    if (levels := depth(tree)) > DEEPEST:
        raise UserError(
            f"The statement is {levels:,} levels deep, and at most {DEEPEST} are answered: "
            "write IN (...) for a chain of ORs, or use fewer terms, joins and queries in one statement."
        )


def depth(tree: exp.Expr) -> int:
    """The levels of a query; each operator of a chain such as a + b + c is one more.

    They are counted without recursion, which has a limit of its own.
    """
    levels: dict[int, int] = {}
    for node in reversed(list(tree.walk())):  # the parts before the whole
        parts = list(node.iter_expressions())
        stacked = sum(levels[id(part)] for part in parts if isinstance(part, _STACKED))
        others = max((levels[id(part)] for part in parts if not isinstance(part, _STACKED)), default=0)
        levels[id(node)] = 1 + stacked + others
    return levels[id(tree)]
