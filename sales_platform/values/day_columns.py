"""The reader of dates in Spark: the same as ``values.day_reading``, over columns."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from sales_platform.values import other_dates
from sales_platform.values.columns import day_of, text, whole, without_weekday
from sales_platform.values.dates import AGREED, DateSpelling
from sales_platform.values.day_reading import AMBIGUOUS, MONTH_FIRST, OF_FILE, SERIAL_START, SPELLING
from sales_platform.values.other_dates import SERIAL, SHORT_DAY_FIRST, TWO_DIGIT_YEAR, Others, others_of
from sales_platform.values.spark import Column, DataFrame, F

DAY, NOTE = "day_read", "day_note"
"""The columns that are added: the day, and the note of ``day_reading.Reading`` or null."""
_HELPERS = _LANDED, _PLAIN, _AGREED, _LOOSE, _ISO, _SWAPPED, _FIRST, _SECOND, _CHOICE = tuple(
    f"_day_{name}" for name in ("landed", "plain", "agreed", "loose", "iso", "swapped", "first", "second", "choice")
)
_READ = " "
"""What marks a date that was put in order; no trimmed text begins with it."""
_YEAR_FIRST_AT = 5
"""Where the first sign stands in 2025-07-03: such a date has one order only."""
_TAKEN = "agreed"
"""The choice of the day as the feed's own order gives it."""


def with_day(frame: DataFrame, column: str, declared: Sequence[DateSpelling] = AGREED, *, dated_first: bool = False) -> DataFrame:
    """The rows with ``day_read`` and ``day_note``.

    Args:
        frame: with ``_file_day`` and ``_file_month``, dates that the file's name gives, or null.
        column: the landed date.
        declared: the spellings of the feed.
        dated_first: its dates are the first of a month.
    """
    others = others_of(declared)
    read = frame.withColumn(_LANDED, text(column))
    read = read.withColumn(_PLAIN, without_weekday(F.col(_LANDED)))
    read = read.withColumn(_AGREED, day_of(F.col(_PLAIN), declared))
    read = read.withColumn(_LOOSE, F.when(~_sound(others), _loosened(F.col(_LANDED))))
    doubt = F.col(_LOOSE).isNotNull()  # all that follows is under a condition, so that it costs nothing for the many sound dates
    read = read.withColumn(_ISO, F.when(doubt, _in_order(others)))
    read = read.withColumn(_SWAPPED, F.when(doubt & _either_order(others), _swapped()))
    read = read.withColumns({_FIRST: F.when(doubt, _day(_ISO)), _SECOND: F.when(doubt, _day(_SWAPPED))})
    read = read.withColumn(_CHOICE, F.when(doubt, _choice(others, dated_first=dated_first)))
    read = read.withColumn(NOTE, F.when(doubt, _note(declared)))
    choice = F.col(_CHOICE)
    other_day = F.when(choice == _TAKEN, F.col(_FIRST)).when(choice == MONTH_FIRST, F.col(_SECOND))
    other_day = other_day.when(choice == OF_FILE, F.col("_file_day"))
    return read.withColumn(DAY, F.when(choice.isNull(), F.col(_AGREED)).otherwise(other_day)).drop(*_HELPERS)


def _sound(others: Others) -> Column:
    """Whether a date is in an agreed spelling, and its order cannot be in doubt."""
    if not others.either_order:
        return F.col(_AGREED).isNotNull()
    year_first = F.substring(_LANDED, _YEAR_FIRST_AT, 1).isin("-", "/")
    return F.coalesce((F.col(_AGREED) == F.col("_file_day")) | (F.col(_AGREED).isNotNull() & year_first), F.lit(False))


def _loosened(landed: Column) -> Column:
    """See ``other_dates.loosened``."""
    seen = F.regexp_replace(F.lower(landed), other_dates.INVISIBLE, "")
    bare = F.btrim(F.regexp_replace(F.regexp_replace(seen, other_dates.SPACES, " "), whole(other_dates.QUOTES), ""), F.lit(" "))
    return F.regexp_replace(F.regexp_replace(bare, other_dates.ANY_WEEKDAY, ""), whole(other_dates.TIME), "")


def _in_order(others: Others) -> Column:
    """A date in another spelling as a mark and 2025-07-03; any other text has no mark."""
    ordered = F.col(_LOOSE)
    for spelling in others.spellings:  # marked, so that no other spelling fits any more: the first one counts, as in Python
        ordered = F.regexp_replace(ordered, whole(spelling.pattern), _READ + "-".join(f"${group}" for group in spelling.groups))
    for number, name in enumerate(other_dates.MONTHS, start=1):
        ordered = F.regexp_replace(ordered, f"-{name}[a-z]*-", f"-{number:02d}-")
    for pattern, instead in ((f"^{_READ}([0-9]{{2}})-", f"{_READ}20$1-"), ("-([0-9])-", "-0$1-"), ("-([0-9])\\z", "-0$1")):
        ordered = F.regexp_replace(ordered, pattern, instead)
    return ordered


def _either_order(others: Others) -> Column:
    return F.col(_LOOSE).rlike(whole(SHORT_DAY_FIRST.pattern)) if others.either_order else F.lit(False)


def _swapped() -> Column:
    return F.regexp_replace(_ISO, f"^({_READ}[0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})\\z", "$1-$3-$2")


def _day(name: str) -> Column:
    """The day of a text that is in order; null for any other, and for no day of the calendar."""
    in_order = F.col(name).startswith(_READ) & ~F.col(name).startswith(f"{_READ}0000")
    return F.try_to_timestamp(F.when(in_order, F.ltrim(name)), F.lit("yyyy-MM-dd")).cast("date")


def _choice(others: Others, *, dated_first: bool) -> Column:
    """Which day counts: see ``day_reading.read_day``; null for what is not read, and for a declared spelling with one order."""
    first, second, swaps = F.col(_FIRST).isNotNull(), F.col(_SECOND).isNotNull(), F.col(_SWAPPED).isNotNull()
    two = first & second & (F.col(_FIRST) != F.col(_SECOND))
    choice = F.when(F.col(_AGREED).isNotNull() & ~swaps, F.lit(None).cast("string"))
    proofs = [*zip(_proofs(_ISO, dated_first=dated_first), _proofs(_SWAPPED, dated_first=dated_first), strict=True)]
    for for_first, for_second in proofs:
        choice = choice.when(two & for_first & ~for_second, F.lit(_TAKEN)).when(two & for_second & ~for_first, F.lit(MONTH_FIRST))
    beside = F.col("_file_month").isNotNull() | F.lit(dated_first)
    choice = choice.when(two & (beside | F.lit(not others.order_agreed)), F.lit(AMBIGUOUS)).when(first, F.lit(_TAKEN))
    proved = reduce(or_, [for_second for _, for_second in proofs])
    return choice.when(second & proved, F.lit(MONTH_FIRST)).when(~second & _fits_file(), F.lit(OF_FILE))


def _proofs(name: str, *, dated_first: bool) -> list[Column]:
    """What may speak for a day, in the order in which it counts; see ``day_reading.Beside``."""
    of_day = F.ltrim(name) == F.col("_file_day").cast("string")
    first = [F.col(name).endswith("-01")] if dated_first else []
    of_month = F.substring(name, 2, 7) == F.substring(F.col("_file_month").cast("string"), 1, 7)
    return [F.coalesce(proof, F.lit(False)) for proof in (of_day, *first, of_month)]


def _note(declared: Sequence[DateSpelling]) -> Column:
    choice = F.col(_CHOICE)
    in_declared = reduce(or_, [F.col(_PLAIN).rlike(whole(spelling.pattern)) for spelling in declared])
    spelled = F.when(choice.isin(_TAKEN, MONTH_FIRST) & ~in_declared, F.lit(SPELLING))
    return F.nullif(F.concat_ws(" ", spelled, F.nullif(choice, F.lit(_TAKEN))), F.lit(""))


def _fits_file() -> Column:
    """Whether what can mean many days, or none, can mean the day in the file's name."""
    loose, named = F.col(_LOOSE), F.col("_file_day").cast("string")
    year, month, day_of_month = (F.substring(named, place, 2) for place in (3, 6, 9))
    orders = [(day_of_month, month, year), (month, day_of_month, year), (year, month, day_of_month)]
    padded = F.concat(F.lit("-"), F.regexp_replace(loose, "[/.]", "-"))
    for _ in range(2):  # of two neighbours one is taken at a time
        padded = F.regexp_replace(padded, "-([0-9])(-|\\z)", "-0$1$2")
    short = padded.isin(*[F.concat_ws("-", F.lit(""), *order) for order in orders])
    serial = F.datediff("_file_day", F.lit(SERIAL_START)).cast("string") == F.substring(loose, 1, 5)
    looks = F.when(loose.rlike(whole(TWO_DIGIT_YEAR)), short).when(loose.rlike(whole(SERIAL)), serial)
    return F.coalesce(looks, F.lit(False)) & F.col("_file_day").isNotNull()
