"""Codes and numbers of landed rows put into their plain spelling before a company aligns them, and what that says of a row.

A company declares which of its columns hold codes and numbers (``Landed``) and what its codes look like; nothing else is asked of
it. Sound values, nearly all, are passed on behind one cheap test each. ``_landed`` keeps the row as it was.
"""

from functools import reduce
from operator import or_

from sales_platform.companies.company import Source
from sales_platform.feeds import bronze_name
from sales_platform.values.codes import CLASSIC_SPACE, plain_code, what_is_wrong
from sales_platform.values.columns import without
from sales_platform.values.number_columns import TWO_READINGS, is_below_zero, read_number
from sales_platform.values.spark import Column, DataFrame, F

UNKNOWN_NAME = "Unknown"
"""Stands where a record has no name."""


def with_plain_codes(frame: DataFrame, source: Source) -> DataFrame:
    """The rows with the codes of the feed as they are meant; whether one was repaired is in ``_code_repaired``.

    Corrections come after it: their keys name records by plain codes.
    """
    names = {bronze_name(source.feed, column): shape for column, shape in source.codes.items()}
    plain = {f"_plain_{name}": plain_code(F.col(name), shape.pattern if shape else None) for name, shape in names.items()}
    repaired = [_differs(F.col(name), F.col(f"_plain_{name}")) for name in names]
    read = frame.withColumns(plain).withColumn("_code_repaired", reduce(or_, repaired, F.lit(False)))
    return read.withColumns({name: F.col(f"_plain_{name}") for name in names}).drop(*plain) if names else read


def with_readings(frame: DataFrame, source: Source) -> DataFrame:
    """The corrected rows with plain numbers, and with what reading says of each row.

    Returns:
        The same rows, and: _wrong_product and _wrong_customer (see ``values.codes.what_is_wrong``), _number_spelling,
        _ambiguous_number, _below_zero (booleans that are never null).
    """
    landed = source.landed
    wrong = {"_wrong_product": landed.product, "_wrong_customer": landed.customer}
    marked = frame.withColumns({name: _wrong(source, column) for name, column in wrong.items()})
    number = landed.price or landed.quantity
    return _with_plain_number(marked, source, bronze_name(source.feed, number) if number else None)


def _wrong(source: Source, column: str | None) -> Column:
    if column is None:
        return F.lit(None).cast("string")
    name, shape = bronze_name(source.feed, column), source.codes[column]
    return what_is_wrong(F.col(name), shape.pattern if shape else None, name)


def _with_plain_number(frame: DataFrame, source: Source, name: str | None) -> DataFrame:
    if name is None:
        return frame.withColumns(dict.fromkeys(("_number_spelling", "_ambiguous_number", "_below_zero"), F.lit(False)))
    landed, read, signs = F.col(name), F.col("_read"), source.landed.not_digits
    found = read_number(landed, F.col("_separator"), signs, money=source.landed.price is not None)
    spelled = _differs(without(landed, signs), read) & (read != TWO_READINGS)
    return (
        frame.withColumn("_read", found)
        .withColumns(
            {
                "_number_spelling": F.coalesce(spelled, F.lit(False)),
                "_ambiguous_number": F.coalesce(read == TWO_READINGS, F.lit(False)),
                "_below_zero": F.coalesce(is_below_zero(read), F.lit(False)),
            }
        )
        .withColumn(name, F.when(F.col("_number_spelling"), read).otherwise(landed))
        .drop("_read")
    )


def _differs(landed: Column, plain: Column) -> Column:
    """Whether reading changed more than the usual white space around a value, of which nobody need be told."""
    trimmed = F.btrim(landed, F.lit(CLASSIC_SPACE)) != F.btrim(plain, F.lit(CLASSIC_SPACE))
    return F.when(landed == plain, F.lit(False)).otherwise(F.coalesce(trimmed, F.lit(False)))
