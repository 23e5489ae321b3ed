"""Products: spelling repaired, category and division aligned, products without a number quarantined."""

from collections.abc import Sequence
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from sales_platform_tests.frames import AUGUST, JULY, File, assert_rows, assert_types, corrected, judge_landed


def judge(spark: SparkSession, *sports_bar: File, atlon: Sequence[File] = (), corrections: Sequence[File] = ()) -> DataFrame:
    return judge_landed(
        spark, "products", {"atlon_products": atlon, "sports_bar_products": sports_bar, "corrections": corrections}
    )


def test_the_category_decides_the_division_and_the_brackets_in_the_name_the_variant(spark: SparkSession) -> None:
    products = File(
        "products.csv",
        [
            ("SportsBar Energy Bar Choco Fudge (60g)", "1", "Energy Bars"),
            ("Bar ( 500 ml )", "2", "protein bars"),
            ("Bar (Mango) (60g)", "3", "GRANOLA & CEREALS"),
            ("Bar ()", "4", "recovery  dairy "),
            ("Bar (60g", "5", "Healthy Snacks"),
            ("Bar", "6", "Electrolyte Mix"),
            ("  Two   words  (a  b) ", "7", "Shoes"),
            (None, "8", None),
            ("Bar ((60g))", "9", ""),
        ],
    )
    expected = [
        ("1", "Nutrition Bars", "Energy Bars", "SportsBar Energy Bar Choco Fudge (60g)", "60g"),
        ("2", "Nutrition Bars", "Protein Bars", "Bar ( 500 ml )", "500 ml"),
        ("3", "Breakfast Foods", "Granola & Cereals", "Bar (Mango) (60g)", "Mango"),
        ("4", "Dairy & Recovery", "Recovery Dairy", "Bar ()", None),
        ("5", "Healthy Snacks", "Healthy Snacks", "Bar (60g", None),
        ("6", "Hydration & Electrolytes", "Electrolyte Mix", "Bar", None),
        ("7", "Other", "Shoes", "Two words (a b)", "a b"),
        ("8", "Other", None, "Unknown", None),
        ("9", "Other", None, "Bar ((60g))", "60g"),
    ]
    judged = judge(spark, products)
    assert_rows(judged, "product_code division category product variant", expected)
    types = """month date, company string, feed string, product_code string, division string, category string, product string,
        variant string, repairs array<string>, reasons array<string>, raw string, record string, _file string, _row bigint"""
    assert_types(judged, types)


def test_protien_is_repaired_to_protein_in_name_and_category_and_the_repair_is_named(spark: SparkSession) -> None:
    products = File(
        "products.csv",
        [
            ("Protien Bar", "1", "Protein Bars"),
            ("Bar", "2", "Protien Bars"),
            ("high protien, more Protien", "3", "protien bars"),
            ("Protein Bar", "4", "Protein Bars"),
            ("Proteins", "5", None),
        ],
    )
    expected = [
        ("1", "Protein Bar", "Protein Bars", "Nutrition Bars", ["product_spelling"]),
        ("2", "Bar", "Protein Bars", "Nutrition Bars", ["product_spelling"]),
        ("3", "high protein, more Protein", "Protein Bars", "Nutrition Bars", ["product_spelling"]),
        ("4", "Protein Bar", "Protein Bars", "Nutrition Bars", []),
        ("5", "Proteins", None, "Other", []),
    ]
    assert_rows(judge(spark, products), "product_code product category division repairs", expected)


def test_protien_in_capitals_is_repaired_as_well(spark: SparkSession) -> None:
    products = File("products.csv", [("PROTIEN BAR", "1", "PROTIEN BARS"), ("Bar", "2", "pROTIEN bars")])
    expected = [
        ("1", "PROTEIN BAR", "Protein Bars", "Nutrition Bars", ["product_spelling"]),
        ("2", "Bar", "Protein Bars", "Nutrition Bars", ["product_spelling"]),
    ]
    assert_rows(judge(spark, products), "product_code product category division repairs", expected)


def test_products_whose_id_is_no_number_are_quarantined_with_every_reason(spark: SparkSession) -> None:
    products = File(
        "products.csv",
        [
            ("a", "25891101", "x"),
            ("b", "XYZ123", "x"),
            ("c", "२५", "x"),
            ("d", " ", "x"),
            ("e", None, "x"),
            ("f", "1.0", "x"),
            ("g", "-1", "x"),
            ("h", "XYZ123", None),
            ("i", "\t 26 ", "x"),
        ],
        extra={8: '{"_row_problem": "2 fields where the header has 3"}'},
    )
    expected = [
        ("25891101", []),
        ("XYZ123", ["invalid_product_id"]),
        ("25", []),
        (None, ["missing_product"]),
        (None, ["missing_product"]),
        ("1", []),
        ("-1", ["invalid_product_id"]),
        ("XYZ123", ["malformed_row", "invalid_product_id"]),
        ("26", []),
    ]
    assert_rows(judge(spark, products), "product_code reasons", expected)


def test_products_of_atlon_are_trimmed_and_keep_their_code_whatever_it_is(spark: SparkSession) -> None:
    atlon = File(
        "a.csv",
        [
            (" A0118150101 ", "P & A ", "Peripherals", "AQ Dracula  HDD", "Standard"),
            (None, "P & A", "Peripherals", "Protien", "Plus"),
            ("A2", None, "", "Protien", "\u00a0"),
        ],
    )
    expected: list[Any] = [
        ("atlon", "A0118150101", "P & A", "Peripherals", "AQ Dracula HDD", "Standard", [], []),
        ("atlon", None, "P & A", "Peripherals", "Protien", "Plus", [], ["missing_product"]),
        ("atlon", "A2", None, None, "Protien", None, [], []),
    ]
    names = "company product_code division category product variant repairs reasons"
    assert_rows(judge(spark, atlon=[atlon]), names, expected)


def test_the_last_row_of_a_product_is_kept_and_a_row_rejected_for_itself_takes_no_part(spark: SparkSession) -> None:
    files = (
        File("products_2025_06.csv", [("a", "1", "x"), ("a", "2", "x"), ("a", "2", "x"), ("a", "3", "x")]),
        File(
            "products_2025_07.csv",
            [("b", "1", "x"), ("b", "3", "x")],
            extra={2: '{"_row_problem": "4 fields where the header has 3"}'},
        ),
        File("august.csv", [("c", "1", "x")], month=AUGUST),
    )
    atlon = File("a.csv", [("1", "d", "c", "p", "v")], month=JULY)
    expected = [
        ("products_2025_06.csv", 1, ["superseded"]),
        ("products_2025_06.csv", 2, ["duplicate"]),
        ("products_2025_06.csv", 3, []),
        ("products_2025_06.csv", 4, []),
        ("products_2025_07.csv", 1, []),
        ("products_2025_07.csv", 2, ["malformed_row"]),
        ("august.csv", 1, []),
        ("a.csv", 1, []),
    ]
    assert_rows(judge(spark, *files, atlon=[atlon]), "_file _row reasons", expected)


def test_a_correction_of_the_id_makes_a_product_valid_and_a_duplicate_where_that_id_is_taken(spark: SparkSession) -> None:
    products = File(
        "products.csv", [("new", "XYZ123", "Energy Bars"), ("old", "25891101", "Energy Bars"), ("other", "XYZ124", "x")]
    )
    corrections = File(
        "c.csv",
        [
            ("sports_bar", "products", "XYZ123", "product_id", "25891999", "Meera", "2025-12-08", ""),
            ("sports_bar", "products", "XYZ124", "product_id", "25891101", "Meera", "2025-12-08", ""),
            ("sports_bar", "products", "XYZ124", "category", "Energy bars", "Meera", "2025-12-08", ""),
        ],
    )
    expected = [
        ("new", "25891999", "Energy Bars", [corrected("product_id")], []),
        ("old", "25891101", "Energy Bars", [], ["duplicate"]),
        ("other", "25891101", "Energy Bars", [corrected("product_id"), corrected("category")], []),
    ]
    names = "product product_code category repairs reasons"
    assert_rows(judge(spark, products, corrections=[corrections]), names, expected)
