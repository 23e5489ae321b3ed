"""Versions that share what was followed before are the same as each made alone, in whatever order."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_platform.catalog import TABLES
from sales_platform.fingerprints.logic import Known, logic_version
from sales_platform_tests.fingerprints.test_logic_of_values import of_the_project


def test_the_tables_have_the_versions_that_each_has_alone() -> None:
    assert {table.text: table.logic_version for table in TABLES} == {
        table.text: logic_version(list(table.decided_by.items())) for table in TABLES
    }


def even(number: int) -> bool:
    """Refers to what refers to it."""
    return number == 0 or odd(number - 1)


def odd(number: int) -> bool:
    """Refers to what refers to it."""
    return number != 0 and even(number - 1)


class Counter:
    """An object that holds what is made of it."""

    def __init__(self, step: int) -> None:
        self.step = step
        self.next = self.count
        self.uses: object = None

    def count(self, number: int) -> int:
        """Uses code that others use as well."""
        return number + self.step if even(number) else number


def uses_the_counter(number: int) -> int:
    """Refers to an object that holds this function: what it refers to depends on which of the two is met first."""
    return COUNTER.count(number)


def _closure(limit: int) -> Callable[[int], bool]:
    def below(number: int) -> bool:
        return number < limit and even(number)

    return below


def _around(inner: Callable[[int], bool]) -> Callable[[int], bool]:
    def both(number: int) -> bool:
        return inner(number) and odd(number) and COUNTER.step > 0

    return both


COUNTER = Counter(2)
COUNTER.uses = uses_the_counter
CODE = [
    even,
    odd,
    uses_the_counter,
    Counter,
    COUNTER,
    Counter(3),
    _closure,
    _closure(3),
    _closure(4),
    _around,
    _around(_closure(3)),
    _around(odd),
]


@settings(max_examples=60)
@given(values=st.lists(st.lists(st.sampled_from(CODE), min_size=1, max_size=4), min_size=1, max_size=6))
def test_shared_code_gives_the_version_that_it_gives_alone(values: Sequence[Sequence[object]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        of_the_project(patch)
        known: Known = {}
        assert [logic_version(*parts, known=known) for parts in values] == [logic_version(*parts) for parts in values]
