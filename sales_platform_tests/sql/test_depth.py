"""Statements as deep as the engine's stack would not bear are refused; those up to the limit are answered."""

from collections.abc import Callable

import pytest

from sales_platform.errors import UserError
from sales_platform.sql.answers import Answers
from sales_platform.sql.depth import DEEPEST
from sales_platform.sql.statements import read_statement

Chain = Callable[[int], str]
CHAINS: dict[str, Chain] = {
    "sum": lambda terms: "select " + "+".join(["1"] * terms) + " as n",
    "or": lambda terms: "select count(*) as n from gold.fact_sales where " + " or ".join(["sold_quantity = 0"] * terms),
    "and": lambda terms: "select count(*) as n from gold.fact_sales where " + " and ".join(["sold_quantity > 0"] * terms),
    "cast": lambda terms: "select 1" + "::int" * terms + " as n",
    "union": lambda terms: " union all ".join(["select 1 as n"] * terms),
    "joins": lambda terms: "select count(*) as n from range(1)" + ", range(1)" * terms,
    "views": lambda terms: "select x as n from range(1)" + " lateral view explode(array(1)) as x" * terms,
    "with": lambda terms: "with a as (select 1 as n)" + ", a as (select n + 1 as n from a)" * terms + " select n from a",
}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("terms", [1000, 2000])
def test_a_chain_that_is_too_long_is_refused_in_one_sentence(chain: Chain, terms: int) -> None:
    with pytest.raises(UserError, match=rf"levels deep, and at most {DEEPEST} are answered: .* IN \(\.\.\.\)") as refusal:
        read_statement(chain(terms))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("chain", ["sum", "or", "and", "cast", "union"])
def test_a_chain_just_below_the_limit_is_answered(answers: Answers, chain: str) -> None:
    assert answers.rows(CHAINS[chain](DEEPEST - 10)).read_all().num_rows > 0


def test_a_list_may_be_as_long_as_it_likes(answers: Answers) -> None:
    listed = ", ".join(map(str, range(10_000)))
    columns = ", ".join(f"{number} as c{number}" for number in range(1_000))
    rows = answers.rows(f"select {columns} from gold.fact_sales where sold_quantity in ({listed})").read_all()
    assert (rows.num_rows, rows.num_columns) == (3, 1_000)
