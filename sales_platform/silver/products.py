"""Products of both companies, aligned: one row per month, company and product code."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality import PRODUCTS
from sales_platform.silver.columns import capitalised, is_digits, text, tidy
from sales_platform.silver.corrections import corrected
from sales_platform.silver.judging import PROVENANCE, from_bronze, judged, without_repeats

COLUMNS = ("product_code", "division", "category", "product", "variant")

DIVISIONS = {
    "Energy Bars": "Nutrition Bars",
    "Protein Bars": "Nutrition Bars",
    "Granola & Cereals": "Breakfast Foods",
    "Recovery Dairy": "Dairy & Recovery",
    "Healthy Snacks": "Healthy Snacks",
    "Electrolyte Mix": "Hydration & Electrolytes",
}
"""Division by Sports Bar category; any other category is in division Other. Source: business rules, "Product"."""

_MISSPELLING = "[Pp]rotien"


def judge_products(atlon: DataFrame, sports_bar: DataFrame, corrections: DataFrame) -> DataFrame:
    """All landed products with their cleaned values, repairs and reasons.

    Args:
        atlon, sports_bar: bronze rows of both product feeds.
        corrections: bronze rows of the corrections.

    Returns:
        One row per landed row: COLUMNS (text), the provenance, ``repairs`` and ``reasons``.
    """
    prepared = prepare_atlon(atlon, corrections).unionByName(prepare_sports_bar(sports_bar, corrections))
    return without_repeats(judged(prepared, PRODUCTS), ["product_code"])


def prepare_atlon(products: DataFrame, corrections: DataFrame) -> DataFrame:
    """Atlon's products, trimmed."""
    landed = corrected(from_bronze(products, f"{ATLON}_products"), corrections, PRODUCTS, text("product_code"), list(COLUMNS))
    return landed.select(
        *PROVENANCE,
        "corrected",
        text("product_code").alias("product_code"),
        *[tidy(name).alias(name) for name in COLUMNS[1:]],
        F.lit(True).alias("product_code_valid"),
        F.lit(False).alias("misspelled"),
    )


def prepare_sports_bar(products: DataFrame, corrections: DataFrame) -> DataFrame:
    """Sports Bar's products: spelling mended, category title-cased, division and variant derived."""
    landed = corrected(
        from_bronze(products, f"{SPORTS_BAR}_products"),
        corrections,
        PRODUCTS,
        text("product_id"),
        ["product_id", "product_name", "category"],
    )
    name, category = tidy("product_name"), tidy("category")
    cleaned = landed.withColumns({"_name": protein(name), "_category": capitalised(protein(category))})
    return cleaned.select(
        *PROVENANCE,
        "corrected",
        text("product_id").alias("product_code"),
        division(F.col("_category")).alias("division"),
        F.col("_category").alias("category"),
        F.col("_name").alias("product"),
        F.nullif(text(F.regexp_extract("_name", "[(]([^()]*)[)]", 1)), F.lit("")).alias("variant"),
        is_digits(text("product_id")).alias("product_code_valid"),
        F.coalesce(name.rlike(_MISSPELLING) | category.rlike(_MISSPELLING), F.lit(False)).alias("misspelled"),
    )


def protein(column: Column) -> Column:
    """Mend "Protien" to "Protein", in the capitals it stands in."""
    return F.regexp_replace(F.regexp_replace(column, "Protien", "Protein"), "protien", "protein")


def division(category: Column) -> Column:
    """The division of a Sports Bar category."""
    known = [F.when(category == name, F.lit(value)) for name, value in DIVISIONS.items()]
    return F.coalesce(*known, F.lit("Other"))
