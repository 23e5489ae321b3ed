"""Whatever value stands in whichever column of whichever feed: the run ends, and all else comes out as without it."""

from collections import Counter
from pathlib import Path

import pytest

from sales_platform.storage.lake import Lake
from sales_platform_tests.acceptance.planted import OWN, PLANTS, plant
from sales_platform_tests.acceptance.three_companies import ThreeCompanies, land_all
from sales_platform_tests.made_once import made_once
from sales_platform_tests.odd_values import ODD

Table = tuple[str, str]
OF_A_RUN = {"_row", "_file_version", "_file_modified", "_ingested_at", "size"}
"""A row stands further down where others were planted before it."""
OF_DATES = (("gold", "dim_dates"), ("quarantine", "files"))
CODES = ("product_code", "customer_code")
LINE = ("month", "feed", "rows_landed", "rows_accepted", "rows_quarantined")


@pytest.fixture(scope="module")
def planted(three: ThreeCompanies, tmp_path_factory: pytest.TempPathFactory) -> ThreeCompanies:
    """The landing of three companies with all the odd rows, after a run that must succeed; to be looked at only."""
    assert three.said

    def make(folder: Path) -> None:
        place = land_all(folder)
        assert plant(place) > len(PLANTS) * len(ODD)
        (folder / "said.txt").write_text(place.run())

    folder = made_once(tmp_path_factory, "planted", make)
    return ThreeCompanies(folder, folder / "landing")


def tables(lake: Lake, layer: str) -> list[Table]:
    return [(layer, path.name) for path in sorted(Path(lake.root, layer).iterdir())]


def rows_of(lake: Lake, table: Table) -> Counter[str]:
    """The rows of a table as texts, each with how often it is there."""
    answer = lake.query("SELECT * FROM t", t=table)
    assert answer is not None
    names = sorted(set(answer.column_names) - OF_A_RUN)
    return Counter(map(repr, answer.select(names).to_pylist()))


def codes_of(lake: Lake, table: Table) -> set[tuple[str, str, str]]:
    """The codes of a table of gold, each with its company and its kind."""
    answer = lake.query("SELECT * FROM t", t=table)
    assert answer is not None
    names = [name for name in CODES if name in answer.column_names]
    return {(row["company"], name, row[name]) for row in answer.to_pylist() for name in names}


@pytest.mark.parametrize("layer", ["bronze", "silver", "quarantine"])
def test_every_row_without_an_odd_value_comes_out_as_without_the_odd_ones(
    three: ThreeCompanies, planted: ThreeCompanies, layer: str
) -> None:
    for table in tables(three.lake, layer):
        before, after = rows_of(three.lake, table), rows_of(planted.lake, table)
        assert before or table in (("quarantine", "targets"), ("quarantine", "stock"))  # nothing of these is at fault
        assert not before - after, table
        assert [row for row in after - before if not OWN.search(row)] == [], table


def test_gold_has_every_row_as_without_the_odd_ones_and_more_for_codes_of_odd_rows_only(
    three: ThreeCompanies, planted: ThreeCompanies
) -> None:
    for table in tables(three.lake, "gold"):
        assert not rows_of(three.lake, table) - rows_of(planted.lake, table), table
    known = codes_of(three.lake, ("silver", "products")) | codes_of(three.lake, ("silver", "customers"))
    for table in (("gold", "fact_sales"), ("gold", "dim_prices"), ("gold", "dim_products"), ("gold", "dim_customers")):
        before, after = codes_of(three.lake, table), codes_of(planted.lake, table)
        assert len(after) > len(before)
        assert not (after - before) & known
    for table in OF_DATES:
        assert rows_of(three.lake, table) == rows_of(planted.lake, table)


def test_every_landed_row_of_each_feed_and_month_is_accounted_for(planted: ThreeCompanies) -> None:
    account = planted.json("reconcile")
    assert account["adds_up"]
    lines = [[line[name] for name in LINE] for line in account["lines"]]
    assert {feed for _, feed, *_ in lines} == {name for _, name in tables(planted.lake, "bronze")}
    for month, feed, landed, accepted, rejected in lines:
        assert feed == "corrections" or landed == accepted + rejected, (feed, month)
