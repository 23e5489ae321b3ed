"""What a company declares and does not fit together is told when it is registered: it would come out as nothing, in silence."""

from dataclasses import replace

import pytest

from sales_platform.companies.company import ANY, DAY, Company, Landed, Record, Source, UnknownCustomer, day_as
from sales_platform.companies.registry import checked
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.errors import UserError
from sales_platform.feeds import Feed, Months
from sales_platform.values.dates import DAY_FIRST_DOTS
from sales_platform_tests import third_company


def source(entity: str, *columns: str, landed: Landed | None = None, record: Record | None = None) -> Source:
    contract = columns or ("Code", "Called")
    months = Months.BY_FILE_NAME if entity in (SALES, PRICES) else Months.SNAPSHOT
    feed = Feed(f"north_{entity}", "north", entity, f"north/{entity}", contract, months, "-")
    return Source(feed, dict, record or Record(contract[:1], {contract[-1]: ANY}), landed or Landed())


def north(*sources: Source, unknown: UnknownCustomer | None = None) -> Company:
    return Company("north", "North", "#123456", sources, unknown)


COUNTER = UnknownCustomer("COUNTER", "^S[0-9]+$")
DATED = source(SALES, "Sold On", record=Record(("Sold On",), {"Sold On": DAY}))
DOTTED = replace(DATED, feed=replace(DATED.feed, months=Months.BY_ROW, month_column="Sold On", dates=(DAY_FIRST_DOTS,)))
MASTERS = (source(CUSTOMERS), source(PRODUCTS))
UNFIT: dict[str, Company] = {
    "The prices of the company 'north' need its products, and it has no feed of them: all rows of 'north_prices'": north(
        source(PRICES)
    ),
    "The sales of the company 'north' need its products": north(source(SALES), source(CUSTOMERS)),
    "The sales of the company 'north' need its customers, and it has no feed of them: all rows of 'north_sales' would be in"
    " quarantine. Declare a feed of its customers, or an unknown customer that all of them are under.": north(
        source(SALES), source(PRODUCTS)
    ),
    "The company 'north' has an unknown customer, and the rules of 'north_sales' do not say so": north(
        *MASTERS, source(SALES), unknown=COUNTER
    ),
    "The feed 'north_products' has no column 'Item', which its month": north(source(PRODUCTS, landed=Landed(product="Item"))),
    "The feed 'north_customers' has no column 'Town', which its month": north(source(CUSTOMERS, landed=Landed(city="Town"))),
    "The feed 'north_customers' has no column 'code', which its month": north(
        source(CUSTOMERS, record=Record(("code",), {"Called": ANY}))
    ),
    "The columns 'Price (INR)' and 'price inr' of the feed 'north_products' have the same name in bronze, 'price_inr'": north(
        source(PRODUCTS, "Code", "Price (INR)", "price inr")
    ),
    "The feed 'north_sales' of sales is a snapshot, whose rows are of every month: say which column gives the month": north(
        *MASTERS, replace(DATED, feed=replace(DATED.feed, months=Months.SNAPSHOT))
    ),
    "The feed 'north_sales' finds its months by row, and names no column for it: see 'month_column'.": north(
        *MASTERS, replace(DATED, feed=replace(DATED.feed, months=Months.BY_ROW))
    ),
    "The feed 'north_sales' finds its months by file name, and names a column for it all the same": north(
        *MASTERS, replace(DATED, feed=replace(DATED.feed, month_column="Sold On"))
    ),
    "Corrections of 'Sold On' of the feed 'north_sales' are a day, written as 2025-07-15, which its dates do not read": north(
        *MASTERS, DOTTED
    ),
}


@pytest.mark.parametrize("sentence", UNFIT)
def test_what_does_not_fit_together_is_told_in_one_sentence(sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        checked(UNFIT[sentence])
    assert str(caught.value).startswith(sentence)


def test_what_a_company_does_not_deliver_and_nothing_of_it_needs_may_be_left_out() -> None:
    for sources in ((source(CUSTOMERS),), (source(PRODUCTS),), (source(PRODUCTS), source(PRICES)), (*MASTERS, source(SALES))):
        assert checked(north(*sources))
    under_the_counter = replace(source(SALES), own_rules=(COUNTER.rule(),))
    assert checked(north(source(PRODUCTS), under_the_counter, unknown=COUNTER))


def test_a_correction_of_a_day_is_written_as_the_feed_writes_it() -> None:
    dotted = day_as(DAY_FIRST_DOTS, "15.07.2025")
    assert checked(north(*MASTERS, replace(DOTTED, record=Record(("Sold On",), {"Sold On": dotted}))))
    assert [dotted.problem(value) is None for value in ("15.07.2025", "31.06.2025", "2025-07-15")] == [True, False, False]
    assert dotted.problem("2025-07-15") == "'2025-07-15' is not a day, written as 15.07.2025"


def test_the_rule_of_an_unknown_customer_lets_its_own_code_pass_whatever_shape_the_others_have() -> None:
    rule = third_company.COUNTER.rule()
    assert rule.promise_datafusion == "(customer_code IN ('COUNTER') OR regexp_like(customer_code, '^S[0-9]{2}$'))"
    assert rule.description == "The customer id is not a shop such as S01; the sale is kept under COUNTER."
