"""How landed dates are read: other spellings, evidence beside them, and that Python and Spark read them alike."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.values.dates import AGREED, DAY_FIRST, DAY_FIRST_DOTS, MONTH_NAME_FIRST, YEAR_FIRST, DateSpelling
from sales_platform.values.day_columns import with_day
from sales_platform.values.day_reading import AMBIGUOUS, MONTH_FIRST, OF_FILE, SPELLING, Beside, Reading, read_day, readings
from sales_platform.values.other_dates import OTHERS
from sales_platform_tests.frames import assert_rows, frame
from sales_platform_tests.test_date_spellings import MONTH_FIRST as MONTH_FIRST_DECLARED
from sales_platform_tests.test_date_spellings import YEAR_THEN_DAY
from sales_platform_tests.test_dates import NO_DATES

DAY = date(2025, 7, 3)
NOTHING, OF_DAY, FIRSTS = Beside(), Beside("2025-07-03"), Beside(dated_first=True)
OF_AUGUST = Beside("2025-08", dated_first=True)
BOTH = f"{SPELLING} {MONTH_FIRST}"
TIMES = (
    *("T00:00:00Z", " 00:00:00", " 00:00", " 0:00", "T00:00:00.000Z", "T00:00:00+00:00", "T00:00:00+0530", " 12:00:00 AM"),
    *(" 18:06:00", "T18:06", " 6:06 PM", ", 23:59:59.999", "T18:06:00+05:30", " 00:00:00 UTC"),
)
ONE_MEANING = (
    *(
        "3-Jul-25",
        "03-Jul-2025",
        "3 July 2025",
        "3rd July, 2025",
        "July 3, 2025",
        "July 3 2025",
        "Thu, July 03, 2025",
        "Jul 3, 2025",
    ),
    *("2025-7-3", "2025/7/3", "03.07.2025", "3.7.2025", "2025.07.03", "20250703", "2025-Jul-03", "thu. 3-JUL-2025"),
    *(f"{text}{time}" for text in ("2025-07-03", "July 03, 2025", "3-Jul-25") for time in TIMES),
    *(
        "'2025-07-03",
        '="2025-07-03"',
        "3\u202fJuly 2025",
    ),
    "Thursday,\u00a0July 3,  2025",
)
NOT_READ = (
    *("2025-07-02T18:30:00Z", "2025-07-03 18:06:00Z", "2025-07-03T18:06:00+01:00", "2025-07-03 24:00", "2025-07-03 00:60"),
    *("2025-07-03 x", "3-Foo-25", "Jul 2025", "2025-7", "3/7", "45841", "07-03-25", "3/7/25", "2025-07-03\n00:00:00", "0000-7-3"),
    *("15/0x/2025", "7/15/2025", "31-Jun-2025", "2025-2-30", "July 3, 25", "July", "20251303", "19990703", "July 3 20 25"),
)
BY_EVIDENCE: Sequence[tuple[str, Beside, Reading]] = [
    ("03/07/2025", OF_DAY, Reading(DAY)),
    ("07/03/2025", OF_DAY, Reading(DAY, MONTH_FIRST)),
    ("07-03-2025", OF_DAY, Reading(DAY, MONTH_FIRST)),
    ("Thu, 07/03/2025 12:00:00 AM", OF_DAY, Reading(DAY, BOTH)),
    ("7/3/2025", OF_DAY, Reading(DAY, BOTH)),
    ("3/7/2025", OF_DAY, Reading(DAY, SPELLING)),
    ("3/7/2025", NOTHING, Reading(DAY, SPELLING)),
    ("03/07/2025", NOTHING, Reading(DAY)),
    ("07/05/2025", OF_DAY, Reading(date(2025, 7, 5), MONTH_FIRST)),  # of the month of the file
    ("05/07/2025", OF_DAY, Reading(date(2025, 7, 5))),
    ("01/08/2025", OF_DAY, Reading(None, AMBIGUOUS)),
    ("07/03/2024", OF_DAY, Reading(None, AMBIGUOUS)),
    ("06/06/2025", OF_DAY, Reading(date(2025, 6, 6))),
    ("07/15/2025", OF_DAY, Reading(date(2025, 7, 15), MONTH_FIRST)),
    ("08/15/2025", OF_DAY, Reading(None)),
    ("07/15/2025", NOTHING, Reading(None)),
    ("15/08/2025", OF_DAY, Reading(date(2025, 8, 15))),
    ("08/01/2025", FIRSTS, Reading(date(2025, 8, 1), MONTH_FIRST)),
    ("01/08/2025", FIRSTS, Reading(date(2025, 8, 1))),
    ("1/8/2025", FIRSTS, Reading(date(2025, 8, 1), SPELLING)),
    ("02/03/2025", FIRSTS, Reading(None, AMBIGUOUS)),
    ("08/02/2025", OF_AUGUST, Reading(date(2025, 8, 2), MONTH_FIRST)),
    ("01/01/2025", FIRSTS, Reading(date(2025, 1, 1))),
    ("45841", OF_DAY, Reading(DAY, OF_FILE)),
    ("45841.0", OF_DAY, Reading(DAY, OF_FILE)),
    ("45842", OF_DAY, Reading(None)),
    ("45841", Beside("2025-07"), Reading(None)),
    ("07-03-25", OF_DAY, Reading(DAY, OF_FILE)),
    ("3/7/25", OF_DAY, Reading(DAY, OF_FILE)),
    ("25.7.3", OF_DAY, Reading(DAY, OF_FILE)),
    ("07-04-25", OF_DAY, Reading(None)),
    ("07/03/2025", Beside("2025-02-31"), Reading(None, AMBIGUOUS)),
    ("02/03/2025", Beside("2025-02-31"), Reading(date(2025, 2, 3), MONTH_FIRST)),
]
DECLARED: Sequence[tuple[Sequence[DateSpelling], str, Beside, Reading]] = [
    ((DAY_FIRST_DOTS,), "03.07.2025", NOTHING, Reading(DAY)),
    ((DAY_FIRST_DOTS,), "2025-07-03", NOTHING, Reading(DAY, SPELLING)),
    ((DAY_FIRST_DOTS,), "03/07/2025", NOTHING, Reading(None, AMBIGUOUS)),
    ((DAY_FIRST_DOTS,), "03/07/2025", OF_DAY, Reading(DAY, SPELLING)),
    ((DAY_FIRST_DOTS,), "07/03/2025", OF_DAY, Reading(DAY, BOTH)),
    ((DAY_FIRST_DOTS,), "15/07/2025", NOTHING, Reading(date(2025, 7, 15), SPELLING)),
    ((DAY_FIRST_DOTS,), "Tuesday, 15.07.2025", NOTHING, Reading(date(2025, 7, 15))),
    ((MONTH_FIRST_DECLARED,), "07/03/2025", Beside("2025-03-07"), Reading(DAY)),
    ((MONTH_FIRST_DECLARED,), "15/07/2025", NOTHING, Reading(None)),
    ((MONTH_FIRST_DECLARED,), "3-Jul-25", NOTHING, Reading(DAY, SPELLING)),
    ((DAY_FIRST, YEAR_THEN_DAY), "2025-03-07", OF_DAY, Reading(DAY)),
    ((DAY_FIRST, YEAR_THEN_DAY), "2025-3-7", OF_DAY, Reading(None)),
    ((YEAR_FIRST, MONTH_NAME_FIRST), "03/07/2025", FIRSTS, Reading(None, AMBIGUOUS)),
    ((YEAR_FIRST, MONTH_NAME_FIRST), "01/07/2025", FIRSTS, Reading(date(2025, 7, 1), SPELLING)),
]
_BESIDES = (NOTHING, OF_DAY, FIRSTS, OF_AUGUST, Beside("2025-07"), Beside("2025-02-31"), Beside("2025-07-03", dated_first=True))


def assert_spark_reads_alike(
    spark: SparkSession, texts: Sequence[str | None], beside: Beside = NOTHING, declared: Sequence[DateSpelling] = AGREED
) -> None:
    """Spark reads each text as Python does."""
    month = date.fromisoformat(f"{beside.file[:7]}-01") if beside.file else None
    rows = [(text, beside.day, month) for text in dict.fromkeys(texts)]
    landed = frame(spark, "landed string, _file_day date, _file_month date", rows)
    found = with_day(landed, "landed", declared, dated_first=beside.dated_first)
    expected = [Reading(None) if text is None else read_day(text, declared, beside) for text, *_ in rows]
    wanted = [(text, one.day, one.note or None) for (text, *_), one in zip(rows, expected, strict=True)]
    assert_rows(found.select("landed", F.col("day_read"), F.col("day_note")), "landed day_read day_note", wanted)


@pytest.mark.parametrize("text", ONE_MEANING)
def test_a_date_that_can_mean_one_day_only_is_read_and_named(text: str) -> None:
    for beside in (NOTHING, OF_DAY, OF_AUGUST):
        assert read_day(text, AGREED, beside) == Reading(DAY, SPELLING)


@pytest.mark.parametrize("text", ["\ufeff2025-07-03", "2025-07-03\u200b", "\u202f03/07/2025"])
def test_invisible_characters_around_a_date_are_not_worth_a_word(text: str) -> None:
    assert read_day(text, AGREED, OF_DAY) == Reading(DAY)


@pytest.mark.parametrize("text", NOT_READ)
def test_a_date_that_can_mean_another_day_or_none_is_not_read(text: str) -> None:
    assert read_day(text).day is None


@pytest.mark.parametrize(("text", "beside", "expected"), BY_EVIDENCE)
def test_what_stands_beside_a_date_decides_between_its_readings(text: str, beside: Beside, expected: Reading) -> None:
    assert read_day(text, AGREED, beside) == expected


@pytest.mark.parametrize(("declared", "text", "beside", "expected"), DECLARED)
def test_a_feed_with_spellings_of_its_own_accepts_what_cannot_mean_another_day(
    declared: Sequence[DateSpelling], text: str, beside: Beside, expected: Reading
) -> None:
    assert read_day(text, declared, beside) == expected


def test_all_days_that_a_date_can_mean_are_known() -> None:
    assert readings("07/03/2025") == (date(2025, 3, 7), DAY)
    assert readings("7/15/2025") == (date(2025, 7, 15),)
    assert readings("2025-07-03 00:00:00") == (DAY,)
    assert readings("x") == ()


@pytest.mark.parametrize("beside", _BESIDES, ids=str)
def test_spark_reads_the_same_as_python(spark: SparkSession, beside: Beside) -> None:
    texts = [*ONE_MEANING, *NOT_READ, *NO_DATES, *(text for text, *_ in BY_EVIDENCE)]
    assert_spark_reads_alike(spark, [None, *texts, *(f"{text}{end}" for text in texts[:9] for end in "\u2028\u0085")], beside)


@pytest.mark.parametrize("declared", dict.fromkeys(declared for declared, *_ in DECLARED), ids=str)
def test_spark_reads_declared_spellings_as_python_does(spark: SparkSession, declared: Sequence[DateSpelling]) -> None:
    texts = [text for _, text, *_ in DECLARED] + [text for text, *_ in BY_EVIDENCE]
    for beside in (NOTHING, OF_DAY):
        assert_spark_reads_alike(spark, texts, beside, declared)


_SPELLINGS = (*AGREED, DAY_FIRST_DOTS, *OTHERS)
_DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_WRITTEN = st.tuples(_DAYS, st.sampled_from(_SPELLINGS), st.integers(0, 9), st.sampled_from(("", *TIMES)))


def written(day: date, spelling: DateSpelling, which: int, time: str) -> str:
    """A day in one of the ways to write it."""
    ways = spelling.written(day)
    return ways[which % len(ways)] + time


@given(_WRITTEN, st.booleans())
def test_a_day_in_any_of_its_spellings_is_read_as_itself(one: tuple[date, DateSpelling, int, str], beside_known: bool) -> None:
    day = one[0]
    beside = Beside(day.isoformat()) if beside_known else NOTHING
    assert read_day(written(*one), AGREED, beside).day == day


@settings(max_examples=8, derandomize=True, database=None)
@given(
    st.lists(_WRITTEN, min_size=40, max_size=60),
    st.sampled_from(_BESIDES),
    st.integers(0, 12),
    st.text("0179/-. :TZ", max_size=2),
)
def test_spark_and_python_agree_on_anything_near_any_spelling(
    sail: SparkSession, ways: list[tuple[date, DateSpelling, int, str]], beside: Beside, place: int, other: str
) -> None:
    texts = [written(*one) for one in ways]
    assert_spark_reads_alike(sail, [*texts, *(text[:place] + other + text[place + 1 :] for text in texts)], beside)


@given(_DAYS, st.sampled_from("-/"), st.integers(-40, 40))
def test_two_readings_are_never_decided_without_evidence_for_one(day: date, gap: str, apart: int) -> None:
    of_file = day + timedelta(days=apart)
    read = read_day(f"{day:%m}{gap}{day:%d}{gap}{day:%Y}", AGREED, Beside(of_file.isoformat()))
    if read.day is not None and day.day <= 12:
        same_month = read.day.replace(day=1) == of_file.replace(day=1)
        assert same_month or day.day == day.month
