"""Numbers of which zero and those below it are meant as well, such as stock and targets: column expressions for both engines."""

from collections.abc import Sequence

from sales_platform.values.number_columns import read_number
from sales_platform.values.spark import Column, F

# \z, not $: in Java that matches before a line separator at the end as well
_WHOLE = r"^[-+]?[0-9]{1,15}([.]0*)?\z"
_MONEY = r"^[-+]?[0-9]{1,15}([.]([0-9]{1,2}0*)?)?\z"


def pieces(column: str, signs: Sequence[str] = ()) -> Column:
    """A landed count, its sign kept, as bigint; null where it is none, or can be read in two ways.

    Args:
        column: landed column, of a feed's rows with ``_separator``.
        signs: see ``values.columns.without``.
    """
    read = read_number(F.col(column), F.col("_separator"), signs)
    return F.when(read.rlike(_WHOLE), F.regexp_replace(read, "[.]0*$", "")).cast("bigint")


def inr(column: str, signs: Sequence[str] = ()) -> Column:
    """A landed amount of INR, its sign kept, as decimal(18,2); null where it is none, or can be read in two ways."""
    read = read_number(F.col(column), F.col("_separator"), signs, money=True)
    return F.when(read.rlike(_MONEY), F.regexp_replace(read, "[.]$", "")).cast("decimal(18,2)")
