"""Looking rows up in the masters of their own month."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def with_known_product(frame: DataFrame, products: DataFrame) -> DataFrame:
    """The rows with ``product_known``: whether silver products of the row's month and company have its product_code."""
    return _with_known(frame, products, "product_code", "product_known")


def with_known_customer(frame: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows with ``customer_known``: whether silver customers of the row's month and company have its customer_code."""
    return _with_known(frame, customers, "customer_code", "customer_known")


def _with_known(frame: DataFrame, master: DataFrame, code: str, flag: str) -> DataFrame:
    key = ["month", "company", code]
    known = master.select(*key).distinct().withColumn(flag, F.lit(True))
    return frame.join(F.broadcast(known), key, "left").withColumn(flag, F.coalesce(flag, F.lit(False)))
