"""Which engine is asked what before rows are judged."""

from typing import Any

import pytest
from pyspark.sql import SparkSession

from sales_platform.assets import silver as assets
from sales_platform.companies.registry import sources_of
from sales_platform.entities import ENTITY
from sales_platform.feeds import CORRECTIONS
from sales_platform.months import MonthRange
from sales_platform.silver import entity
from sales_platform.silver.repeats import repeated_in
from sales_platform_tests.frames import JULY, File, landed, master
from sales_platform_tests.silver.test_sales import CUSTOMERS, PRODUCTS

ORDER = ("FJ1", "2025-07-15", "789", "25", "5")


class View:
    """Of a run in which no month has rows that are dated in another."""

    def related(self, *_asked: object) -> set[object]:
        return set()

    def strays(self, *_asked: object) -> tuple[()]:
        return ()


@pytest.mark.parametrize("embedded", [True, False])
def test_only_the_embedded_engine_says_which_rows_repeat_others(
    sail: SparkSession, monkeypatch: pytest.MonkeyPatch, *, embedded: bool
) -> None:
    said: list[Any] = []

    def ask(*asked: Any) -> Any:
        said.append(repeated_in(*asked))
        return said[-1]

    monkeypatch.setattr(entity, "repeated_in", ask)
    monkeypatch.setattr(assets, "is_embedded", lambda _spark: embedded)
    monkeypatch.setattr(assets, "MANY_ROWS", 1)
    frames = {source.feed.name: landed(sail, source.feed) for source in sources_of("sales")}
    frames["sports_bar_orders"] = landed(sail, "sports_bar_orders", File("orders_2025_07_15.csv", [ORDER, ORDER]))
    frames |= {
        CORRECTIONS.name: landed(sail, CORRECTIONS),
        "products": master(sail, "product_code", *PRODUCTS),
        "customers": master(sail, "customer_code", *CUSTOMERS),
    }
    view: Any = View()
    judged, july = assets.judged_rows(ENTITY["sales"], frames, view), MonthRange.of(JULY, JULY)
    accepted, rejected = list(judged.accepted(july)), list(judged.rejected(july))
    assert sum(batch.num_rows for batch in accepted) == 1
    assert [row["reasons"] for batch in rejected for row in batch.to_pylist()] == [["duplicate"]]
    assert [known.num_rows for known in said] == ([1] if embedded else [])
