"""The figures of a landing by a plain script on Apache Spark, in the layers of notebooks: bronze, silver and gold as parquet.

No Delta, no Dagster, no quarantine, no accounting and no checks; only what the figures need of the business rules
(docs/business-rules.md). Prints the figures as JSON.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from spark_session import session

FEEDS = {
    "atlon_products": "atlon/products",
    "atlon_prices": "atlon/gross_price",
    "atlon_sales": "atlon/sales",
    "bar_products": "sports_bar/products",
    "bar_prices": "sports_bar/gross_price",
    "bar_orders": "sports_bar/orders",
}


def day(text: str) -> str:
    """SQL: a landed date."""
    plain = f"regexp_replace(trim({text}), '^[A-Za-z]+day, ', '')"
    formats = ("yyyy-MM-dd", "yyyy/MM/dd", "dd-MM-yyyy", "dd/MM/yyyy", "MMMM dd, yyyy")
    read = ", ".join(f"try_to_timestamp({plain}, '{one}')" for one in formats)
    return f"CAST(coalesce({read}) AS DATE)"


def pieces(text: str) -> str:
    """SQL: a landed quantity; null where it is none."""
    whole = f"trim({text}) RLIKE '^[0-9]*[1-9][0-9]*([.]0*)?$'"
    return f"CASE WHEN {whole} THEN CAST(CAST(trim({text}) AS DECIMAL(18, 2)) AS BIGINT) END"


SILVER = {
    "product": """
        SELECT DISTINCT 'atlon' AS company, trim(product_code) AS product FROM atlon_products
        UNION
        SELECT DISTINCT 'sports_bar', trim(product_id) FROM bar_products WHERE trim(product_id) RLIKE '^[0-9]+$'""",
    "price": f"""
        SELECT company, product, year, max_by(price, struct(month, file)) AS price FROM (
            SELECT 'atlon' AS company, trim(product_code) AS product, CAST(year AS INT) AS year, 1 AS month,
                CAST(abs(try_cast(price_inr AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS price, file
            FROM atlon_prices
            UNION ALL
            SELECT 'sports_bar', trim(product_id), year({day("month")}), month({day("month")}),
                CAST(abs(try_cast(gross_price AS DECIMAL(18, 2))) AS DECIMAL(18, 2)), file
            FROM bar_prices
        ) LEFT SEMI JOIN product USING (company, product) WHERE price > 0 GROUP BY company, product, year""",
    "sold": f"""
        SELECT 'sports_bar' AS company, month, product, customer, pieces FROM (
            SELECT DISTINCT make_date(CAST(named[0] AS INT), CAST(named[1] AS INT), 1) AS month, trim(order_id) AS order_id,
                {day("order_placement_date")} AS day, trim(product_id) AS product, {pieces("order_qty")} AS pieces,
                CASE WHEN trim(customer_id) RLIKE '^[0-9]+$' THEN trim(customer_id) ELSE '999999' END AS customer
            FROM (SELECT *, regexp_extract_all(file, '[0-9]+', 0) AS named FROM bar_orders)
        ) WHERE day IS NOT NULL AND pieces IS NOT NULL
        UNION ALL
        SELECT 'atlon', CAST(date_trunc('MONTH', {day("date")}) AS DATE), trim(product_code), trim(customer_code),
            max_by({pieces("sold_quantity")}, file)
        FROM atlon_sales WHERE {day("date")} IS NOT NULL AND {pieces("sold_quantity")} IS NOT NULL GROUP BY 1, 2, 3, 4""",
}
GOLD = {
    "fact": """
        SELECT sales.*, price.price, quantity * price.price AS revenue FROM (
            SELECT company, month, product, customer, sum(pieces) AS quantity
            FROM sold LEFT SEMI JOIN product USING (company, product) GROUP BY company, month, product, customer
        ) AS sales LEFT JOIN price
            ON sales.company = price.company AND sales.product = price.product AND price.year = year(sales.month)"""
}
_FIGURES = """
    SELECT CAST(sum(revenue) AS STRING) AS total_revenue_inr, sum(quantity) AS total_quantity,
        count(DISTINCT customer) AS unique_customers, avg(CAST(price AS DOUBLE)) AS average_selling_price, count(*) AS fact_rows,
        reflect('java.lang.System', 'getProperty', 'java.version') AS java
    FROM fact"""


def landed(spark: SparkSession, folder: Path) -> DataFrame:
    """All rows of a folder's files as text, with the name of their file; files with the same header are read together."""
    layouts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            layouts[tuple(name.strip().lower() for name in next(csv.reader(stream)))].append(str(path))
    rows = None
    for header, paths in layouts.items():
        schema = ", ".join(f"`{name}` STRING" for name in header)
        some = spark.read.csv(paths, schema=schema, header=True).selectExpr("*", "_metadata.file_name AS file")
        rows = some if rows is None else rows.unionByName(some, allowMissingColumns=True)
    if rows is None:
        raise SystemExit(f"No CSV file lies below '{folder}'.")
    return rows


def figures(spark: SparkSession, landing: Path, out: Path) -> dict[str, object]:
    """Revenue (INR), quantity (pieces), customers, average selling price (INR), and rows of the fact, of all months.

    Args:
        spark: the session.
        landing: folder of the landed files.
        out: an empty folder for the tables.
    """

    def keep(layer: str, table: str, rows: DataFrame) -> None:
        path = str(out / layer / table)
        rows.write.parquet(path)
        spark.read.schema(rows.schema).parquet(path).createOrReplaceTempView(table)

    for feed, folder in FEEDS.items():
        keep("bronze", feed, landed(spark, landing / folder))
    for layer, tables in (("silver", SILVER), ("gold", GOLD)):
        for table, sql in tables.items():
            keep(layer, table, spark.sql(sql))
    return spark.sql(_FIGURES).collect()[0].asDict()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--landing", type=Path, required=True, help="folder of the landed files")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the tables")
    parser.add_argument(
        "--set-for", choices=("short", "long", ""), default="short", help="a run that is; '' is Spark as it comes"
    )
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    spark = session(out, arguments.set_for)
    found = figures(spark, arguments.landing.resolve(), out)
    spark.stop()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
