"""The reader of dates in Spark: the same as ``values.day_reading``, over columns."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from sales_platform.values import other_dates
from sales_platform.values.columns import day, first_of_month, iso_day, text
from sales_platform.values.dates import AGREED, WEEKDAY, DateSpelling
from sales_platform.values.day_reading import AMBIGUOUS, MONTH_FIRST, OF_FILE, SERIAL_START, SPELLING
from sales_platform.values.other_dates import SERIAL, SHORT_DAY_FIRST, TWO_DIGIT_YEAR, Others, others_of
from sales_platform.values.spark import Column, DataFrame, F

DAY, NOTE = "day_read", "day_note"
"""The columns that are added: the day, and the note of ``day_reading.Reading`` or null."""
_LANDED, _AGREED, _LOOSE, _PARTS, _FIRST, _SECOND = (f"_day_{name}" for name in "landed agreed loose parts first second".split())
_READ = " "
"""What marks a date that was put in order; no trimmed text begins with it."""
_YEAR_FIRST_AT = 5
"""Where the first sign stands in 2025-07-03: such a date has one order only."""


def with_day(
    frame: DataFrame, column: str, declared: Sequence[DateSpelling] = AGREED, *, dated_first: bool = False
) -> DataFrame:
    """The rows with ``day_read`` and ``day_note``.

    Args:
        frame: with ``_file_day`` and ``_file_month``, dates that the file's name gives, or null.
        column: the landed date.
        declared: the spellings of the feed.
        dated_first: its dates are the first of a month.
    """
    others = others_of(declared)
    read = frame.withColumns({_LANDED: text(column), _AGREED: day(column, declared)})
    # what follows is null for a date in an agreed spelling whose order is not in doubt, and costs next to nothing for it
    read = read.withColumn(_LOOSE, F.when(~_plain(others), _loosened(F.col(_LANDED))))
    read = read.withColumn(_PARTS, _parts(others))
    read = read.withColumns({_FIRST: _day_of(0, 1, 2), _SECOND: F.when(_either_order(others), _day_of(0, 2, 1))})
    read = read.withColumn(NOTE, F.when(F.col(_LOOSE).isNotNull(), _note(declared, others, dated_first=dated_first)))
    by_note = F.when(F.col(NOTE).endswith(MONTH_FIRST), F.col(_SECOND)).when(F.col(NOTE) == OF_FILE, F.col("_file_day"))
    return read.withColumn(DAY, by_note.when(F.col(NOTE) == SPELLING, F.col(_FIRST)).when(F.col(NOTE).isNull(), F.col(_AGREED))).drop(
        _LANDED, _AGREED, _LOOSE, _PARTS, _FIRST, _SECOND
    )


def _plain(others: Others) -> Column:
    """Whether a date is in an agreed spelling, and its order cannot be in doubt."""
    if not others.either_order:
        return F.col(_AGREED).isNotNull()
    year_first = F.substring(_LANDED, _YEAR_FIRST_AT, 1).isin("-", "/")
    return F.coalesce((F.col(_AGREED) == F.col("_file_day")) | (F.col(_AGREED).isNotNull() & year_first), F.lit(False))


def _loosened(landed: Column) -> Column:
    """See ``other_dates.loosened``."""
    seen = F.regexp_replace(F.lower(landed), other_dates.INVISIBLE, "")
    bare = F.btrim(F.regexp_replace(F.regexp_replace(seen, other_dates.SPACES, " "), _whole(other_dates.QUOTES), ""), F.lit(" "))
    return F.regexp_replace(F.regexp_replace(bare, other_dates.ANY_WEEKDAY, ""), _whole(other_dates.TIME), "")


def _whole(pattern: str) -> str:
    return pattern.removesuffix("$") + r"\z" if pattern.endswith("$") else pattern  # in Java $ matches before a line's end too


def _parts(others: Others) -> Column:
    """Year, month and day as they are written; null for a date in no other spelling."""
    ordered = F.col(_LOOSE)
    for spelling in others.spellings:  # marked, so that no other spelling fits any more: the first one counts, as in Python
        ordered = F.regexp_replace(ordered, _whole(spelling.pattern), _READ + "-".join(f"${group}" for group in spelling.groups))
    return F.when(ordered.startswith(_READ), F.split(F.ltrim(ordered), "-", -1))


def _day_of(year: int, month: int, day_of_month: int) -> Column:
    parts = F.col(_PARTS)
    written = F.element_at(parts, year + 1)
    in_full = F.when(F.length(written) == 2, F.concat(F.lit("20"), written)).otherwise(written)  # noqa: PLR2004 - digits
    number = F.element_at(parts, month + 1)
    place = F.instr(F.lit(other_dates.MONTHS), F.substring(number, 1, 3))
    named = F.when(number.rlike("^[a-z]"), ((place + 3) / 4).cast("int").cast("string")).otherwise(number)
    two = [F.lpad(part, 2, "0") for part in (named, F.element_at(parts, day_of_month + 1))]
    return iso_day(F.concat_ws("-", in_full, *two))


def _either_order(others: Others) -> Column:
    fits = F.col(_LOOSE).rlike(_whole(SHORT_DAY_FIRST.pattern))
    return fits if others.either_order else F.lit(False)


def _note(declared: Sequence[DateSpelling], others: Others, *, dated_first: bool) -> Column:
    first, second = F.col(_FIRST), F.col(_SECOND)
    spelled = F.when(~_in_declared(declared), F.lit(SPELLING))
    other_way = F.concat_ws(" ", spelled, F.lit(MONTH_FIRST))
    proved = reduce(or_, _proofs(second, dated_first=dated_first))
    alone = F.when(second.isNull(), spelled).when(first.isNull() & proved, other_way)
    beside = F.col("_file_month").isNotNull() | F.lit(dated_first)
    agreed = (first == second) | (F.lit(others.order_agreed) & ~beside)
    picked = _picked(dated_first=dated_first)
    both = (
        F.when((picked == 1) | (picked.isNull() & agreed), spelled).when(picked == 2, other_way).otherwise(F.lit(AMBIGUOUS))  # noqa: PLR2004
    )
    neither = F.when(_fits_file(), F.lit(OF_FILE))
    settled = F.col(_AGREED).isNotNull() & ~_either_order(others)
    note = F.when(settled, F.lit(None)).when(first.isNotNull() & second.isNotNull(), both)
    return note.when(first.isNotNull() | second.isNotNull(), alone).otherwise(neither)


def _in_declared(declared: Sequence[DateSpelling]) -> Column:
    """Whether a text looks like a date in a declared spelling."""
    strict = F.regexp_replace(F.lower(_LANDED), WEEKDAY, "")
    return reduce(or_, [strict.rlike(_whole(spelling.pattern)) for spelling in declared], F.lit(False))


def _proofs(read: Column, *, dated_first: bool) -> list[Column]:
    """What may speak for a day, in the order in which it counts; see ``day_reading.Beside``."""
    is_first = F.lit(dated_first) & (F.dayofmonth(read) == 1)
    of_month = first_of_month(read) == F.col("_file_month")
    return [F.coalesce(proof, F.lit(False)) for proof in (read == F.col("_file_day"), is_first, of_month)]


def _picked(*, dated_first: bool) -> Column:
    """1 or 2: the one of the two days that the first thing to tell them apart speaks for; null where nothing does."""
    picked = F.lit(None).cast("int")
    proofs = zip(_proofs(F.col(_FIRST), dated_first=dated_first), _proofs(F.col(_SECOND), dated_first=dated_first), strict=True)
    for for_first, for_second in reversed([*proofs]):
        picked = F.when(for_first & ~for_second, 1).when(for_second & ~for_first, 2).otherwise(picked)
    return picked


def _fits_file() -> Column:
    """Whether what can mean many days, or none, can mean the day in the file's name."""
    loose, named = F.col(_LOOSE), F.col("_file_day").cast("string")
    year, month, day_of_month = (F.substring(named, place, 2) for place in (3, 6, 9))
    orders = [(day_of_month, month, year), (month, day_of_month, year), (year, month, day_of_month)]
    split = F.split(F.regexp_replace(loose, "[/.]", "-"), "-", -1)
    padded = F.array_join(F.transform(split, lambda part: F.lpad(part, 2, "0")), "-")
    short = reduce(or_, [padded == F.concat_ws("-", *order) for order in orders])
    serial = F.datediff("_file_day", F.lit(SERIAL_START)).cast("string") == F.substring(loose, 1, 5)
    looks = F.when(loose.rlike(_whole(TWO_DIGIT_YEAR)), short).when(loose.rlike(_whole(SERIAL)), serial)
    return F.coalesce(looks, F.lit(False)) & F.col("_file_day").isNotNull()
