"""Values of controls in addresses, as people and as Vizro write them."""

import pytest
from werkzeug.datastructures import MultiDict

from sales_platform.dashboard.url_values import LONGEST_VALUE, Unreadable, controls_in, encoded

NAMES = {f"overview-{name}": name for name in ("first", "last", "company", "channel", "top", "product", "period")}


def read(*pairs: tuple[str, str]) -> dict[str, object]:
    return controls_in(MultiDict(pairs), NAMES)


def test_people_write_months_values_and_numbers_as_they_are() -> None:
    found = read(
        ("from", "2025-10"), ("company", "sports_bar"), ("channel", "A"), ("channel", "B"), ("top", "15"), ("period", "all")
    )
    assert found == {"first": "2025-10", "company": ["sports_bar"], "channel": ["A", "B"], "top": 15, "period": "all"}


@pytest.mark.parametrize(
    ("text", "value"), [("0.95", 0.95), ("7", 7), ("2025-10", "2025-10"), ("atlon/A1", "atlon/A1"), ("1e9", "1e9")]
)
def test_only_what_is_a_plain_number_is_one(text: str, value: object) -> None:
    assert read(("product", text)) == {"product": value}


def test_a_value_of_an_attribute_is_a_text_and_an_empty_one_is_nothing_chosen() -> None:
    assert read(("company", "12")) == {"company": ["12"]}
    assert read(("company", "")) == {"company": []}


def test_addresses_from_before_still_open_and_come_first() -> None:
    assert read(("overview-company", encoded(["atlon"])), ("company", "sports_bar")) == {"company": ["atlon"]}
    assert read(("other", "x"), ("first", "2025-10")) == {}  # the short name of the first month is from


def test_a_value_that_is_too_long_is_unreadable() -> None:
    assert isinstance(read(("company", "x" * (LONGEST_VALUE + 1)))["company"], Unreadable)
