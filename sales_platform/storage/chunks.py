"""How many months the embedded engine computes at a time, so that memory is bounded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sales_platform.months import MonthRange, month_chunks
from sales_platform.storage.lake import Lake

WEIGHED_BY = "weighed_by"
"""Asset metadata: bronze tables whose rows decide how many months are computed at a time."""
ROWS_AT_A_TIME = 1_000_000
_USUAL_ROW_BYTES = 100


def chunks(definition: Mapping[str, Any], lake: Lake, ranges: Sequence[MonthRange]) -> list[MonthRange]:
    """Parts of the ranges with a bounded number of landed rows each, as far as single months allow.

    Args:
        definition: the metadata of the asset.
        lake: with bronze.
        ranges: of months that are computed.
    """
    weighed_by = definition.get(WEIGHED_BY, ())
    return [chunk for months in ranges for chunk in _chunks(lake, weighed_by, months)]


def _chunks(lake: Lake, weighed_by: Sequence[str], months: MonthRange) -> list[MonthRange]:
    if len(list(months)) == 1:  # however much it has, it is not divided
        return [months]
    return list(month_chunks(months, _weights(lake, weighed_by, months), ROWS_AT_A_TIME))


def _weights(lake: Lake, tables: Sequence[str], months: MonthRange) -> Mapping[date, int]:
    """How much each month is to compute, in usual rows; what unexpected columns hold may be much more than the rest of a row."""
    more = f"CAST(sum(coalesce(octet_length(_extra), 0)) / {_USUAL_ROW_BYTES} AS BIGINT)"
    sql = f"SELECT month, count(*) + {more} AS weight FROM landed GROUP BY month"
    weights: Counter[date] = Counter()
    for name in tables:
        answer = lake.query(sql, months, landed=("bronze", name))
        weights.update({row["month"]: row["weight"] for row in answer.to_pylist()} if answer is not None else {})
    return weights
