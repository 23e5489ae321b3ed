"""Customers of both companies, aligned: one row per month, company and customer code."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality import CUSTOMERS
from sales_platform.quality.domains import CITIES, KEYS
from sales_platform.silver.columns import capitalised, text, tidy
from sales_platform.silver.corrections import corrected_rows
from sales_platform.silver.judging import PROVENANCE, judge

COLUMNS = ("customer_code", "customer", "city", "market", "platform", "channel")

CITY_SPELLINGS = {
    "Bengaluruu": "Bengaluru",
    "Bengalore": "Bengaluru",
    "Hyderabadd": "Hyderabad",
    "Hyderbad": "Hyderabad",
    "NewDelhi": "New Delhi",
    "NewDheli": "New Delhi",
    "NewDelhee": "New Delhi",
}
"""Known misspellings. Source: business rules, "City"."""
CITY_DISTANCE = 2
"""An unknown spelling at most this many edits from exactly one city is taken for it."""

MARKET, PLATFORM, CHANNEL = "India", "Sports Bar", "Acquisition"
"""What every Sports Bar customer is in Atlon's schema. Source: business rules, "Customer name", "Aligned"."""


def judge_customers(atlon: DataFrame, sports_bar: DataFrame, corrections: DataFrame) -> DataFrame:
    """All landed customers with their cleaned values, repairs and reasons.

    Args:
        atlon, sports_bar: bronze rows of both customer feeds.
        corrections: bronze rows of the corrections.

    Returns:
        One row per landed row: COLUMNS (text), the provenance, ``repairs`` and ``reasons``.
    """
    sides = prepare_atlon(atlon, corrections), prepare_sports_bar(sports_bar, corrections)
    judged = [judge(side, CUSTOMERS, KEYS[CUSTOMERS], completeness=F.col("completeness")) for side in sides]
    return judged[0].unionByName(judged[1])


def prepare_atlon(customers: DataFrame, corrections: DataFrame) -> DataFrame:
    """Atlon's customers, trimmed."""
    landed = corrected_rows(customers, f"{ATLON}_customers", corrections)
    return landed.select(
        *PROVENANCE,
        "corrected",
        text("customer_code").alias("customer_code"),
        F.coalesce(tidy("customer"), F.lit("Unknown")).alias("customer"),
        F.lit(None).cast("string").alias("city"),
        *[tidy(name).alias(name) for name in ("market", "platform", "channel")],
        F.lit("").alias("customer_name"),
        F.lit("").alias("customer_name_as_landed"),
        F.lit(None).cast("string").alias("city_repair"),
        F.lit(0).alias("completeness"),
    )


def prepare_sports_bar(customers: DataFrame, corrections: DataFrame) -> DataFrame:
    """Sports Bar's customers: name and city cleaned, aligned with Atlon's schema."""
    landed = corrected_rows(customers, f"{SPORTS_BAR}_customers", corrections)
    cleaned = landed.withColumns({"_city": city(tidy("city")), "_name": capitalised(tidy("customer_name"))})
    return cleaned.select(
        *PROVENANCE,
        "corrected",
        text("customer_id").alias("customer_code"),
        F.concat_ws("-", F.coalesce("_name", F.lit("Unknown")), F.coalesce("_city", F.lit("Unknown"))).alias("customer"),
        F.col("_city").alias("city"),
        F.lit(MARKET).alias("market"),
        F.lit(PLATFORM).alias("platform"),
        F.lit(CHANNEL).alias("channel"),
        F.col("_name").alias("customer_name"),
        F.col("customer_name").alias("customer_name_as_landed"),
        city_repair(tidy("city"), F.col("_city")).alias("city_repair"),
        (F.col("_name").isNotNull().cast("int") + F.col("_city").isNotNull().cast("int")).alias("completeness"),
    )


def city(spelling: Column) -> Column:
    """The canonical city of a spelling: itself, a known misspelling, or the one city close to it; else null."""
    return F.coalesce(_known_city(spelling), _close_city(spelling))


def city_repair(spelling: Column, mended: Column) -> Column:
    """What was done to a city: nothing (null), ``city_spelling``, ``city_fuzzy`` or ``city_unknown``."""
    return (
        F.when(spelling.isNull() | (F.coalesce(spelling == mended, F.lit(False))), F.lit(None))
        .when(_known_city(spelling).isNotNull(), F.lit("city_spelling"))
        .when(mended.isNotNull(), F.lit("city_fuzzy"))
        .otherwise(F.lit("city_unknown"))
        .cast("string")
    )


def _known_city(spelling: Column) -> Column:
    known = {name.lower(): name for name in CITIES} | {wrong.lower(): right for wrong, right in CITY_SPELLINGS.items()}
    return F.coalesce(*[F.when(F.lower(spelling) == wrong, F.lit(right)) for wrong, right in known.items()])


def _close_city(spelling: Column) -> Column:
    lower = F.lower(spelling)
    close = {name: F.levenshtein(lower, F.lit(name.lower())) <= CITY_DISTANCE for name in CITIES}
    candidates = F.array_compact(F.array(*[F.when(near, F.lit(name)) for name, near in close.items()]))
    return F.when(F.size(candidates) == 1, F.element_at(candidates, 1))
