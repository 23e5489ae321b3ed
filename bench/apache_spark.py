"""The platform's own transforms on Apache Spark local mode: landing to gold, written as parquet; prints the figures as JSON.

Neither Delta nor Dagster, no checks, no ledger, and no folder a month: less work than the platform does.
"""

import argparse
import csv
import json
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from spark_landing import bronze_rows
from spark_session import session

from sales_platform.companies.registry import FEED_BY_NAME, FEEDS, sources_of
from sales_platform.entities import CUSTOMERS, ENTITY, PRICES, PRODUCTS, SALES
from sales_platform.feeds import CORRECTIONS
from sales_platform.gold.dim_customers import dim_customers
from sales_platform.gold.dim_dates import dim_dates
from sales_platform.gold.dim_prices import dim_prices
from sales_platform.gold.dim_products import dim_products
from sales_platform.gold.fact_sales import fact_sales
from sales_platform.gold.sales_enriched import sales_enriched
from sales_platform.months import MonthRange, add_months, calendar
from sales_platform.settings import Settings
from sales_platform.silver.entity import entity_verdicts, look_at
from sales_platform.storage.judged import REJECTED, accepted_columns
from sales_platform.values.dates import parse_year
from sales_platform.values.file_dates import file_month


class Folder:
    """Tables as folders of parquet files."""

    def __init__(self, spark: SparkSession, root: Path) -> None:
        self.spark, self.root = spark, root

    def keep(self, table: str, frame: DataFrame) -> DataFrame:
        """Write a table, and read it from there."""
        path = str(self.root / table)
        frame.write.parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)

    def split(self, entity: str, judged: DataFrame) -> DataFrame:
        """Compute judged rows once, write the sound ones to silver and the others to quarantine."""
        rows = judged.persist()
        sound = F.size("reasons") == 0
        accepted = self.keep(f"silver/{entity}", rows.where(sound).select(*accepted_columns(rows.columns)))
        self.keep(f"quarantine/{entity}", rows.where(~sound).select(*REJECTED))
        rows.unpersist()
        return accepted


def active_months(landing: Path, every_month: MonthRange) -> MonthRange:
    """The months from the first to the last that an order file or a yearly price list names."""
    named = {
        month for path in (landing / FEED_BY_NAME["sports_bar_orders"].folder).rglob("*.csv") if (month := file_month(path.name))
    }
    for path in (landing / FEED_BY_NAME["atlon_gross_price"].folder).rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            years = {parse_year(row["year"]) for row in csv.DictReader(stream)}
        named |= {add_months(year, step) for year in years if year for step in range(12)}
    inside = [month for month in named if month in every_month]
    return MonthRange.of(min(inside), max(inside))


def landing_to_gold(folder: Folder, landing: Path) -> DataFrame:
    """Run every transform; return the fact."""
    every_month = calendar(Settings.from_environment().first_month)
    months = active_months(landing, every_month)
    bronze = {
        feed.name: folder.keep(f"bronze/{feed.name}", bronze_rows(folder.spark, landing, feed, list[date](months), every_month))
        for feed in FEEDS
    }
    silver: dict[str, DataFrame] = {}
    for entity in ENTITY.values():  # each after its masters
        sources = sources_of(entity.name)
        rows = entity_verdicts(sources, bronze, look_at(sources, bronze, bronze[CORRECTIONS.name]), silver)
        silver[entity.name] = folder.split(entity.name, rows)
    dates = folder.keep("gold/dim_dates", folder.spark.createDataFrame(dim_dates(months)))
    listed = folder.keep("gold/dim_customers", dim_customers(silver[CUSTOMERS], dates))
    goods = folder.keep("gold/dim_products", dim_products(silver[PRODUCTS]))
    fact = folder.keep(
        "gold/fact_sales", fact_sales(silver[SALES], folder.keep("gold/dim_prices", dim_prices(silver[PRICES], dates)))
    )
    folder.keep("gold/sales_enriched", sales_enriched(fact, listed, goods, dates))
    return fact


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--landing", type=Path, required=True, help="folder of the landed files")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the tables")
    parser.add_argument("--short", action="store_true", help="the run is too short for Java's optimising compiler to pay")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    spark = session(out, short=arguments.short)
    fact = landing_to_gold(Folder(spark, out), arguments.landing.resolve())
    revenue, quantity, customers, average, rows, java = fact.agg(
        F.sum("revenue_inr"),
        F.sum("sold_quantity"),
        F.countDistinct("customer_code"),
        F.avg(F.col("price_inr").cast("double")),
        F.count("*"),
        F.expr("reflect('java.lang.System', 'getProperty', 'java.version')"),
    ).first() or (None, None, 0, None, 0, None)
    spark.stop()
    figures = {"total_revenue_inr": str(revenue), "total_quantity": quantity, "unique_customers": customers}
    print(json.dumps({**figures, "average_selling_price": average, "fact_rows": rows, "java": java}))


if __name__ == "__main__":
    main()
