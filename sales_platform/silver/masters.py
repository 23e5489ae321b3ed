"""Looking rows up in the masters of their own month."""

from sales_platform.values.spark import DataFrame, F


def with_known(frame: DataFrame, master: DataFrame, code: str) -> DataFrame:
    """The rows with ``product_known`` or ``customer_known``: whether the master of the row's month and company has its code.

    Args:
        master: silver products or customers.
        code: ``product_code`` or ``customer_code``, the column of the same name on both sides.
    """
    key, flag = ["month", "company", code], f"{code.removesuffix('_code')}_known"
    known = master.select(*key).distinct().withColumn(flag, F.lit(True))
    return frame.join(F.broadcast(known), key, "left").withColumn(flag, F.coalesce(flag, F.lit(False)))
