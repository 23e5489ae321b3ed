"""The commands sql and serve as a user runs them, on a tiny lake; and that short commands end cleanly, every time."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from adbc_driver_flightsql import dbapi

from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import write

SALES = "2025-07-01,P1,1,4\n2025-07-01,Q1,1,3\n2025-08-01,P1,1,2\n"
LANDED = {
    "atlon/customers/customers.csv": "customer_code,customer,market,platform,channel\n1,Shop,India,E-Commerce,Retailer\n",
    "atlon/products/products.csv": "product_code,division,category,product,variant\nP1,D,C,Ball,Red\nQ1,D,C,Bat,Blue\n",
    "atlon/gross_price/prices.csv": "product_code,price_inr,year\nP1,10.50,2025\nQ1,20,2025\n",
    "atlon/sales/sales.csv": "date,product_code,customer_code,sold_quantity\n" + SALES,
}
REVENUE = "select product_code, sum(revenue_inr) as revenue from gold.fact_sales group by 1 order by 1"
TIMES = 20


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    def make(folder: Path) -> None:
        for name, text in LANDED.items():
            write(folder / "landing" / name, text)
        Workplace(folder, folder / "landing").run()

    folder = made_once(tmp_path_factory, "tiny", make)
    return Workplace(folder, folder / "landing")


@pytest.fixture
def served(tiny: Workplace) -> Iterator[str]:
    """The address of ``serve``, which is ended by an interrupt as from the keyboard and must end well."""
    command = [str(Path(sys.executable).with_name("sales-platform")), "serve", "--port", "0", "--lake", tiny.lake.root]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tiny.folder) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            address = re.search(r"grpc://127\.0\.0\.1:[0-9]+", said)
            assert address, said + process.stderr.read()
            yield address[0]
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


@pytest.mark.parametrize("arguments", [("kpis", "--json"), ("sql", REVENUE)])
def test_a_short_command_ends_with_exit_code_0_every_time(tiny: Workplace, arguments: tuple[str, ...]) -> None:
    """A process that reads Delta tables with pyarrow may be aborted at its end (134); ours read them in another way."""
    done = [tiny.command(*arguments) for _ in range(TIMES)]
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * TIMES
    assert len({each.stdout for each in done}) == 1


def test_each_form_holds_the_same_rows(tiny: Workplace) -> None:
    assert tiny.command("sql", REVENUE).stdout.split() == ["product_code", "revenue", "P1", "63.00", "Q1", "60.00"]
    assert tiny.command("sql", REVENUE, "--format", "csv").stdout == '"product_code","revenue"\n"P1",63.00\n"Q1",60.00\n'
    rows = [{"product_code": "P1", "revenue": 63}, {"product_code": "Q1", "revenue": 60}]
    assert json.loads(tiny.command("sql", REVENUE, "--format", "json").stdout) == rows
    written = tiny.command("sql", REVENUE, "--format", "parquet", "--out", "rows.parquet")
    assert written.stderr == "2 rows written to rows.parquet.\n"
    assert pq.read_table(tiny.folder / "rows.parquet").to_pylist() == rows


def test_a_table_that_is_cut_says_so(tiny: Workplace) -> None:
    cut = tiny.command("sql", "select * from gold.fact_sales", "--limit", "2")
    assert "Only the first 2 rows are shown: --limit N shows more, --format csv --out FILE writes all." in cut.stderr
    assert len(cut.stdout.splitlines()) == 3
    assert tiny.command("sql", "select * from gold.fact_sales", "--limit", "3").stderr == ""
    assert tiny.command("sql", "select * from range(1000)").stdout.count("\n") == 101


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["drop table gold.fact_sales"], "nothing can be written or set"),
        (["select * from text.`/etc/passwd`"], "There is no table 'text./etc/passwd'"),
        (["select * from gold.fact_sale"], "did you mean gold.fact_sales?"),
        (["select revenue from gold.fact_sales"], "There is no column 'revenue' in gold.fact_sales: did you mean revenue_inr?"),
        (["select 1", "--format", "parquet"], "name a file with --out"),
        (["select 1", "--format", "csv", "--out", "lake/x.csv"], "is inside the lake"),
        (["select 1/0"], "The engine cannot answer this: divide by zero."),
        (["show tables", "--lake", "/tmp/a lake"], "has a space or a character outside plain ASCII"),
        (["select * from gold.fact_sales", "--lake", "/no/such/lake"], "does not exist yet: run 'sales-platform run' first"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_exit_code_2_and_changes_nothing(
    tiny: Workplace, arguments: list[str], sentence: str
) -> None:
    before = tiny.versions()
    done = tiny.command("sql", *arguments)
    assert sentence in done.stderr
    assert (done.stderr.count("\n"), done.stdout, done.returncode) == (1, "", 2)
    assert tiny.versions() == before


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tiny: Workplace) -> None:
    program = Path(sys.executable).with_name("sales-platform")
    shell = f"'{program}' sql 'select * from range(1000000)' --format csv --lake '{tiny.lake.root}' | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, text=True, check=False, cwd=tiny.folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, '"id"\n', "")


def test_serve_answers_with_the_same_figures_and_ends_on_an_interrupt(tiny: Workplace, served: str) -> None:
    with dbapi.connect(served, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(REVENUE)
        assert [(code, float(revenue)) for code, revenue in cursor.fetchall()] == [("P1", 63.0), ("Q1", 60.0)]
        layers = connection.adbc_get_objects(depth="tables").read_all().to_pylist()[0]["catalog_db_schemas"]
    shown = json.loads(tiny.command("sql", "show tables", "--format", "json").stdout)
    listed = {(layer["db_schema_name"], table["table_name"]) for layer in layers for table in layer["db_schema_tables"]}
    assert listed == {(row["layer"], row["table"]) for row in shown}
    assert ("gold", "demand_forecast") in listed


def test_a_port_that_is_taken_is_said(tiny: Workplace, served: str) -> None:
    port = served.rpartition(":")[2]
    done = tiny.command("serve", "--port", port)
    assert f"The SQL server cannot listen on 127.0.0.1:{port}" in done.stderr
    assert done.returncode == 2
