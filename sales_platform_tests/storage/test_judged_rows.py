"""Rejected rows wait in a temporary file for their table; it is closed as soon as nobody takes them any more."""

import gc
import warnings
from datetime import date

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.engine import arrow_schema
from sales_platform.months import MonthRange
from sales_platform.storage.judged import REJECTED, Accepted, Judged, Rejected

JULY = date(2025, 7, 1)
MONTHS = MonthRange.of(JULY, JULY)


def judged(spark: SparkSession) -> Judged:
    """One sound row, and one without a quantity."""
    landed = [(JULY, "f.csv", 1, []), (JULY, "f.csv", 2, ["missing_quantity"])]
    frame = spark.createDataFrame(landed, "month date, _file string, _row bigint, reasons array<string>")
    others = {name: F.lit("x") for name in REJECTED if name not in frame.columns}
    rows = frame.withColumns(others).select(*REJECTED)
    return Judged(rows, arrow_schema(rows))


def test_each_side_gets_its_rows(sail: SparkSession) -> None:
    both = judged(sail)
    with Accepted(both).writing():
        assert Accepted(both).stream(MONTHS).read_all()["_row"].to_pylist() == [1]
    with Rejected(both).writing():
        assert Rejected(both).stream(MONTHS).read_all()["_row"].to_pylist() == [2]


@pytest.mark.parametrize("side", [Accepted, Rejected])
def test_no_file_stays_open_where_writing_a_side_fails(sail: SparkSession, side: type[Accepted | Rejected]) -> None:
    both = judged(sail)
    Accepted(both).stream(MONTHS).read_all()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(OSError, match="full"), side(both).writing():
            raise OSError("full")
        del both
        gc.collect()
    assert [str(one.message) for one in warned if one.category is ResourceWarning] == []
