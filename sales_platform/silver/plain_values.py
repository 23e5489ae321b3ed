"""Codes and numbers of landed rows put into their plain spelling before a company aligns them, and what that says of a row.

A company declares which of its columns hold codes and numbers (``Landed``) and what its codes look like; nothing else is asked of
it. Sound values, nearly all, are passed on behind one cheap test each; of columns where all are sound nothing is planned (see
``silver.seen``). ``_landed`` keeps the row as it was.
"""

from functools import reduce
from operator import or_

from sales_platform.companies.company import Source
from sales_platform.feeds import bronze_name
from sales_platform.silver.as_in_files import as_in_files, groups_no_thousands, usual_number
from sales_platform.silver.seen import Seen
from sales_platform.values.codes import CLASSIC_SPACE, plain_code, what_is_wrong
from sales_platform.values.columns import text
from sales_platform.values.disguises import in_ascii
from sales_platform.values.number_columns import TWO_READINGS, is_below_zero, read_number
from sales_platform.values.numbers import COMMA
from sales_platform.values.spark import Column, DataFrame, F

UNKNOWN_NAME = "Unknown"
"""Stands where a record has no name."""


def with_plain_codes(frame: DataFrame, source: Source, seen: Seen) -> DataFrame:
    """The rows with the codes of the feed as they are meant; whether one was repaired is in ``_code_repaired``.

    Corrections come after it: their keys name records by plain codes.
    """
    patterns = {bronze_name(source.feed, column): pattern for column, pattern in source.codes.items()}
    names = [name for name in patterns if name in seen.odd_codes]
    if not names:
        return frame.withColumn("_code_repaired", F.lit(False))
    plain = {f"_plain_{name}": plain_code(F.col(name), patterns[name]) for name in names}
    repaired = [_differs(F.col(name), F.col(f"_plain_{name}")) for name in names]
    read = frame.withColumns(plain).withColumn("_code_repaired", reduce(or_, repaired))
    return read.withColumns({name: F.col(f"_plain_{name}") for name in names}).drop(*plain)


def with_readings(frame: DataFrame, source: Source, seen: Seen) -> DataFrame:
    """The corrected rows with plain numbers, and with ``_marks``: what reading says of a row, in words; null for most.

    One column of words between commas, for each column that rows carry through their look-ups costs time. The words:

    - code_repaired, number_spelling: a code, or the number, was put in order;
    - ambiguous, below_zero: of the number;
    - product_header, product_damaged, and of masters product_other, the same of customer: see ``values.codes.what_is_wrong``.
    """
    columns = _wrong(source, seen)
    marks = [F.concat(F.lit(what.removeprefix("_")), F.col(what)) for what in columns]
    if seen.odd_codes:
        marks.append(F.when(F.col("_code_repaired"), F.lit("code_repaired")))
    name = bronze_name(source.feed, source.landed.number) if source.landed.number and seen.odd_numbers else None
    if name is not None:
        usual = usual_number(source, F.col(name))
        columns["_read"] = _number_read(source, F.col(name), usual)
        marks.append(_of_number(usual, F.col("_read")))
    if not marks:
        return frame.withColumn("_marks", F.lit(None).cast("string")).drop("_code_repaired")
    some = F.when(reduce(or_, [mark.isNotNull() for mark in marks]), F.concat(F.lit(","), F.concat_ws(",", *marks), F.lit(",")))
    marked = (frame.withColumns(columns) if columns else frame).withColumn("_marks", some).drop("_code_repaired")
    if name is not None:
        spelled = F.when(F.col("_marks").contains("number_spelling"), as_in_files(F.col("_read"), source)).otherwise(F.col(name))
        marked = marked.withColumn(name, spelled)
    return marked.drop(*columns)


def _number_read(source: Source, landed: Column, usual: Column) -> Column:
    """A landed number as it is read; ``usual`` is what ``usual_number`` makes of it."""
    money = source.landed.price is not None
    if not source.landed.decimal_comma:
        return read_number(landed, F.col("_separator"), source.landed.not_digits, money=money)
    read = read_number(usual, F.lit(COMMA), money=money)  # a comma begins decimals, so there is no second reading of one
    return F.when(groups_no_thousands(source, in_ascii(text(landed))), F.lit(TWO_READINGS)).otherwise(read)


def _of_number(landed: Column, read: Column) -> Column:
    """What is said of the number of a row; null where it is plain and above zero, or cannot be read."""
    spelling = F.when(_differs(landed, read), F.lit("number_spelling"))
    below = F.when(is_below_zero(read), F.lit("below_zero"))
    said = F.when(read == TWO_READINGS, F.lit("ambiguous")).otherwise(F.nullif(F.concat_ws(",", spelling, below), F.lit("")))
    return F.when((landed != read) | read.startswith("-"), said)


def _wrong(source: Source, seen: Seen) -> dict[str, Column]:
    """What is wrong with the product and the customer of a row, where any row has such a code; see ``codes.what_is_wrong``."""
    wrong = {}
    for what, column in {"_product_": source.landed.product, "_customer_": source.landed.customer}.items():
        if column is not None and (name := bronze_name(source.feed, column)) in seen.wrong_codes:
            others = not source.entity.masters
            wrong[what] = what_is_wrong(F.col(name), source.codes[column], name, others=others)
    return wrong


def _differs(landed: Column, plain: Column) -> Column:
    """Whether reading changed more than the usual white space around a value, of which nobody need be told."""
    trimmed = F.btrim(landed, F.lit(CLASSIC_SPACE)) != F.btrim(plain, F.lit(CLASSIC_SPACE))
    return F.when(landed == plain, F.lit(False)).otherwise(F.coalesce(trimmed, F.lit(False)))
