"""plan_variance: what was sold against each target of a month."""

from sales_platform.entities import TARGETS
from sales_platform.gold import dim_products as products
from sales_platform.gold import fact_sales as fact
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import every_row
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Meaning, Reads, Table
from sales_platform.values.spark import DataFrame

KEY = ("month", "company", "category", "product_code")
_DESCRIPTION = """\
Each target of a month beside what was sold, in pieces and INR.

A target is of a product or of a category; the one of a category is met by all of its products. Where a category has a target of
its own in a month, that one counts in sums (`quantity_counts`, `inr_counts`, each for its measure), and those of its products are
details of it: so nothing is planned twice. Of a company without any sales in the month nothing is known yet: what was sold is
null."""
_SQL = """
WITH named AS (SELECT month, company, product_code, division, category, product, variant FROM {products}),
sold AS (
    SELECT month, company, product_code, try_sum(sold_quantity) AS pieces, try_sum(revenue_inr) AS revenue
    FROM {sales} GROUP BY month, company, product_code
),
delivered AS (SELECT DISTINCT month, company FROM {sales}),
by_category AS (
    SELECT named.month, named.company, named.category, try_sum(sold.pieces) AS pieces, try_sum(sold.revenue) AS revenue,
        CASE WHEN count(DISTINCT named.division) = 1 THEN max(named.division) END AS division
    FROM named LEFT JOIN sold
        ON sold.month = named.month AND sold.company = named.company AND sold.product_code = named.product_code
    WHERE named.category IS NOT NULL GROUP BY named.month, named.company, named.category
),
whole AS (
    SELECT month, company, category, target_quantity IS NOT NULL AS in_pieces, target_inr IS NOT NULL AS in_inr
    FROM {targets} WHERE product_code IS NULL
),
of_products AS (
    SELECT targets.month, targets.company, named.division, named.category, targets.product_code, named.product, named.variant,
        sold.pieces, sold.revenue, targets.target_quantity, targets.target_inr,
        NOT coalesce(whole.in_pieces, FALSE) AS counts_pieces, NOT coalesce(whole.in_inr, FALSE) AS counts_inr
    FROM (SELECT * FROM {targets} WHERE product_code IS NOT NULL) AS targets
    LEFT JOIN named
        ON named.month = targets.month AND named.company = targets.company AND named.product_code = targets.product_code
    LEFT JOIN sold
        ON sold.month = targets.month AND sold.company = targets.company AND sold.product_code = targets.product_code
    LEFT JOIN whole
        ON whole.month = targets.month AND whole.company = targets.company AND whole.category = named.category
),
of_categories AS (
    SELECT targets.month, targets.company, by_category.division, targets.category, CAST(NULL AS STRING) AS product_code,
        CAST(NULL AS STRING) AS product, CAST(NULL AS STRING) AS variant, by_category.pieces, by_category.revenue,
        targets.target_quantity, targets.target_inr, TRUE AS counts_pieces, TRUE AS counts_inr
    FROM (SELECT * FROM {targets} WHERE product_code IS NULL) AS targets
    LEFT JOIN by_category
        ON by_category.month = targets.month AND by_category.company = targets.company
        AND by_category.category = targets.category
),
every AS (SELECT * FROM of_products UNION ALL SELECT * FROM of_categories)
SELECT every.month, every.company, every.division, every.category, every.product_code, every.product, every.variant,
    CASE WHEN delivered.company IS NOT NULL THEN CAST(coalesce(every.pieces, 0) AS BIGINT) END AS sold_quantity,
    every.target_quantity,
    CASE WHEN delivered.company IS NOT NULL THEN CAST(coalesce(every.revenue, 0) AS DECIMAL(38, 2)) END AS revenue_inr,
    every.target_inr,
    every.counts_pieces AND every.target_quantity IS NOT NULL AS quantity_counts,
    every.counts_inr AND every.target_inr IS NOT NULL AS inr_counts
FROM every LEFT JOIN delivered ON delivered.month = every.month AND delivered.company = every.company
"""


def plan_variance(silver_targets: DataFrame, dim_products: DataFrame, fact_sales: DataFrame) -> DataFrame:
    """One row per target: month, company, and the product or the category.

    Source: docs/business-rules.md, "Targets and stock".

    Args:
        silver_targets, dim_products, fact_sales: of the same months.

    Returns:
        The columns of the table; pieces and INR.
    """
    return silver_targets.sparkSession.sql(_SQL, targets=silver_targets, products=dim_products, sales=fact_sales)


def targets_are_sound(scope: Scope) -> Finding:
    """A target is of zero or more, in pieces or in INR, of something that has a category or a code."""
    promises = {
        "target": "coalesce(target_quantity, 0) >= 0 AND coalesce(target_inr, 0) >= 0",
        "measure": "target_quantity IS NOT NULL OR target_inr IS NOT NULL",
        "subject": "product_code IS NOT NULL OR category IS NOT NULL",
    }
    return every_row(scope.lake, TABLE.path, promises, scope.months, KEY[1:])


TABLE = Table(
    "gold",
    "plan_variance",
    _DESCRIPTION,
    columns=(
        "month", "company", "division", "category", "product_code", "product", "variant",
        Meaning("sold_quantity", "bigint", "Pieces sold of it; null while the company has no sales in the month."),
        "target_quantity",
        Meaning("revenue_inr", "decimal(38,2)", "Revenue of it in INR; null in the same way."),
        "target_inr",
        Meaning("quantity_counts", "boolean", "Whether the pieces count in sums; those of a planned category's products do not."),
        Meaning("inr_counts", "boolean", "Whether the INR count in sums, likewise."),
    ),
    key=KEY,
    reads=(Reads(SILVER[TARGETS]), Reads(products.TABLE), Reads(fact.TABLE)),
    build=plan_variance,
    made_from={
        "category": ("silver_targets.category", "dim_products.category"),
        "quantity_counts": ("silver_targets.target_quantity",),
        "inr_counts": ("silver_targets.target_inr",),
    },
    checks=[Check("targets_are_sound", "Every target is of zero or more, of a product or a category.", targets_are_sound)],
    page="overview",
    needs=TARGETS,
)  # fmt: skip
