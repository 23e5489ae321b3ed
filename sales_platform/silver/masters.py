"""Looking rows up in the masters of their own month."""

from sales_platform.values.spark import DataFrame, F

PRODUCT_KNOWN, CUSTOMER_KNOWN = "product_known", "customer_known"


def with_known(frame: DataFrame, master: DataFrame, company: str, code: str) -> DataFrame:
    """The rows with ``product_known`` or ``customer_known``: whether the master of the row's month and company has its code.

    Args:
        frame: rows of one company, with month and code.
        master: silver products or customers.
        company: whose rows they are.
        code: ``product_code`` or ``customer_code``, the column of the same name on both sides.
    """
    key, flag = ["month", code], f"{code.removesuffix('_code')}_known"
    known = master.where(F.col("company") == company).select(*key).distinct().withColumn(flag, F.lit(True))
    return frame.join(F.broadcast(known), key, "left").withColumn(flag, F.coalesce(flag, F.lit(False)))
