"""Products of both companies, aligned: one row per month, company and product code."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality import PRODUCTS
from sales_platform.quality.domains import KEYS
from sales_platform.silver.columns import capitalised, is_digits, text, tidy
from sales_platform.silver.corrections import corrected_rows
from sales_platform.silver.judging import PROVENANCE, judge

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

_SPELLINGS = {"Protien": "Protein", "protien": "protein", "PROTIEN": "PROTEIN"}
_MISSPELLING = "|".join(_SPELLINGS)


def judge_products(atlon: DataFrame, sports_bar: DataFrame, corrections: DataFrame) -> DataFrame:
    """All landed products with their cleaned values, repairs and reasons.

    Args:
        atlon, sports_bar: bronze rows of both product feeds.
        corrections: bronze rows of the corrections.

    Returns:
        One row per landed row: COLUMNS (text), the provenance, ``repairs`` and ``reasons``.
    """
    sides = prepare_atlon(atlon, corrections), prepare_sports_bar(sports_bar, corrections)
    judged = [judge(side, PRODUCTS, KEYS[PRODUCTS]) for side in sides]
    return judged[0].unionByName(judged[1])


def prepare_atlon(products: DataFrame, corrections: DataFrame) -> DataFrame:
    """Atlon's products, trimmed."""
    landed = corrected_rows(products, f"{ATLON}_products", corrections)
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
    landed = corrected_rows(products, f"{SPORTS_BAR}_products", corrections)
    name, category = tidy("product_name"), tidy("category")
    cleaned = landed.withColumns({"_name": protein(name), "_category": protein(capitalised(category))})
    return cleaned.select(
        *PROVENANCE,
        "corrected",
        text("product_id").alias("product_code"),
        division(F.col("_category")).alias("division"),
        F.col("_category").alias("category"),
        F.col("_name").alias("product"),
        F.nullif(text(F.regexp_extract("_name", "[(]([^()]*)[)]", 1)), F.lit("")).alias("variant"),
        is_digits(text("product_id")).alias("product_code_valid"),
        F.coalesce(name.rlike(_MISSPELLING) | capitalised(category).rlike(_MISSPELLING), F.lit(False)).alias("misspelled"),
    )


def protein(column: Column) -> Column:
    """Mend "Protien" to "Protein", in the capitals it stands in."""
    for wrong, right in _SPELLINGS.items():
        column = F.regexp_replace(column, wrong, right)
    return column


def division(category: Column) -> Column:
    """The division of a Sports Bar category."""
    known = [F.when(category == name, F.lit(value)) for name, value in DIVISIONS.items()]
    return F.coalesce(*known, F.lit("Other"))
