"""Which statements are questions about the lake's tables; everything else is refused before any engine sees it."""

import pytest
from dagster import AssetKey

from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.sql.queries import Query
from sales_platform.sql.statements import LONGEST_STATEMENT, DescribeTable, ShowTables, read_statement
from sales_platform.sql.table_names import TABLES, layer_tables

ATTEMPTS = [
    # writes, in any dress
    "insert into gold.fact_sales select * from gold.fact_sales",
    "insert overwrite gold.fact_sales select * from gold.fact_sales",
    "with a as (select 1) insert into gold.fact_sales select * from a",
    "from gold.fact_sales insert into gold.dim_dates select *",
    "update gold.fact_sales set sold_quantity = 0",
    "delete from gold.fact_sales",
    "with a as (delete from gold.fact_sales returning *) select * from a",
    "merge into gold.fact_sales t using gold.dim_dates s on t.month = s.month when matched then delete",
    "select 1 into gold.fact_sales",
    "copy into gold.fact_sales from '/tmp'",
    "insert overwrite directory '/tmp/x' using csv select 1",
    "load data inpath '/etc' into table gold.fact_sales",
    # definitions
    "drop table gold.fact_sales",
    "truncate table gold.fact_sales",
    "alter table gold.fact_sales drop column month",
    "create table gold.mine as select 1",
    "create table gold.mine using delta location '/tmp'",
    "create view mine as select 1",
    "create temporary view mine using csv options (path '/etc/passwd')",
    "create function f as 'com.example.F'",
    "replace table gold.fact_sales as select 1",
    "optimize gold.fact_sales",
    "vacuum gold.fact_sales retain 0 hours",
    "restore table gold.fact_sales to version as of 0",
    "analyze table gold.fact_sales compute statistics",
    "msck repair table gold.fact_sales",
    "comment on table gold.fact_sales is 'x'",
    # settings, code, files
    "set spark.sql.ansi.enabled = false",
    "set",
    "reset",
    "use gold",
    "add jar 'https://example.com/x.jar'",
    "list files",
    "cache table gold.fact_sales",
    "refresh table gold.fact_sales",
    "call sys.run()",
    "execute immediate 'drop table gold.fact_sales'",
    "begin drop table gold.fact_sales; end",
    "declare x int",
    "explain select 1",
    "kill 1",
    "select transform(month) using 'cat' from gold.fact_sales",
    "select reflect('java.lang.System', 'getenv', 'HOME')",
    "select java_method('java.lang.System', 'exit', 1)",
    "select try_reflect('java.lang.System', 'getenv', 'HOME')",
    # several
    "select 1; drop table gold.fact_sales",
    "select 1; select 2",
    "select 1 /* ; */; drop table gold.fact_sales --",
    # anything but our tables
    "select * from delta.`/etc`",
    "select * from csv.`/etc/passwd`",
    "select * from text.`/etc/passwd`",
    "select * from `text`.`/etc/passwd`",
    "select * from parquet.`s3://bucket/secret`",
    "select * from binaryFile.`/etc/passwd`",
    "select * from text . /* c */ `/etc/passwd`",
    "select * from '/etc/passwd'",
    "select * from `/etc/passwd`",
    "select * from identifier('text.`/etc/passwd`')",
    "select * from identifier('gold.fact_sales')",
    "select * from read_csv('/etc/passwd')",
    "select * from read_files('/etc/passwd')",
    "select * from http_get('http://example.com')",
    "select * from f(table(select 1))",
    "select * from spark_catalog.gold.fact_sales",
    "select * from a.b.c.d",
    "select * from information_schema.tables",
    "select * from system.session.tables",
    "select * from gold__fact_sales",
    "select * from gold.fact_sales version as of 0",
    "select * from gold.fact_sales timestamp as of '2020-01-01'",
    "select * from gold.fact_sales@v0",
    "select * from gold.`../silver/sales`",
    "select * from gold.`fact_sales/../../../etc`",
    "select (select value from text.`/etc/passwd` limit 1)",
    "select 1 where exists (select * from text.`/etc/passwd`)",
    "select 1 from gold.fact_sales where month in (select value from text.`/etc/passwd`)",
    "select 1 union all select value from text.`/etc/passwd`",
    "with a as (select value from text.`/etc/passwd`) select * from a",
    "select * from gold.fact_sales f join text.`/etc/passwd` t on true",
    "select * from gold.fact_sales, lateral (select * from text.`/etc/passwd`)",
    # variables, and what cannot be read
    "select ${secret}",
    "select * from ${table}",
    "select :x",
    "select ?",
    "select @@version",
    "table gold.fact_sales",
    "values (1)",
    "describe query select 1",
    "describe formatted gold.fact_sales",
    "show create table gold.fact_sales",
    "show tblproperties gold.fact_sales",
    "show functions",
    "select 'no end",
    "select /* no end",
    "select `no end",
    "nonsense",
    "",
    ";",
    "-- nothing",
    "select " + "(" * 5000 + "1" + ")" * 5000,
    "select '" + "x" * LONGEST_STATEMENT + "'",
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda text: text[:60])
def test_whatever_is_no_question_about_the_tables_is_refused_in_one_sentence(attempt: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_statement(attempt)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith((".", "?"))


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("select 1", "select 1"),
        ("SELECT Month FROM Gold.Fact_Sales;", "SELECT Month FROM `gold__fact_sales` AS `fact_sales`"),
        ("select * from `gold`.`fact_sales` f", "select * from `gold__fact_sales` f"),
        (
            "select gold.fact_sales.month from gold.fact_sales",
            "select fact_sales . month from `gold__fact_sales` AS `fact_sales`",
        ),
        ("with a as (select 1 as x) select * from a", "with a as ( select 1 as x ) select * from a"),
        ("(select 1) union (select 2)", "( select 1 ) union ( select 2 )"),
        ("select * from range(3)", "select * from range ( 3 )"),
        ("select 2L, 1e3, -1, a['b'], x -> y", "select 2L , 1e3 , - 1 , a [ 'b' ] , x -> y"),
        ("select 1 -- of /* course\n, /* a */ 2", "select 1 , 2"),
        ("select 'it\\'s', \"dq'\", r'\\d', '--', '/*'", "select 'it\\'s' , 'dq\\'' , '\\\\d' , '--' , '/*'"),
        ("select 1 as `a``b`", "select 1 as `a``b`"),
        ("select 'it''s', '''', 'a' 'b'", "select 'it\\'s' , '\\'' , 'a' 'b'"),
        ('select "d""q"', "select 'd\"q'"),
        ("select 'drop table gold.fact_sales'", "select 'drop table gold.fact_sales'"),
    ],
)
def test_a_question_is_sent_as_it_was_asked_with_views_in_the_place_of_tables(asked: str, sent: str) -> None:
    statement = read_statement(asked)
    assert isinstance(statement, Query)
    assert statement.sql == sent
    assert set(statement.tables.items()) <= {("gold__fact_sales", ("gold", "fact_sales"))}


def test_a_table_may_be_shown_and_described() -> None:
    assert read_statement("show tables") == ShowTables()
    assert read_statement("SHOW TABLES IN gold;") == ShowTables("gold")
    assert read_statement("describe gold.fact_sales") == DescribeTable(("gold", "fact_sales"))
    assert read_statement("desc table SILVER.`sales`") == DescribeTable(("silver", "sales"))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("select * from gold.fact_sale", "There is no table 'gold.fact_sale': did you mean gold.fact_sales?"),
        ("select * from fact_sales", "There is no table 'fact_sales': did you mean gold.fact_sales?"),
        ("select * from files", "There is no table 'files': did you mean quarantine.files or ledger.files?"),
        ("select * from bronze.sales", "There is no table 'bronze.sales': did you mean silver.sales or quarantine.sales?"),
        ("describe gold.what", "There is no table 'gold.what': SHOW TABLES lists them, each as layer.table."),
        ("select *\nfrom gold.fact_sales\nwhere where", "The statement cannot be read at line 3, column 11."),
        ("select /*+ broadcast(a) */ 1 from gold.fact_sales a", "Hints (/*+ ... */) are not supported: leave it out."),
        ("select ?", "Parameters are not supported: write the values into the statement."),
        ("select :x", "Parameters are not supported: write the values into the statement."),
        (
            "select * from `Gold.fact_sales`",
            "There is no table 'Gold.fact_sales': quote its parts on their own, `gold`.`fact_sales`.",
        ),
        ("select 'x", "The statement cannot be read: a quote or a comment in it has no end."),
    ],
)
def test_a_mistake_is_named_with_what_comes_close(asked: str, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        read_statement(asked)
    assert str(error.value).startswith(sentence)


def test_the_tables_that_may_be_named_are_those_of_the_assets() -> None:
    keys = {AssetKey([layer, table]) for layer, table in layer_tables(None)}
    assets = {key for key in defs.resolve_asset_graph().materializable_asset_keys if key.path[0] in TABLES}
    assets.remove(AssetKey(["gold", "monthly_report"]))  # documents
    assert keys == assets | {AssetKey(["ledger", name]) for name in ("files", "fingerprints")}  # the platform's own notes
    with pytest.raises(UserError, match="There is no layer 'platinum': name one of bronze, silver, quarantine, gold, ledger"):
        layer_tables("platinum")
