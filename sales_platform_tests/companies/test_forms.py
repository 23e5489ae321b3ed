"""What a company declares in a form that nothing could work with is told in one sentence when it is registered."""

from dataclasses import replace
from typing import Any

import pytest

from sales_platform.companies.company import ANY, Company, Landed, Record, Repeats, Shape, Source, UnknownCustomer
from sales_platform.companies.registry import COMPANIES, checked
from sales_platform.entities import PRODUCTS
from sales_platform.errors import UserError
from sales_platform.feeds import Feed, Months
from sales_platform.rules.rule import reject
from sales_platform.values.dates import DAY_FIRST_DOTS, DateSpelling

FEED = Feed("north_items", "north", PRODUCTS, "north/items", ("Code", "Called"), Months.SNAPSHOT, "-")
ITEMS = Source(FEED, dict, Record(("Code",), {"Called": ANY}), Landed(product="Code"))
NORTH = Company("north", "North", "#123456", (ITEMS,))
WHERE = "the feed 'north_items' of the company 'north'"


def text(value: str) -> Any:
    """A text where a type checker would refuse it: a company's author may use none."""
    return value


def other(value: Any) -> Any:
    """A value of another kind than the field's."""
    return value


def north(source: Source = ITEMS, **company: Any) -> Company:
    return replace(NORTH, sources=(source,), **company)


def dated(pattern: str, groups: Any = (3, 2, 1)) -> Company:
    return north(replace(ITEMS, feed=replace(FEED, dates=(DateSpelling("dd.mm", pattern, groups),))))


MALFORMED = {
    f"'contract' of {WHERE} is one text, 'Code, Called', where a tuple belongs: write ('Code', 'Called').": north(
        replace(ITEMS, feed=replace(FEED, contract=text("Code, Called")))
    ),
    f"'free_text' of {WHERE} is one text, 'Called', where a tuple belongs: write ('Called',).": north(
        replace(ITEMS, feed=replace(FEED, free_text=text("Called")))
    ),
    f"'key' of {WHERE} is one text, 'Code'": north(replace(ITEMS, record=Record(text("Code"), {}))),
    f"'key' of {WHERE} is one text, 'product_code'": north(replace(ITEMS, repeats=Repeats(key=text("product_code")))),
    f"'known_values' of {WHERE} is one text, 'Bars'": north(replace(ITEMS, known_values={"category": text("Bars")})),
    "'cities' of the company 'north' is one text, 'Pune, Mumbai', where a tuple belongs: write ('Pune', 'Mumbai').": north(
        cities=text("Pune, Mumbai")
    ),
    "'own_rules' of a source of the company 'north' is a Rule, where a tuple of Rule belongs: a tuple of one has": north(
        replace(ITEMS, own_rules=other(reject("no_bar", PRODUCTS, "-", "TRUE")))
    ),
    "'sources' of the company 'north' is a Source, where a tuple of Source belongs: a tuple of one has a comma at its end.": (
        replace(NORTH, sources=other(ITEMS))
    ),
    "'repeats' of a source of the company 'north' is 'ORDER_LINES', where a Repeats belongs.": north(
        replace(ITEMS, repeats=other("ORDER_LINES"))
    ),
    f"'fields' of {WHERE} has '^[A-Z]' in it, where a Shape belongs.": north(
        replace(ITEMS, record=Record(("Code",), {"Called": other("^[A-Z]")}))
    ),
    f"'months' of {WHERE} is 'monthly', where a Months belongs.": north(
        replace(ITEMS, feed=replace(FEED, months=other("monthly")))
    ),
    f"'dates' of {WHERE} is a DateSpelling, where a tuple of DateSpelling belongs: a tuple of one has a comma at its end.": north(
        replace(ITEMS, feed=replace(FEED, dates=other(DAY_FIRST_DOTS)))
    ),
    f"'condition_spark' of the rule 'no_bar' of {WHERE} is True, where a text belongs.": north(
        replace(ITEMS, own_rules=(reject("no_bar", PRODUCTS, "-", other(True)),))
    ),
    "The name of the feed 'north items' of the company 'north' is also that of a table: it needs small letters": north(
        replace(ITEMS, feed=replace(FEED, name="north items"))
    ),
    f"A column of {WHERE} has no name": north(replace(ITEMS, feed=replace(FEED, contract=("Code", "Called", " ")))),
    f"The pattern of the date spelling 'dd.mm' of {WHERE} cannot be read (": dated("^([0-9]{2}"),
    f"The pattern of the date spelling 'dd.mm' of {WHERE} has 2 groups, and its 'groups' (3, 2, 1) must name": dated("^(1)(2)$"),
    f"The pattern of the date spelling 'dd.mm' of {WHERE} has 3 groups, and its 'groups' (1, 1, 2)": dated(
        "^(1)(2)(3)$", (1, 1, 2)
    ),
    f"The pattern '[' of the shape of a value of {WHERE} cannot be read (": north(
        replace(ITEMS, record=Record(("Code",), {"Called": Shape("[", "a name")}))
    ),
    "The pattern '(' of its unknown customer of the company 'north' cannot be read (": north(
        unknown_customer=UnknownCustomer("COUNTER", "(")
    ),
    f"The rule 'no_bar' of {WHERE} is declared twice": north(
        replace(ITEMS, own_rules=(reject("no_bar", PRODUCTS, "-", "TRUE"), reject("no_bar", PRODUCTS, "-", "FALSE")))
    ),
    f"The rule 'no_bar' of {WHERE} says that it is of sales: it needs products.": north(
        replace(ITEMS, own_rules=(reject("no_bar", "sales", "-", "TRUE"),))
    ),
    f"The rule 'no bar' of {WHERE} needs a name": north(replace(ITEMS, own_rules=(reject("no bar", PRODUCTS, "-", "TRUE"),))),
}


@pytest.mark.parametrize("sentence", MALFORMED)
def test_what_has_not_the_form_that_it_needs_is_told_in_one_sentence(sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        checked(MALFORMED[sentence])
    assert str(caught.value).startswith(sentence)


def test_two_companies_of_one_colour_are_refused_whatever_its_capitals() -> None:
    other = replace(NORTH, colour=COMPANIES[0].colour.swapcase())
    with pytest.raises(UserError, match=f"The companies '{COMPANIES[0].name}' and 'north' have the same colour"):
        checked(*COMPANIES, other)
    assert checked(*COMPANIES, NORTH)
