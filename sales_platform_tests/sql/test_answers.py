"""Answers of the embedded engine over a tiny lake: right, fresh, streamed, and without any way to change or to read more."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.errors import UserError
from sales_platform.sql.answers import Answers, _relation
from sales_platform.storage.lake import Lake
from sales_platform_tests.sql.conftest import FACT, all_files
from sales_platform_tests.sql.test_statements import ATTEMPTS

TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20), min_size=1, max_size=8
)
HIDDEN = "the secret of the machine"
PIECES = (
    "'", '"', "`", "\\", "/*", "*/", "--", "\n", " ", "r'", ";", ",", "(", ")", "select", "1", "as a", "union all",
    "select value from text.`{secret}`", "from text.`{secret}`", "select 'x'",
)  # fmt: skip


def ask(answers: Answers, text: str, limit: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = answers.rows(text, limit).read_all().to_pylist()
    return rows


def test_a_question_is_answered_with_exact_decimals_and_dates(answers: Answers) -> None:
    asked = "select month, sum(revenue_inr) as r from gold.fact_sales where company = 'atlon' group by month"
    assert ask(answers, asked) == [{"month": date(2025, 7, 1), "r": Decimal("50.50")}]


def test_tables_of_several_layers_can_be_joined(answers: Answers) -> None:
    asked = "select distinct s.reasons[0] as r from gold.fact_sales join quarantine.sales as s on s.month = fact_sales.month"
    assert ask(answers, asked) == [{"r": "duplicate"}]


def test_an_answer_without_rows_has_its_columns(answers: Answers) -> None:
    rows = answers.rows("select * from gold.fact_sales where false").read_all()
    assert (rows.num_rows, rows.schema) == (0, FACT.schema)
    assert answers.schema("select * from gold.fact_sales") == FACT.schema


def test_the_newest_version_is_read_each_time(answers: Answers, lake: Lake) -> None:
    asked = "select count(*) as n from gold.fact_sales"
    assert ask(answers, asked) == [{"n": 3}]
    write_deltalake(lake.uri("gold", "fact_sales"), FACT, mode="append")
    assert ask(answers, asked) == [{"n": 6}]


def test_only_the_tables_that_are_named_are_opened(answers: Answers) -> None:
    assert ask(answers, "select count(*) as n from gold.fact_sales") == [{"n": 3}]
    with pytest.raises(UserError, match=r"The table gold/dim_dates in the lake .* cannot be opened"):
        ask(answers, "select * from gold.dim_dates")


def test_a_table_that_was_not_made_yet_says_what_to_run(answers: Answers) -> None:
    for asked in ("select * from silver.sales", "describe silver.sales"):
        with pytest.raises(UserError, match=r"The table silver\.sales does not exist yet: run 'sales-platform run' first"):
            ask(answers, asked)


def test_tables_and_columns_are_listed_with_what_they_mean(answers: Answers) -> None:
    assert ask(answers, "show tables in quarantine") == [{"layer": "quarantine", "table": "sales"}]
    columns = ask(answers, "describe gold.fact_sales")
    assert [row["column"] for row in columns] == FACT.schema.names
    assert columns[3] == {"column": "sold_quantity", "type": "int64", "meaning": "Pieces sold in the month."}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("select product_cod from gold.fact_sales", "no column 'product_cod' in gold.fact_sales: did you mean product_code?"),
        ("select f.what from gold.fact_sales f", "no column 'what' in gold.fact_sales: DESCRIBE layer.table lists the columns."),
        ("select nothing", "no column 'nothing' in the statement: DESCRIBE layer.table lists the columns."),
        ("select cast(company as int) from gold.fact_sales", "The engine cannot answer this: Cast error: Cannot cast string"),
        ("select month, count(*) from gold.fact_sales", "Put every column that is outside sum()"),
        ("select id, count(*) from range(3)", "Put every column that is outside sum(), count() and the like in GROUP BY."),
        ("select month from gold.fact_sales f group by company", "Put every column that is outside sum()"),
        ("select f(month) from gold.fact_sales", "The function 'f' is not on the list of those that may be used: "),
    ],
)  # fmt: skip
def test_what_the_engine_cannot_answer_is_one_sentence(answers: Answers, asked: str, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        ask(answers, asked)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_limit_holds_and_rows_are_computed_as_they_are_read(answers: Answers) -> None:
    assert len(ask(answers, "select * from gold.fact_sales order by 1", 2)) == 2
    endless = answers.rows("select id from range(1000000000000)")  # would take hours, and all memory
    assert endless.read_next_batch().column(0)[0].as_py() == 0
    endless.close()


def test_no_attempt_changes_a_file_or_makes_one(answers: Answers, tmp_path: Path) -> None:
    before = all_files(tmp_path)
    for attempt in ATTEMPTS:
        with pytest.raises(UserError):
            ask(answers, attempt)
    assert all_files(tmp_path) == before


def test_the_engine_itself_takes_nothing_but_queries_in_the_place_where_they_are_put(sail: SparkSession, lake: Lake) -> None:
    """A second lock, should the first ever be picked."""
    before = all_files(Path(lake.root))
    table = f"delta.`{lake.uri('gold', 'fact_sales')}`"
    for write in (f"insert into {table} select * from {table}", f"delete from {table}", "create database x", "set a = 1"):
        with pytest.raises(Exception, match=r"expected query node|invalid argument"):
            _relation(sail, write).toArrow()
    assert all_files(Path(lake.root)) == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS)
def test_any_text_comes_through_as_it_is(answers: Answers, texts: list[str]) -> None:
    quotes = ("\\'", "''")  # both spellings of a quote within a text
    literals = ["'" + text.replace("\\", "\\\\").replace("'", quotes[len(text) % 2]) + "'" for text in texts]
    asked = ", ".join(f"{literal} as c{number}" for number, literal in enumerate(literals))
    assert list(ask(answers, f"select {asked}")[0].values()) == texts


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_play_with_quotes_and_comments_reads_a_file(answers: Answers, tmp_path: Path, pieces: list[str]) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(HIDDEN)
    try:
        rows = answers.rows(f"select 1 {' '.join(pieces)}".replace("{secret}", str(secret)), 10).read_all()
    except UserError:
        return
    assert HIDDEN not in str(rows.to_pylist())


def test_an_apache_spark_endpoint_gives_the_same_rows(spark: SparkSession, lake: Lake) -> None:
    """The plan of a question is one that both engines know; Delta tables need Spark's own libraries, so none is read here."""
    asked = "with a as (select id, id % 3 as k from range(10)) select k, count(*) as n, max(id) as m from a group by k order by k"
    rows = Answers(lake, lambda: spark).rows(asked).read_all()
    assert rows.to_pylist() == [{"k": 0, "n": 4, "m": 9}, {"k": 1, "n": 3, "m": 7}, {"k": 2, "n": 3, "m": 8}]
    assert rows.schema.field("n").type == pa.int64()
