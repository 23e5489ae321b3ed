"""Landing to bronze: only what is new is read, and a file's rows are replaced as a whole, by this process and by executors."""

import os
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from sales_platform.bronze.ingest import bronze_rows, held_rows, landed_rows, stale_paths
from sales_platform.bronze.state import feed_state, note_stored
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import LandingChangedError
from sales_platform.landing.cluster.executors import Executors
from sales_platform.landing.feed_reader import FeedReader
from sales_platform.landing.rows import bronze_schema
from sales_platform.months import MonthRange
from sales_platform.run_view import RunView
from sales_platform.storage.cluster.file_rows import replace_files
from sales_platform.storage.file_rows import file_predicate
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import LocalLanding
from sales_platform.storage.writes import replace_rows
from sales_platform_tests.small_lake import view_of

CALENDAR = MonthRange.of(date(2025, 1, 1), date(2025, 12, 1))
JULY, AUGUST = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1)), MonthRange.of(date(2025, 8, 1), date(2025, 8, 1))
LANDED_AT = datetime(2025, 9, 17, tzinfo=UTC).timestamp()


class Bench:
    """A landing and a lake in a folder, and who reads the landing: executors of an engine, where there are some."""

    def __init__(self, folder: Path, spark: SparkSession | None = None) -> None:
        self.landing, self.lake = folder / "landing", Lake(str(folder / "lake"))
        self.landing.mkdir()
        self._executors = Executors(lambda: spark, str(self.landing)) if spark is not None else None

    def land(self, path: str, *lines: str) -> None:
        """Write a landed file; a file that exists is replaced."""
        target = self.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_text("\n".join(lines) + "\n")
        os.utime(target, (LANDED_AT, LANDED_AT))

    def ingest(self, feed_name: str, months: MonthRange = CALENDAR, *, stored: bool = True) -> FeedReader:
        """Bring the months of a feed up to date; returns the reader, which knows what it read.

        With ``stored=False`` the run ends before the ledger says so.
        """
        feed = FEED_BY_NAME[feed_name]
        view = self.view()
        state = feed_state(view, feed, months)
        paths = stale_paths(feed, state.contents, held_rows(self.lake, feed, months), months, CALENDAR)
        if paths:
            rows = partial(bronze_rows, view, feed, state, paths, months)
            where, table = file_predicate(paths, months), ("bronze", feed_name)
            if (landed := landed_rows(view, feed, state, paths, months)) is not None:
                replace_files(self.lake, table, landed, rows, paths, months)
            else:
                replace_rows(self.lake, table, bronze_schema(feed), rows, where)
        if stored:
            note_stored(view, feed, state, paths, months)
        view.files.flush()
        return view.reader(feed)

    def view(self) -> RunView:
        """The view of a new run."""
        view = view_of(self.landing, self.lake, CALENDAR)
        view.executors = self._executors
        return view

    def rows(self, feed_name: str, columns: str) -> list[tuple[object, ...]]:
        """Some columns of a bronze table, sorted."""
        answer = self.lake.query(f"SELECT {columns} FROM rows", rows=("bronze", feed_name))
        return sorted(tuple(row.values()) for row in answer.to_pylist()) if answer is not None else []


@pytest.fixture(params=["here", "executors"])
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Bench:
    return Bench(tmp_path, request.getfixturevalue("sail") if request.param == "executors" else None)


ORDERS_HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"


def test_a_row_is_in_the_month_of_its_file_with_its_place_in_it(bench: Bench) -> None:
    bench.land("sports_bar/orders/2025/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3", "B,x,1,2,")
    bench.ingest("sports_bar_orders")
    assert bench.rows("sports_bar_orders", "month, order_id, order_qty, _file, _row") == [
        (date(2025, 7, 1), "A", "3", "sports_bar/orders/2025/orders_2025_07_01.csv", 1),
        (date(2025, 7, 1), "B", "", "sports_bar/orders/2025/orders_2025_07_01.csv", 2),
    ]


def test_only_new_and_changed_files_are_read(bench: Bench) -> None:
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3")
    bench.land("sports_bar/orders/orders_2025_07_02.csv", ORDERS_HEADER)
    assert len(bench.ingest("sports_bar_orders").files_read) == 2
    assert bench.ingest("sports_bar_orders").files_read == {}, "not even the one without rows"
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "B,x,1,2,3", "C,x,1,2,3")
    assert bench.ingest("sports_bar_orders").files_read.keys() == {"sports_bar/orders/orders_2025_07_01.csv"}
    assert bench.rows("sports_bar_orders", "order_id") == [("B",), ("C",)]


def test_a_run_of_one_month_reads_the_files_of_that_month_only(bench: Bench) -> None:
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3")
    bench.land("sports_bar/orders/orders_2025_08_01.csv", ORDERS_HEADER, "B,x,1,2,3")
    assert bench.ingest("sports_bar_orders", AUGUST).files_read.keys() == {"sports_bar/orders/orders_2025_08_01.csv"}
    assert bench.rows("sports_bar_orders", "order_id") == [("B",)]


def test_a_version_without_a_months_rows_takes_them_away(bench: Bench) -> None:
    bench.land("atlon/sales/sales.csv", "date,product_code,customer_code,sold_quantity", "2025-07-01,P,C,1", "2025-08-01,P,C,2")
    bench.ingest("atlon_sales")
    bench.land("atlon/sales/sales.csv", "date,product_code,customer_code,sold_quantity", "2025-08-01,P,C,5")
    bench.ingest("atlon_sales")
    assert bench.rows("atlon_sales", "month, sold_quantity") == [(date(2025, 8, 1), "5")]


def test_rows_whose_month_cannot_be_read_are_in_the_month_their_file_landed_in(bench: Bench) -> None:
    header = "date,product_code,customer_code,sold_quantity"
    bench.land("atlon/sales/sales.csv", header, "2025-07-01,P,C,1", "soon,P,C,2", "1999-01-01,P,C,3", ",P,C,4")
    bench.ingest("atlon_sales")
    september = date(2025, 9, 1)
    assert bench.rows("atlon_sales", "month, _row") == [(date(2025, 7, 1), 1), (september, 2), (september, 3), (september, 4)]


def test_a_yearly_price_stands_once_in_every_month_of_its_year(bench: Bench) -> None:
    bench.land("atlon/gross_price/prices.csv", "product_code,price_inr,year", "P,10,2025", "Q,10,2024")
    bench.ingest("atlon_gross_price")
    rows = bench.rows("atlon_gross_price", "month, product_code, _row")
    assert [row for row in rows if row[1] == "P"] == [(month, "P", 1) for month in CALENDAR]
    assert [row for row in rows if row[1] == "Q"] == [(date(2025, 9, 1), "Q", 2)], "2024 is outside the calendar"


def test_a_landed_column_named_month_does_not_collide_with_the_partition(bench: Bench) -> None:
    bench.land("sports_bar/gross_price/prices.csv", "product_id,month,gross_price", "1,01/07/2025,-5")
    bench.ingest("sports_bar_gross_price")
    assert bench.rows("sports_bar_gross_price", "month, month_as_landed, gross_price") == [(date(2025, 7, 1), "01/07/2025", "-5")]


def test_a_refused_version_leaves_the_last_good_one_in_force(bench: Bench) -> None:
    path = "sports_bar/orders/orders_2025_07_01.csv"
    bench.land(path, ORDERS_HEADER, "A,x,1,2,3")
    bench.ingest("sports_bar_orders")
    bench.land(path, "nothing,that,is,known", "1,2,3,4")
    bench.ingest("sports_bar_orders")
    assert bench.rows("sports_bar_orders", "order_id") == [("A",)]
    view = bench.view()
    (refused,) = feed_state(view, FEED_BY_NAME["sports_bar_orders"], CALENDAR).refused
    assert (refused.path, view.reader(FEED_BY_NAME["sports_bar_orders"]).files_read) == (path, {})
    assert "no column of the contract in its first line" in str(refused.refused)


def test_a_pipe_is_no_landed_file(bench: Bench) -> None:
    bench.land("sports_bar/orders/orders_2025_07_01.csv", "order_id", "A")
    os.mkfifo(bench.landing / "sports_bar/orders/orders_2025_07_02.csv")
    (found,) = LocalLanding(str(bench.landing)).files(FEED_BY_NAME["sports_bar_orders"])
    assert found.path == "sports_bar/orders/orders_2025_07_01.csv"


@pytest.mark.parametrize("stored", [True, False], ids=["as always", "the run ended before the ledger said so"])
def test_a_file_that_vanishes_stays_in_bronze(bench: Bench, stored: bool) -> None:
    path = "atlon/sales/sales.csv"
    bench.land(path, "date,product_code,customer_code,sold_quantity", "2025-07-01,P,C,1", "2025-08-01,P,C,2")
    bench.ingest("atlon_sales", stored=stored)
    (bench.landing / path).unlink()
    bench.ingest("atlon_sales")
    assert bench.rows("atlon_sales", "month, sold_quantity") == [(date(2025, 7, 1), "1"), (date(2025, 8, 1), "2")]


def test_a_snapshot_and_a_yearly_list_that_vanished_reach_months_that_are_run_later(bench: Bench) -> None:
    bench.land("sports_bar/products/p.csv", "product_name,product_id,category", "Bar,1,Bars")
    bench.land("atlon/gross_price/p.csv", "product_code,price_inr,year", "P,10,2025", "Q,5,soon")
    for feed in ("sports_bar_products", "atlon_gross_price"):
        bench.ingest(feed, JULY)
    (bench.landing / "sports_bar/products/p.csv").unlink()
    (bench.landing / "atlon/gross_price/p.csv").unlink()
    for feed in ("sports_bar_products", "atlon_gross_price"):
        bench.ingest(feed, AUGUST)
    months = [JULY.start, AUGUST.start]
    assert bench.rows("sports_bar_products", "month, product_id, _row") == [(month, "1", 1) for month in months]
    assert bench.rows("atlon_gross_price", "month, product_code, _row") == [(month, "P", 1) for month in months]


def test_a_file_that_was_read_and_vanished_before_it_was_stored_is_refused_by_name(bench: Bench) -> None:
    path = "atlon/sales/sales.csv"
    bench.land(path, "date,product_code,customer_code,sold_quantity", "2025-07-01,P,C,1", "2025-08-01,P,C,2")
    bench.ingest("atlon_sales", JULY)
    (bench.landing / path).unlink()
    bench.ingest("atlon_sales")
    assert bench.rows("atlon_sales", "month") == [(date(2025, 7, 1),)]
    state = feed_state(bench.view(), FEED_BY_NAME["atlon_sales"], None)
    assert [(known.path, known.refused) for known in state.refused] == [
        (path, "it vanished from landing before its rows of 2025-08 were stored; land it again")
    ]


def test_a_file_that_changes_while_it_is_read_is_told(bench: Bench) -> None:
    path = "sports_bar/orders/orders_2025_07_01.csv"
    bench.land(path, ORDERS_HEADER, *(f"{row},x,1,2,3" for row in range(2_000)))
    view = bench.view()
    landing, reader = view.landing, view.reader(FEED_BY_NAME["sports_bar_orders"])
    (file,) = landing.files(reader.feed)
    stream = landing.open(file)
    stream.read(10)
    with (bench.landing / path).open("a") as appended:
        appended.write("more,x,1,2,3\n")
    with pytest.raises(LandingChangedError, match=r"orders_2025_07_01.csv' changed or vanished while it was read"), stream:
        stream.read()
    with pytest.raises(LandingChangedError):
        reader.batches(file)


def test_file_names_are_data_whatever_they_hold(bench: Bench) -> None:
    name = "sports_bar/orders/o'r\"d); DROP TABLE x; --_2025_07_01.csv"
    bench.land(name, ORDERS_HEADER, "A,x,1,2,3")
    bench.ingest("sports_bar_orders")
    bench.land(name, ORDERS_HEADER, "B,x,1,2,3")
    bench.ingest("sports_bar_orders")
    assert bench.rows("sports_bar_orders", "order_id, _file") == [("B", name)]


def test_bronze_that_was_damaged_is_repaired_from_landing(bench: Bench) -> None:
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3", "B,x,1,2,3")
    bench.ingest("sports_bar_orders")
    table = bench.lake.open("bronze", "sports_bar_orders")
    assert table is not None
    table.delete("order_id = 'A'")
    bench.ingest("sports_bar_orders")
    assert bench.rows("sports_bar_orders", "order_id") == [("A",), ("B",)]


def test_hidden_and_unfinished_files_and_other_kinds_are_left_alone(bench: Bench) -> None:
    for name in (".orders_2025_07_01.csv", "_orders_2025_07_01.csv", "orders_2025_07_01.csv.part", ".tmp/orders_2025_07_01.csv"):
        bench.land(f"sports_bar/orders/{name}", ORDERS_HEADER, "A,x,1,2,3")
    assert bench.ingest("sports_bar_orders").files_read == {}
