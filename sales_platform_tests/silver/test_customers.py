"""Customers: names and cities cleaned, both companies aligned, one row kept of each customer."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pyspark.sql import DataFrame, SparkSession

from sales_platform.companies.sports_bar.customers import CITY_SPELLINGS
from sales_platform_tests.frames import AUGUST, JULY, JUNE, File, assert_rows, assert_types, corrected, judge_landed, rows_of

CustomerRow = tuple[str | None, str | None, str | None]


def judge(spark: SparkSession, *sports_bar: File, atlon: Sequence[File] = (), corrections: Sequence[File] = ()) -> DataFrame:
    return judge_landed(
        spark, "customers", {"atlon_customers": atlon, "sports_bar_customers": sports_bar, "corrections": corrections}
    )


def file(*rows: CustomerRow, name: str = "customers.csv") -> File:
    return File(name, rows)


def test_names_are_trimmed_collapsed_and_capitalised_and_the_repair_is_named(spark: SparkSession) -> None:
    customers = file(
        ("1", "Athlete's Choice Store", "Hyderabad"),
        ("2", "  athlete's  CHOICE\tstore ", "Hyderabad"),
        ("3", "ZEN-ATHLETE FOODS", "Hyderabad"),
        ("4", "Sprint X ", "Hyderabad"),
        ("5", "\u00a0Sprint\u00a0X", "Hyderabad"),
        ("6", " ", "Hyderabad"),
        ("7", None, "Hyderabad"),
    )
    expected = [
        ("1", "Athlete's Choice Store-Hyderabad", []),
        ("2", "Athlete's Choice Store-Hyderabad", ["customer_name"]),
        ("3", "Zen-athlete Foods-Hyderabad", ["customer_name"]),
        ("4", "Sprint X-Hyderabad", ["customer_name"]),
        ("5", "Sprint X-Hyderabad", ["customer_name"]),
        ("6", "Unknown-Hyderabad", ["unnamed"]),
        ("7", "Unknown-Hyderabad", ["unnamed"]),
    ]
    assert_rows(judge(spark, customers), "customer_code customer repairs", expected)


def test_every_known_misspelling_of_a_city_is_repaired(spark: SparkSession) -> None:
    known = enumerate(sorted(CITY_SPELLINGS), start=1)
    customers = file(*((str(code), "X", city) for code, city in known))
    expected = [
        ("Bengaluru", "X-Bengaluru", ["city_spelling"]),  # Bengalore
        ("Bengaluru", "X-Bengaluru", ["city_spelling"]),  # Bengaluruu
        ("Hyderabad", "X-Hyderabad", ["city_spelling"]),  # Hyderabadd
        ("Hyderabad", "X-Hyderabad", ["city_spelling"]),  # Hyderbad
        ("New Delhi", "X-New Delhi", ["city_spelling"]),  # NewDelhee
        ("New Delhi", "X-New Delhi", ["city_spelling"]),  # NewDelhi
        ("New Delhi", "X-New Delhi", ["city_spelling"]),  # NewDheli
    ]
    assert_rows(judge(spark, customers), "city customer repairs", expected)


def test_an_unknown_city_close_to_exactly_one_is_repaired_and_any_other_is_left_empty(spark: SparkSession) -> None:
    cities: dict[str | None, tuple[str | None, list[str]]] = {
        "Bengaluru": ("Bengaluru", []),
        " Hyderabad ": ("Hyderabad", []),
        "New  Delhi": ("New Delhi", []),
        "NEW DELHI": ("New Delhi", ["city_spelling"]),
        "newdelhi": ("New Delhi", ["city_spelling"]),
        "Bangaluru": ("Bengaluru", ["city_fuzzy"]),
        "Hyderabaddd": ("Hyderabad", ["city_fuzzy"]),
        "hyderabat": ("Hyderabad", ["city_fuzzy"]),
        "New Dehi": ("New Delhi", ["city_fuzzy"]),
        "Bangalore": (None, ["city_unknown"]),  # three edits
        "Delhi": (None, ["city_unknown"]),
        "Mumbai": (None, ["city_unknown"]),
        "?": (None, ["city_unknown"]),
        "": (None, []),
        None: (None, []),
    }
    customers = file(*((str(code), "X", city) for code, city in enumerate(cities)))
    expected = [(str(code), city, repairs) for code, (city, repairs) in enumerate(cities.values())]
    assert_rows(judge(spark, customers), "customer_code city repairs", expected)


def test_sports_bar_customers_take_on_the_schema_of_atlon(spark: SparkSession) -> None:
    atlon = File("a.csv", [(" 70002017 ", " Atliq  Exclusive", "India ", "Brick & Mortar", "Direct"), ("9", "", None, "", None)])
    judged = judge(spark, file((" 789101 ", "x", "Pune"), ("789102", None, None)), atlon=[atlon])
    names = "company customer_code customer city market platform channel"
    expected = [
        ("atlon", "70002017", "Atliq Exclusive", None, "India", "Brick & Mortar", "Direct"),
        ("atlon", "9", "Unknown", None, None, None, None),
        ("sports_bar", "789101", "X-Unknown", None, "India", "Sports Bar", "Acquisition"),
        ("sports_bar", "789102", "Unknown-Unknown", None, "India", "Sports Bar", "Acquisition"),
    ]
    assert_rows(judged, names, expected)
    types = """month date, company string, feed string, customer_code string, customer string, city string, market string,
        platform string, channel string, repairs array<string>, reasons array<string>, raw string, record string,
            _file string, _row bigint"""
    assert_types(judged, types)


def test_rows_without_a_code_or_of_the_wrong_shape_are_quarantined_with_every_reason(spark: SparkSession) -> None:
    problem = '{"_row_problem": "2 fields where the header has 3", "_row_fields": ["3", "C"]}'
    customers = File(
        "c.csv",
        [("1", "A", None), ("\u00a0 ", "B", None), ("3", "C", None), (None, None, None), ("5", "E", None)],
        extra={3: problem, 4: problem, 5: '{"note": "harmless"}'},
    )
    atlon = File("a.csv", [(" ", "A", None, None, None)])
    expected = [
        ("c.csv", 1, []),
        ("c.csv", 2, ["missing_customer"]),
        ("c.csv", 3, ["malformed_row"]),
        ("c.csv", 4, ["malformed_row", "missing_customer"]),
        ("c.csv", 5, []),
        ("a.csv", 1, ["missing_customer"]),
    ]
    assert_rows(judge(spark, customers, atlon=[atlon]), "_file _row reasons", expected)


def test_of_equally_complete_rows_in_one_file_the_last_is_kept(spark: SparkSession) -> None:
    customers = file(("1", "old", "Hyderabad"), ("1", "new", "Hyderabad"), ("2", "a", None), (" 2", None, "Hyderabad"))
    expected = [(1, ["duplicate"]), (2, []), (3, ["duplicate"]), (4, [])]
    assert_rows(judge(spark, customers), "_row reasons", expected)


def test_the_most_complete_row_is_kept_and_the_others_are_duplicates(spark: SparkSession) -> None:
    customers = file(
        ("1", "name only", None),
        ("1", "complete", "Hyderabad"),
        ("1", None, None),
        ("1", "unknown city", "Atlantis"),
        ("2", None, None),
        ("2", None, "hyderabat"),
    )
    expected = [
        (1, None, ["duplicate"]),
        (2, "Hyderabad", []),
        (3, None, ["duplicate"]),
        (4, None, ["duplicate"]),
        (5, None, ["duplicate"]),
        (6, "Hyderabad", []),
    ]
    assert_rows(judge(spark, customers), "_row city reasons", expected)


def test_a_later_file_supersedes_an_equally_complete_row(spark: SparkSession) -> None:
    files = (
        File("customers_2025_06_30.csv", [("1", "June", "Hyderabad")], written=datetime(2025, 9, 9, tzinfo=UTC)),
        File("customers_2025_07_01.csv", [("1", "July", "Hyderabad")]),
        File("customers.csv", [("1", "undated", "Hyderabad")], written=datetime(2025, 9, 9, tzinfo=UTC)),
    )
    expected = [("June-Hyderabad", ["superseded"]), ("July-Hyderabad", []), ("Undated-Hyderabad", ["superseded"])]
    assert_rows(judge(spark, *files), "customer reasons", expected)


def test_of_undated_files_the_one_written_later_counts_and_then_the_one_further_on_in_the_alphabet(
    spark: SparkSession,
) -> None:
    early, late = datetime(2025, 9, 1, 10, tzinfo=UTC), datetime(2025, 9, 1, 10, 0, 1, tzinfo=UTC)
    files = (
        File("z.csv", [("1", "z early", "Hyderabad")], written=early),
        File("a.csv", [("1", "a late", "Hyderabad"), ("2", "a late", "Hyderabad")], written=late),
        File("b.csv", [("2", "b late", "Hyderabad")], written=late),
    )
    expected = [("z.csv", 1, ["superseded"]), ("a.csv", 1, []), ("a.csv", 2, ["superseded"]), ("b.csv", 1, [])]
    assert_rows(judge(spark, *files), "_file _row reasons", expected)


def test_a_more_complete_row_of_an_earlier_file_is_kept_and_the_later_one_is_not_called_superseded(spark: SparkSession) -> None:
    files = (
        File("customers_2025_06.csv", [("1", "whole", "Hyderabad"), ("2", "part", None)]),
        File("customers_2025_07.csv", [("1", "part", None), ("2", "whole", "Hyderabad")]),
    )
    expected = [
        ("Whole-Hyderabad", 1, []),
        ("Part-Unknown", 2, ["superseded"]),
        ("Part-Unknown", 1, ["duplicate"]),
        ("Whole-Hyderabad", 2, []),
    ]
    assert_rows(judge(spark, *files), "customer _row reasons", expected)


def test_the_same_code_in_another_company_or_month_is_another_customer(spark: SparkSession) -> None:
    files = [File("c.csv", [("1", "x", None)], month=month) for month in (JUNE, JULY, AUGUST)]
    atlon = [File("a.csv", [("1", "x", None, None, None)], month=JULY)]
    assert rows_of(judge(spark, *files, atlon=atlon), "reasons") == [([],)] * 4


def test_the_confirmed_corrections_of_the_business_fill_the_cities(spark: SparkSession) -> None:
    customers = file(
        ("789403", "SprintX Nutrition", ""),
        ("789420", "ZenAthlete Foods", None),
        ("789521", "PrimeFuel Nutrition", " "),
        ("789603", "Recovery Lane", "Hyderabad"),
    )
    confirmed = [("789403", "New Delhi"), ("789420", "Bengaluru"), ("789521", "Hyderabad"), ("789603", "Hyderabad")]
    corrections = File(
        "seeds/c.csv", [("sports_bar", "customers", key, "city", city, "Meera", "2025-12-08", "") for key, city in confirmed]
    )
    expected = [
        ("789403", "Sprintx Nutrition-New Delhi", [corrected("city"), "customer_name"]),
        ("789420", "Zenathlete Foods-Bengaluru", [corrected("city"), "customer_name"]),
        ("789521", "Primefuel Nutrition-Hyderabad", [corrected("city"), "customer_name"]),
        ("789603", "Recovery Lane-Hyderabad", []),
    ]
    assert_rows(judge(spark, customers, corrections=[corrections]), "customer_code customer repairs", expected)
