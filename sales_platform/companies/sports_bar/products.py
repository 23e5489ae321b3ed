"""Sports Bar's products: spelling repaired, division and variant derived."""

from sales_platform.companies.company import ANY, NUMBER, Landed, Record, Source
from sales_platform.companies.sports_bar.names import NAME
from sales_platform.entities import PRODUCTS
from sales_platform.feeds import Feed, Months
from sales_platform.rules.rule import reject, repair
from sales_platform.values.columns import capitalised, is_digits, text, tidy
from sales_platform.values.spark import Column, F

DIVISIONS = {
    "Energy Bars": "Nutrition Bars",
    "Protein Bars": "Nutrition Bars",
    "Granola & Cereals": "Breakfast Foods",
    "Recovery Dairy": "Dairy & Recovery",
    "Healthy Snacks": "Healthy Snacks",
    "Electrolyte Mix": "Hydration & Electrolytes",
}
"""Division by category; any other category is in division Other. Source: docs/business-rules.md, "Product"."""

_SPELLINGS = {"Protien": "Protein", "protien": "protein", "PROTIEN": "PROTEIN"}
_MISSPELLING = "|".join(_SPELLINGS)


def align_products() -> dict[str, Column]:
    """Spelling repaired, category title-cased, division and variant derived.

    Its own columns, for its rules: product_code_valid, misspelled.
    """
    name, category = tidy("product_name"), capitalised(tidy("category"))
    return {
        "product_code": text("product_id"),
        "division": division(protein(category)),
        "category": protein(category),
        "product": protein(name),
        "variant": F.nullif(text(F.regexp_extract(protein(name), "[(]([^()]*)[)]", 1)), F.lit("")),
        "product_code_valid": is_digits(text("product_id")),
        "misspelled": F.coalesce(name.rlike(_MISSPELLING) | category.rlike(_MISSPELLING), F.lit(False)),
    }


def protein(column: Column) -> Column:
    """Replace "Protien" by "Protein", in the same capitals."""
    for wrong, right in _SPELLINGS.items():
        column = F.regexp_replace(column, wrong, right)
    return column


def division(category: Column) -> Column:
    """The division of a category."""
    known = [F.when(category == name, F.lit(value)) for name, value in DIVISIONS.items()]
    return F.coalesce(*known, F.lit("Other"))


PRODUCT_SOURCE = Source(
    Feed(
        name="sports_bar_products",
        company=NAME,
        entity=PRODUCTS,
        folder="sports_bar/products",
        contract=("product_name", "product_id", "category"),
        months=Months.SNAPSHOT,
        description="Sports Bar's products, typed by hand.",
        free_text=("product_name", "category"),
    ),
    align_products,
    Record(("product_id",), {"product_id": NUMBER, "product_name": ANY, "category": ANY}),
    Landed(product="product_id", product_name="product_name", misspelled={"protien": "protein"}),
    own_rules=(
        repair(
            "product_spelling",
            PRODUCTS,
            "'Protien' was replaced by 'Protein'.",
            "misspelled",
            "NOT regexp_like(product, 'P(rotien|ROTIEN)')",
        ),
        reject(
            "invalid_product_id",
            PRODUCTS,
            "The product id is not a number.",
            "product_code IS NOT NULL AND NOT product_code_valid",
            "regexp_like(product_code, '^[0-9]+$')",
        ),
    ),
)
