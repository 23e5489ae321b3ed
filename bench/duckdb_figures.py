"""The figures of a landing by a plain DuckDB script: every CSV file is read, and nothing is kept.

No layers, no quarantine, no accounting and no checks; only what the figures need of the business rules (docs/business-rules.md).
Prints the figures as JSON.
"""

import argparse
import json
from pathlib import Path

import duckdb

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%B %d, %Y")
_CSV = "all_varchar = true, header = true, union_by_name = true, filename = true"

_LANDED = """
CREATE TEMP VIEW atlon_products AS SELECT * FROM read_csv('{landing}/atlon/products/*.csv', {csv});
CREATE TEMP VIEW atlon_prices AS SELECT * FROM read_csv('{landing}/atlon/gross_price/*.csv', {csv});
CREATE TEMP VIEW atlon_sales AS SELECT * FROM read_csv('{landing}/atlon/sales/*.csv', {csv});
CREATE TEMP VIEW bar_products AS SELECT * FROM read_csv('{landing}/sports_bar/products/*.csv', {csv});
CREATE TEMP VIEW bar_prices AS SELECT * FROM read_csv('{landing}/sports_bar/gross_price/*.csv', {csv});
CREATE TEMP VIEW bar_orders AS SELECT * FROM read_csv('{landing}/sports_bar/orders/*.csv', {csv}, normalize_names = true);
CREATE TEMP MACRO read_day(text) AS CAST(try_strptime(regexp_replace(trim(text), '^[A-Za-z]+day, ', ''), {dates}) AS DATE);
CREATE TEMP MACRO read_pieces(text) AS
    CASE WHEN regexp_full_match(trim(text), '[0-9]*[1-9][0-9]*([.]0*)?')
    THEN CAST(CAST(trim(text) AS DECIMAL(18, 2)) AS BIGINT) END;
"""

_FIGURES = """
WITH product AS (
    SELECT DISTINCT 'atlon' AS company, trim(product_code) AS product FROM atlon_products
    UNION
    SELECT DISTINCT 'sports_bar', trim(product_id) FROM bar_products WHERE regexp_full_match(trim(product_id), '[0-9]+')
), listed AS (
    SELECT 'atlon' AS company, trim(product_code) AS product, CAST(atlon_prices.year AS INTEGER) AS year, 1 AS month,
        CAST(abs(try_cast(price_inr AS DECIMAL(18, 2))) AS DECIMAL(18, 2)) AS price, filename
    FROM atlon_prices
    UNION ALL
    SELECT 'sports_bar', trim(product_id), year(read_day(bar_prices.month)), month(read_day(bar_prices.month)),
        abs(try_cast(gross_price AS DECIMAL(18, 2))), filename
    FROM bar_prices
), price AS (
    SELECT company, product, year, arg_max(price, (month, filename)) AS price
    FROM listed SEMI JOIN product USING (company, product) WHERE price > 0 GROUP BY ALL
), orders AS (
    SELECT DISTINCT make_date(CAST(named[1] AS INTEGER), CAST(named[2] AS INTEGER), 1) AS month, trim(order_id) AS order_id,
        read_day(order_placement_date) AS day, trim(product_id) AS product, read_pieces(order_qty) AS pieces,
        CASE WHEN regexp_full_match(trim(customer_id), '[0-9]+') THEN trim(customer_id) ELSE '999999' END AS customer
    FROM (SELECT *, regexp_extract_all(parse_filename(filename), '[0-9]+') AS named FROM bar_orders)
), sold AS (
    SELECT 'sports_bar' AS company, month, product, customer, pieces FROM orders WHERE day IS NOT NULL AND pieces IS NOT NULL
    UNION ALL
    SELECT 'atlon', date_trunc('month', read_day(date)), trim(product_code), trim(customer_code),
        arg_max(read_pieces(sold_quantity), filename)
    FROM atlon_sales WHERE read_day(date) IS NOT NULL AND read_pieces(sold_quantity) IS NOT NULL GROUP BY ALL
), fact AS (
    SELECT company, month, product, customer, sum(pieces) AS quantity FROM sold SEMI JOIN product USING (company, product)
    GROUP BY ALL
)
SELECT sum(quantity * price), sum(quantity), count(DISTINCT customer), avg(price), count(*)
FROM fact LEFT JOIN price ON fact.company = price.company AND fact.product = price.product AND price.year = year(fact.month)
"""


def figures(landing: Path, connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Revenue (INR), quantity (pieces), customers, average selling price (INR), and rows of the fact, of all months."""
    quoted = landing.as_posix().replace("'", "''")
    connection.execute(_LANDED.format(landing=quoted, csv=_CSV, dates=list(_DATES)))
    revenue, quantity, customers, average, rows = connection.execute(_FIGURES).fetchall()[0]
    return {
        "total_revenue_inr": str(revenue),
        "total_quantity": int(quantity),
        "unique_customers": customers,
        "average_selling_price": average,
        "fact_rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--landing", type=Path, required=True, help="folder of the landed files")
    print(json.dumps(figures(parser.parse_args().landing.resolve(), duckdb.connect())))


if __name__ == "__main__":
    main()
