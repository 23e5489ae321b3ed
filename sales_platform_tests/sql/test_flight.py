"""Arrow Flight SQL, by the ADBC client that analysts use."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from adbc_driver_flightsql import dbapi
from pyarrow import flight

from sales_platform.sql.answers import Answers
from sales_platform.sql.flight import FlightSqlServer
from sales_platform.sql.flight_messages import pack
from sales_platform_tests.sql.conftest import FACT, all_files
from sales_platform_tests.sql.test_statements import ATTEMPTS

NOTEBOOK = Path(__file__).parents[2] / "docs/gold.ipynb"


@pytest.fixture
def server(answers: Answers) -> Iterator[FlightSqlServer]:
    with FlightSqlServer(answers, "127.0.0.1", 0) as started:
        yield started


@pytest.fixture
def connection(server: FlightSqlServer) -> Iterator[Any]:
    with dbapi.connect(f"grpc://127.0.0.1:{server.port}", autocommit=True) as connected:
        yield connected


def fetch(connection: Any, asked: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def test_a_question_gives_the_same_rows_as_the_command(connection: Any, answers: Answers) -> None:
    asked = "select company, sum(revenue_inr) as revenue from gold.fact_sales group by company order by company"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        rows = cursor.fetch_arrow_table()
    assert rows == answers.rows(asked).read_all()
    assert rows.to_pylist() == [{"company": "atlon", "revenue": Decimal("50.50")}, {"company": "sports_bar", "revenue": None}]


def test_the_tables_are_visible_by_name_with_their_columns(connection: Any) -> None:
    catalogs = connection.adbc_get_objects(depth="all").read_all().to_pylist()
    assert [catalog["catalog_name"] for catalog in catalogs] == ["lake"]
    layers = {layer["db_schema_name"]: layer["db_schema_tables"] for layer in catalogs[0]["catalog_db_schemas"]}
    assert {name: [table["table_name"] for table in tables] for name, tables in layers.items()} == {
        "gold": ["fact_sales"],
        "quarantine": ["sales"],
    }
    assert [column["column_name"] for column in layers["gold"][0]["table_columns"]] == FACT.schema.names
    assert connection.adbc_get_table_schema("fact_sales", db_schema_filter="gold") == FACT.schema
    assert connection.adbc_get_table_types() == ["TABLE"]
    assert connection.adbc_get_info()["vendor_name"] == "sales_platform"


def test_a_pattern_finds_tables_as_sql_does(connection: Any) -> None:
    found = connection.adbc_get_objects(depth="tables", db_schema_filter="go%", table_name_filter="fact_sale_").read_all()
    assert [table["table_name"] for table in found.to_pylist()[0]["catalog_db_schemas"][0]["db_schema_tables"]] == ["fact_sales"]


def test_a_prepared_question_can_be_asked_again(connection: Any) -> None:
    with connection.cursor() as cursor:
        assert cursor.adbc_prepare("select count(*) as n from gold.fact_sales") == pa.schema([])
        for _ in range(2):
            cursor.execute("select count(*) as n from gold.fact_sales")
            assert cursor.fetchall() == [(3,)]


def test_every_attempt_to_do_more_is_refused_and_nothing_changes(connection: Any, tmp_path: Path) -> None:
    before = all_files(tmp_path)
    for attempt in (text for text in ATTEMPTS if text and len(text) < 1000):
        with connection.cursor() as cursor, pytest.raises(dbapi.Error) as refusal:
            cursor.execute(attempt)
        assert "Traceback" not in str(refusal.value)
    with connection.cursor() as cursor, pytest.raises(dbapi.Error, match="nothing can be written"):
        cursor.adbc_ingest("mine", FACT, mode="create")
    with connection.cursor() as cursor, pytest.raises(dbapi.Error):
        cursor.executemany("select ?", [(1,)])
    assert all_files(tmp_path) == before


def test_a_forged_ticket_is_judged_as_any_statement(server: FlightSqlServer) -> None:
    with flight.FlightClient(f"grpc://127.0.0.1:{server.port}") as client:
        for statement in ("delete from gold.fact_sales", "select * from text.`/etc/passwd`"):
            ticket = flight.Ticket(pack("TicketStatementQuery", statement_handle=statement.encode()))
            with pytest.raises(flight.FlightServerError, match=r"nothing can be written|There is no table"):
                client.do_get(ticket).read_all()
        for data in (b"", b"nonsense", b"\xff" * 100):
            with pytest.raises(flight.FlightServerError, match="Only queries are answered here"):
                client.do_get(flight.Ticket(data)).read_all()


def test_a_path_is_refused_in_one_sentence(server: FlightSqlServer) -> None:
    refused = pytest.raises(flight.FlightServerError, match="Only queries are answered here")
    with flight.FlightClient(f"grpc://127.0.0.1:{server.port}") as client, refused as refusal:
        client.get_flight_info(flight.FlightDescriptor.for_path("gold", "fact_sales"))
    assert "Traceback" not in str(refusal.value)


def test_an_error_while_rows_are_computed_is_told_in_one_sentence(connection: Any) -> None:
    with pytest.raises(dbapi.Error, match="Cannot cast string 'atlon'") as error:
        fetch(connection, "select cast(company as int) from gold.fact_sales where company = 'atlon'")
    assert "Traceback" not in str(error.value)


def test_a_large_answer_is_streamed(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select id, cast(id as string) as text from range(3000000)")
        batches = [batch.num_rows for batch in cursor.fetch_record_batch()]
    assert sum(batches) == 3_000_000
    assert len(batches) > 10


def test_dates_and_numbers_keep_their_types(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select month, sold_quantity, revenue_inr from gold.fact_sales order by sold_quantity limit 1")
        assert cursor.fetchall() == [(date(2025, 7, 1), 2, Decimal("20.50"))]


def test_the_notebook_of_the_documentation_runs(server: FlightSqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_SQL_ADDRESS", f"grpc://127.0.0.1:{server.port}")
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102 - the project's own
    assert "fact_sales" in names["tables"]["table"].to_pylist()
    assert list(names["by_company"].columns) == ["atlon", "sports_bar"]
