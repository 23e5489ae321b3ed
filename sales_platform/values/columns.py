"""Column expressions that Apache Spark and Sail read alike."""

from collections.abc import Callable, Sequence
from datetime import date

from sales_platform.values.alternatives import any_of
from sales_platform.values.dates import AGREED, EDGE_SPACE, WEEKDAY, DateSpelling
from sales_platform.values.empty import EMPTY_PATTERN
from sales_platform.values.invisible import INVISIBLE, SPACES
from sales_platform.values.spark import Column, F

_INNER_SPACE = f"[{INVISIBLE}]*[{SPACES}][{SPACES}{INVISIBLE}]*"
_IN_A_WORD = "[\u00ad\u200b\u2060\ufeff]"
"""What no script needs inside of a word; zero-width joiners are part of the spelling of some."""
# \z, not $: in Java that matches before a line separator at the end as well
_WHOLE_NUMBER = r"^[+]?[0-9]{1,15}([.]0*)?\z"
_FIRST_DAY = date(1, 1, 1)
_AMOUNT = r"^[-+]?[0-9]{1,15}([.][0-9]{1,2}0*)?\z"


def text(column: str | Column) -> Column:
    """The trimmed text of a landed value; null where it is blank or stands for nothing (``values.empty``)."""
    bare = F.btrim(_column(column), F.lit(EDGE_SPACE))
    return F.when(~bare.rlike(EMPTY_PATTERN), bare)


def trimmed(column: str | Column) -> Column:
    """The trimmed text of a value that a person has written for us; null where it is blank."""
    return F.nullif(F.btrim(_column(column), F.lit(EDGE_SPACE)), F.lit(""))


def tidy(column: str | Column) -> Column:
    """Trimmed text whose inner runs of white space are one space each; null where it is blank or stands for nothing."""
    return F.regexp_replace(F.regexp_replace(text(column), _INNER_SPACE, " "), _IN_A_WORD, "")


def let(value: Column, use: Callable[[Column], Column]) -> Column:
    """What ``use`` makes of a value that stands in it several times, and is computed once, and only where it is asked for.

    Written out, it would be repeated in the plan: with a long expression, planning and running take many times as long.
    """
    return F.element_at(F.transform(F.array(value), use), 1)


def capitalised(column: Column) -> Column:
    """First letter of each space-separated word upper, the rest lower: "champion's Choice" -> "Champion's Choice".

    Not ``initcap``: the engines differ after an apostrophe.
    """
    return F.array_join(F.transform(F.split(F.lower(column), " ", -1), _capital), " ")


def _capital(word: Column) -> Column:
    return F.concat(F.upper(F.substring(word, 1, 1)), F.substring(word, 2, 2147483647))


def is_digits(column: str | Column) -> Column:
    """Whether the text is a number of ASCII digits; false for null."""
    return F.coalesce(_column(column).rlike(r"^[0-9]+\z"), F.lit(False))


def without(column: Column, signs: Sequence[str]) -> Column:
    """A number without what stands beside its digits and means nothing: "₹ 1,234.50" without "₹, " is "1234.50"."""
    return F.btrim(F.regexp_replace(column, any_of(signs), "")) if signs else column


def whole_number(column: Column) -> Column:
    """A count above zero ("150", "150.0"), as bigint; null for anything else."""
    number = F.when(column.rlike(_WHOLE_NUMBER), F.regexp_replace(column, "[.]0*$", "")).cast("bigint")
    return F.when(number > 0, number)


def amount(column: Column) -> Column:
    """An amount of money with up to two decimals, its sign kept, as decimal(18,2); null for anything else and for zero."""
    number = F.when(column.rlike(_AMOUNT), column).cast("decimal(18,2)")
    return F.when(number != 0, number)


def day(column: str | Column, spellings: Sequence[DateSpelling] = AGREED) -> Column:
    """A date in one of the spellings (see ``values.dates``); null for anything else.

    Corrections are read so. Landed dates are read by ``values.day_columns``, which knows more spellings.
    """
    return day_of(without_weekday(text(column)), spellings)


def day_of(plain: Column, spellings: Sequence[DateSpelling]) -> Column:
    """The same of a text that ``without_weekday`` gave."""
    # one case: each text is taken apart once, by the first spelling that fits, as in Python
    first, *more = spellings
    read = F.when(plain.rlike(whole(first.pattern)), _read(plain, first))
    for spelling in more:
        read = read.when(plain.rlike(whole(spelling.pattern)), _read(plain, spelling))
    found = read.cast("date")
    return F.when(found >= F.lit(_FIRST_DAY), found)  # there is no year zero, and the engines disagree on it


def without_weekday(landed: Column) -> Column:
    """The trimmed text of a date, in lower case and without a leading weekday."""
    lower = F.lower(landed)
    return F.when(lower >= "a", F.regexp_replace(lower, WEEKDAY, "")).otherwise(lower)


def whole(pattern: str) -> str:
    """A pattern that ends where the text does: in Java ``$`` matches before a line's end as well."""
    return pattern.removesuffix("$") + r"\z" if pattern.endswith("$") else pattern


def _read(plain: Column, spelling: DateSpelling) -> Column:
    """The instant at which a day begins, of a text that fits its spelling; null where there is no such day."""
    if spelling.month_name:
        return F.try_to_timestamp(plain, F.lit("MMMM dd, yyyy"))
    in_order = "-".join(f"${group}" for group in spelling.groups)
    return F.try_to_timestamp(F.regexp_replace(plain, whole(spelling.pattern), in_order), F.lit("yyyy-MM-dd"))


def first_of_month(column: Column) -> Column:
    """The first of the month of a date."""
    return F.date_add(column, 1 - F.dayofmonth(column))  # not trunc: Sail's knows the years 1678 to 2262 only


def year_start(column: Column) -> Column:
    """The first of January of a four-digit year in text; null for anything else."""
    year = F.when(column.rlike(r"^[0-9]{4}\z") & (column != "0000"), column)
    return F.try_to_timestamp(F.concat(year, F.lit("-01-01")), F.lit("yyyy-MM-dd")).cast("date")


def iso_day(column: Column) -> Column:
    """A day written as ``2025-07-15``; null for anything else, and for no day of the calendar."""
    like = F.when(column.rlike(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z") & ~column.startswith("0000"), column)
    return F.try_to_timestamp(like, F.lit("yyyy-MM-dd")).cast("date")


def _column(column: str | Column) -> Column:
    return F.col(column) if isinstance(column, str) else column
