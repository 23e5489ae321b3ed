"""Landed files read by executors: what comes back, what is sent, and what is said where they cannot."""

import logging
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from sales_platform.bronze.ingest import bronze_rows, held_rows, landed_rows, stale_paths
from sales_platform.bronze.state import feed_state
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import LandingChangedError, UserError
from sales_platform.landing.cluster import executors as client
from sales_platform.landing.cluster import shipping
from sales_platform.landing.cluster.executors import Executors
from sales_platform.landing.cluster.packs import packs
from sales_platform.landing.cluster.shipping import archive, executors_read
from sales_platform.landing.feed_reader import FeedReader
from sales_platform.landing.reading_version import reading_version
from sales_platform.months import MonthRange
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.cluster.file_rows import replace_files
from sales_platform.storage.cluster.questions import ExecutorsAnswer
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import landing_zone
from sales_platform_tests.bronze.test_ingest import CALENDAR, ORDERS_HEADER, Bench
from sales_platform_tests.cluster.test_transactions import Crowded
from sales_platform_tests.storage.test_lake import JULY, TABLE, write

ORDERS = FEED_BY_NAME["sports_bar_orders"]
ODD_FILES = {
    "sports_bar/orders/orders_2025_07_01.csv": f"{ORDERS_HEADER}\nA,2025-07-01,1,2,3\n",
    "sports_bar/orders/orders_2025_07_02.csv": f'{ORDERS_HEADER}\nA,x,"1\nB,x,1,2,3\n',  # a quotation mark that joins lines
    "sports_bar/orders/orders_2025_07_03.csv": "nothing,that,is,known\n1,2,3,4\n",
    "sports_bar/orders/orders_2025_07_04.csv": f"{ORDERS_HEADER}\nA,2024-07-01,1,2,3\n",
    "sports_bar/orders/orders_01-02-2025.csv": f"{ORDERS_HEADER}\nA,2025-02-01,1,2,3\nB,2025-08-02,1,2,3\n",
    "sports_bar/orders/orders_2025_07_05.csv": ORDERS_HEADER,
}


@pytest.fixture
def bench(tmp_path: Path, sail: SparkSession) -> Bench:
    return Bench(tmp_path, sail)


def test_what_is_known_of_files_is_what_this_process_would_know(
    bench: Bench, sail: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in ODD_FILES.items():
        bench.land(path, text)
    monkeypatch.setattr(client, "packs", partial(packs, most=100))  # several tasks
    zone = landing_zone(str(bench.landing))
    here, there = (
        FeedReader(ORDERS, zone, BatchStore(1 << 20), some) for some in (None, Executors(lambda: sail, str(bench.landing)))
    )
    files = zone.files(ORDERS)
    assert there.learn_all(files, ["order_id"]) == (learned := here.learn_all(files, ["order_id"]))
    assert there.files_read == here.files_read
    assert [known.reading for known in learned] == [reading_version(ORDERS)] * len(files)
    assert sum(known.refused is not None for known in learned) == 3
    assert any(known.dated for known in learned)


def test_a_file_that_has_changed_since_it_was_listed_is_told_in_one_sentence(bench: Bench) -> None:
    path = "sports_bar/orders/orders_2025_07_01.csv"
    bench.land(path, ORDERS_HEADER, "A,x,1,2,3")
    view = bench.view()
    state = feed_state(view, ORDERS, CALENDAR)
    rows, landed = (partial(of_files, view, ORDERS, state, {path}, CALENDAR) for of_files in (bronze_rows, landed_rows))
    frame, table = landed(), ("bronze", ORDERS.name)
    assert frame is not None
    (bench.landing / path).write_text(f"{ORDERS_HEADER}\nB,x,1,2,3\n")
    said = r"^The landed file 'sports_bar/orders/orders_2025_07_01.csv' changed or vanished[^\n]*$"
    with pytest.raises(LandingChangedError, match=said):
        view.reader(ORDERS).learn_all(view.landing.files(ORDERS))
    with pytest.raises(LandingChangedError, match=said):
        replace_files(bench.lake, table, frame, rows, {path}, CALENDAR)


def test_executors_that_do_not_find_the_landing_are_told(bench: Bench, sail: SparkSession) -> None:
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3")
    files = bench.view().landing.files(ORDERS)
    with pytest.raises(UserError, match="The executors behind SPARK_REMOTE do not find the landing '/nowhere'"):
        Executors(lambda: sail, "/nowhere").learn(ORDERS, files, ())


def test_small_files_share_a_task_and_a_large_one_is_alone() -> None:
    assert packs([5, 5, 20, 1, 1], most=10) == [range(2), range(2, 3), range(3, 5)]
    assert packs([]) == []


def test_executors_with_another_release_read_nothing_and_that_is_said_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shipping, "_reads", {})
    monkeypatch.setattr(shipping, "source_digest", lambda module: "another" if module == "sales_platform.errors" else "")
    monkeypatch.setattr(shipping, "look", lambda batches: (_other(batch) for batch in batches))
    bench.land("sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER, "A,x,1,2,3")
    with caplog.at_level(logging.WARNING):
        assert len(bench.ingest(ORDERS.name).files_read) == 1
    assert bench.rows(ORDERS.name, "order_id") == [("A",)]
    (said,) = [record.getMessage() for record in caplog.records if record.name == shipping.__name__]
    assert "they have another release of it installed: sales_platform.errors differs" in said
    delta = bench.lake.open("bronze", ORDERS.name)
    assert delta is not None
    assert not [uri for uri in delta.file_uris() if "/w-" in uri], "this process has written them"


def _other(_batch: pa.RecordBatch) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"module": ["sales_platform.errors"], "source": [""]})


def test_the_archive_is_enough_to_read_files_without_delta_rs(tmp_path: Path) -> None:
    path = archive(tmp_path)
    assert path.read_bytes() == archive(tmp_path).read_bytes()
    assert all(name.endswith(".py") for name in zipfile.ZipFile(path).namelist())
    program = (
        "import sys; from sales_platform.landing.cluster.executed import Learn, Rows, look;"
        "assert 'sales_platform.zip' in sys.modules['sales_platform'].__file__;"
        "print(sorted({'deltalake', 'dagster', 'boto3', 'pandas', 'sales_platform.companies'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("meanwhile", [True, False])
def test_rows_of_other_files_stay_even_those_that_change_while_rows_are_written(bench: Bench, meanwhile: bool) -> None:
    one, other = (f"sports_bar/orders/orders_2025_07_0{day}.csv" for day in (1, 2))
    bench.land(one, ORDERS_HEADER, "A,x,1,2,3")
    bench.land(other, ORDERS_HEADER, "B,x,1,2,3")
    bench.ingest(ORDERS.name)
    bench.land(one, ORDERS_HEADER, "C,x,1,2,3")
    view = bench.view()
    state, months = feed_state(view, ORDERS, CALENDAR), CALENDAR
    assert stale_paths(ORDERS, state.contents, held_rows(bench.lake, ORDERS, months), months, CALENDAR) == {one}

    def between(lake: Lake) -> None:
        if meanwhile:
            table = lake.open("bronze", ORDERS.name)
            assert table is not None
            table.update(updates={"order_id": "'D'"}, predicate="order_id = 'B'")

    rows, landed = (partial(of_files, view, ORDERS, state, {one}, months) for of_files in (bronze_rows, landed_rows))
    frame = landed()
    assert frame is not None
    replace_files(Crowded(Path(bench.lake.root), between), ("bronze", ORDERS.name), frame, rows, {one}, months)
    assert bench.rows(ORDERS.name, "order_id, _row") == sorted([("C", 1), ("D" if meanwhile else "B", 1)])


def test_a_question_to_a_large_table_is_answered_by_an_executor(
    tmp_path: Path, sail: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(str(tmp_path), JULY, [5, 6])
    lake, asked = Lake(str(tmp_path)), "SELECT month, sum(number) AS n, count(*) AS rows FROM t GROUP BY month"
    here = lake.query(asked, MonthRange.of(JULY, JULY), t=TABLE)
    lake.elsewhere = ExecutorsAnswer(lambda: sail)
    monkeypatch.setattr("sales_platform.storage.cluster.questions.LEAST_BYTES", 1)
    monkeypatch.setattr("sales_platform.storage.lake.query_tables", None)  # not by this process ...
    monkeypatch.setattr("sales_platform.storage.cluster.questions._PIECE", 64)
    assert here is not None
    assert here.to_pylist() == [{"month": JULY, "n": 11, "rows": 2}]
    answer = lake.query(asked, MonthRange.of(JULY, JULY), t=TABLE)
    assert answer is not None
    assert answer.equals(here)


def test_executors_of_this_release_read(sail: SparkSession) -> None:
    assert executors_read(sail)
