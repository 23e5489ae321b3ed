"""Which functions a question may call: those of the list. No spelling gets past it, and what only looks like a call is none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_platform.errors import UserError
from sales_platform.sql.calls import _SYNTAX
from sales_platform.sql.functions import ALLOWED, CALLED_BY_NAME_ALONE
from sales_platform.sql.queries import Query
from sales_platform.sql.statements import read_statement

DANGEROUS = (
    "reflect", "java_method", "try_reflect", "input_file_name", "input_file_block_start", "input_file_block_length", "read_files",
    "from_csv", "schema_of_csv", "from_xml", "schema_of_xml", "xpath", "from_avro", "from_protobuf", "aes_encrypt", "aes_decrypt",
    "try_aes_decrypt", "raise_error", "assert_true", "sleep", "getenv", "get_secret", "current_user", "session_user", "user",
    "current_catalog", "current_database", "current_schema", "version", "spark_partition_id", "python_worker_logs",
    "sql_keywords", "http_get", "ai_query", "identifier", "call_function", "hive_udf", "mine",
)  # fmt: skip
SPELLINGS = (
    "{0}('a')", "`{0}`('a')", "{0} ('a')", "{0}/* ( */('a')", "{0} -- (\n ('a')", "{0}\n\t('a')", "{0}/**/\n/**/()",
    "upper({0}('a'))", "({0}('a'))", "-{0}('a')", "not {0}('a')", "'' || {0}('a')", "{0}('a')::string", "{0}('a') over ()",
    "{0}('a') over (order by 1)", "sum({0}('a')) filter (where true)", "count(1) filter (where {0}('a') = 1)",
    "transform(array(1), x -> {0}(x))", "case when {0}('a') then 1 end", "cast({0}('a') as int)", "{0}('a')[0]", "{0}('a').b",
    "array(1)[{0}('a')]", "extract(year from {0}('a'))", "{0}(distinct 'a')", "(select {0}('a'))", "1 in ({0}('a'))",
    "builtin.{0}('a')", "system.builtin.{0}('a')", "`system`.`builtin`.`{0}`('a')", "gold . {0} ('a')", "gold./* */{0}('a')",
    "1 between {0}('a') and 2", "1 as a, {0}('a')", "* from values ({0}('a'))", "1 from gold.fact_sales where {0}('a') = 1",
    "1 from gold.fact_sales group by {0}('a')", "1 from gold.fact_sales group by all having {0}('a') = 1", "* from {0}('a') t(b)",
    "1 from gold.fact_sales order by {0}('a')", "1 from gold.fact_sales limit {0}('a')", "* from {0}('a')", "1 where {0}('a')",
    "* from range(1), {0}('a')", "* from range(1) join {0}('a') on true", "1 from range(1) join range(2) on {0}('a')",
    "* from range(1) lateral view {0}('a') t as b", "* from range(1) lateral view outer {0}('a') t as b",
    "* from range(1), lateral {0}('a')", "* from (select {0}('a') as b) {0}(b)", "1 union all select {0}('a')",
    "* from (select 1 as a) pivot (sum({0}('a')) for a in (1))", "1 window w as (order by {0}('a'))",
)  # fmt: skip
PIECES = (
    "reflect", "`reflect`", "upper", "(", ")", "()", "'", '"', "`", "\\", "/*", "*/", "--", "\n", " ", "\u00a0", ".", ",",
    "::int", "[0]", "r'", "N'", "x'41'", "0x", "1L", "$", "{", "}", "1", "as a", "select", "from range(1)", "with a as", "->",
    "||", "=", "in", "case",
)  # fmt: skip
_TEXT_OR_NAME = re.compile(r"'(?:[^'\\]|\\.)*'|`(?:[^`]|``)*`", re.DOTALL)


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_function_is_on_no_list(name: str) -> None:
    assert name not in ALLOWED | _SYNTAX
    for written in (name, name.upper(), name.title()):
        with pytest.raises(UserError, match=rf"The function '{written}' is not on the list of those that may be used: "):
            read_statement(f"select {written}()")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", ["reflect", "ReFlEcT", "input_file_name", "mine"])
def test_no_spelling_gets_past_the_list(spelling: str, name: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_statement("select " + spelling.format(name))
    assert re.match(rf"The function '(\w+\.)?{name}' is not on the list", str(refusal.value))


@pytest.mark.parametrize("unseen", ["\u00a0", "\ufeff", "\u200b", "\u2028", "\x0b", "\x0c", "\x85", "\x1f", "\u3000", "\u00ad"])
def test_what_one_may_take_for_a_blank_hides_no_call(unseen: str) -> None:
    for written in (
        f"reflect{unseen}('a')",
        f"upper{unseen}reflect('a')",
        f"1{unseen}reflect('a')",
        f"reflect{unseen}/**/ ('a')",
    ):
        with pytest.raises(UserError):
            read_statement(f"select {written}")


@pytest.mark.parametrize("name", sorted(CALLED_BY_NAME_ALONE))
def test_a_function_that_needs_no_parentheses_is_refused_but_is_a_name_where_the_query_gives_it(name: str) -> None:
    for asked in (
        f"select {name}", f"select {name.upper()}", f"select `{name}`", f"select upper({name})", f"select 1 where {name} = 'a'",
        f"select 1 as {name}, {name}", f"select {name} from (select 1 as {name})", f"select 1, {name} as a", f"select {name}()",
    ):  # fmt: skip
        with pytest.raises(UserError, match=rf"The function '{name}' is not on the list") as refusal:
            read_statement(asked.replace(name.upper(), name))
        assert "\n" not in str(refusal.value)
    read_statement(f"select 1 as {name}, '{name}', t.{name} from (select 1 as {name}) t")


@pytest.mark.parametrize(
    "asked",
    [
        "select 1 in (1), 1 not in (1), not (true), true and (true) or (false), 1 between (0) and (2), 7 div (2), 'a' like ('a')",
        "select case (1) when (1) then (2) else (3) end, array(1)[(0)], (1) + (2), 1 is not distinct from (1)",
        "select distinct (id) from (range(3)) where (id > 0) group by (id) having (count(*) > 0) order by (id) limit (1)",
        "with a(x) as (select 1), reflect (y) as (select 2) (select x from a) union all (select y from reflect) minus (select 3)",
        "select b.a, c.d from range(2) as b(a) join (select 1 as d) as `c`(d) using (a)",
        "select * from values (1, 2), (3, 4) as user_defined(a, b)",
        "select * from values (1, 2), (3, 4) as (a, b)",
        "select * from (values (1)) x(y), lateral (select y + 1 as z)",
        "select k, grouping(k) from (select 1 as k) group by cube (k)",
        "select k from (select 1 as k) group by grouping sets ((k), ()) union select k from (select 1 as k) group by rollup (k)",
        "select sum(id) over (partition by (id) order by (id)), sum(id) over w from range(3) window w as (order by id)",
        "select sum(id) filter (where id > 1), percentile_cont(0.5) within group (order by id) from range(4)",
        "select * from (select 1 as k, 2 as v) pivot (sum(v) for k in (0 as a, 1 as b)) p(a, b)",
        "select * from (select 1 as a, 2 as b) unpivot (v for n in (a, b))",
        "select cast(1 as decimal(3, 1)), cast('a' as varchar(3)), cast(array(1) as array<numeric(3, 1)>), 1::dec(3, 1)",
        "select inline(array(struct(1, 2))) as (a, b)",
        "select `upper`('a'), UPPER ('a'), Upper/* of */('a'), upper -- of\n ('a'), exists (select 1), 1 = any (select 1)",
        "select 'reflect(1)', 1 as `reflect(1)`, \"reflect(1)\", reflect.a from (select 1 as a) reflect -- reflect(1)",
    ],
)
def test_what_only_looks_like_a_call_is_none(asked: str) -> None:
    read_statement(asked)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("select uper('a')", "The function 'uper' is not on the list of those that may be used: did you mean upper?"),
        ("select to_dat('a')", "The function 'to_dat' is not on the list of those that may be used: did you mean to_date?"),
        (
            "select xx('a')",
            "The function 'xx' is not on the list of those that may be used: sales_platform/sql/functions.py has ",
        ),
        ("select a.upper('a')", "The function 'a.upper' is not on the list of those that may be used: did you mean upper?"),
        (
            "select `a\nb`('a')",
            "The function 'a b' is not on the list of those that may be used: sales_platform/sql/functions.py",
        ),
        ("select * from upper('a')", "The function 'upper' makes no rows to read from: name a table, or one of explode, "),
    ],
)
def test_a_refusal_says_what_comes_close_or_where_the_list_is(asked: str, sentence: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_statement(asked)
    assert str(refusal.value).startswith(sentence)


def test_a_text_with_a_national_mark_is_written_anew_as_well() -> None:
    statement = read_statement("select N'it\\'s' as a")
    assert getattr(statement, "sql", "") == "select 'it\\'s' as a"


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_play_with_quotes_and_comments_hands_a_call_to_the_engine(pieces: list[str]) -> None:
    """What is handed over is looked at anew, as an engine may read it: outside of texts, nothing calls reflect."""
    try:
        statement = read_statement("select 1, " + "".join(pieces))
    except UserError:
        return
    assert isinstance(statement, Query)
    bare = _TEXT_OR_NAME.sub(lambda quoted: "reflect" if quoted[0] == "`reflect`" else " q ", statement.sql)
    assert not re.search(r"reflect\s*\(", bare, re.IGNORECASE)
