"""The Spark session that works on a lake."""

from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform.settings import Settings


def writing_session(settings: Settings) -> SparkSession:
    """The process's Spark session; an engine of its own (``SPARK_REMOTE``) has been seen to read and write the lake.

    Raises:
        UserError: it cannot be used; the sentence says why.
    """
    spark = engine.session(settings.spark_remote)
    if not engine.is_embedded(spark):
        from sales_platform.storage.cluster.endpoint import check_lake  # noqa: PLC0415 - not for the embedded engine

        check_lake(spark, settings.lake)
    return spark
