"""Control values become a selection, or a sentence."""

from datetime import date

import pytest

from sales_platform.dashboard.downloads import inert
from sales_platform.dashboard.selection import NOTHING_SELECTED, Choices, NothingSelectedError, Selection, parse_selection
from sales_platform.dashboard.url_values import Unreadable, decoded, encoded
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months

MONTHS = tuple(add_months(date(2024, 1, 1), count) for count in range(24))
CHOICES = Choices(
    MONTHS, {"company": ("atlon", "sports_bar"), "channel": ("Direct", "Retailer", "O'Neill"), "market": ("India",)}
)


def select(**controls: object) -> Selection:
    return parse_selection(controls, CHOICES)


def test_without_controls_everything_is_selected() -> None:
    assert select().where() == "month >= DATE '2024-01-01' AND month < DATE '2026-01-01' AND TRUE"


def test_all_restricts_nothing_and_a_value_beside_it_counts() -> None:
    assert select(channel=["All"]).values == {}
    assert select(channel=["All", "Direct"]).values == {"channel": ("Direct",)}


def test_an_empty_selection_is_not_everything() -> None:
    with pytest.raises(NothingSelectedError, match=NOTHING_SELECTED):
        select(channel=[])


def test_values_are_escaped() -> None:
    assert select(channel=["O'Neill"]).where().endswith("channel IN ('O''Neill')")


@pytest.mark.parametrize(
    ("controls", "sentence"),
    [
        ({"channel": ["x' OR 1=1 --"]}, "There is no channel 'x' OR 1=1 --'"),
        ({"channel": [["nested"]]}, "There is no channel"),
        ({"channel": [None]}, "There is no channel 'None'"),
        ({"channel": 17}, "There is no channel '17'"),
        ({"channel": {"a": 1}}, "There is no channel"),
        ({"channel": ["y" * 500]}, "There is no channel '" + "y" * 60 + "…'"),
        ({"first": "July"}, "'July' is not a month"),
        ({"first": ["2025-01"]}, "is not a month"),
        ({"first": True}, "'True' is not a month"),
        ({"last": "2031-01"}, "There are no figures for 2031-01: choose a month from Jan 2024 to Dec 2025"),
        ({"first": "2025-07", "last": "2025-01"}, "From 2025-07 is after To 2025-01"),
    ],
)
def test_what_cannot_be_chosen_is_a_sentence(controls: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        select(**controls)
    assert sentence in str(caught.value)


def test_the_previous_period_has_the_same_length_and_ends_where_the_chosen_one_begins() -> None:
    assert select(first="2025-07", last="2025-09").previous() == MonthRange(date(2025, 4, 1), date(2025, 7, 1))


def test_there_is_no_previous_period_before_the_first_month() -> None:
    assert select().previous() is None
    assert select(first="2024-02", last="2024-03").previous() is None


def test_the_words_of_a_selection_name_what_it_restricts() -> None:
    assert select(first="2025-07", company=["sports_bar"]).words() == "Jul 2025 to Dec 2025 · company: Sports Bar"


@pytest.mark.parametrize("value", [["Direct", "O'Neill"], [], "2025-07", 0.95, None, ["Ünïcode ₹"]])
def test_a_value_survives_the_url(value: object) -> None:
    assert decoded(encoded(value)) == value


@pytest.mark.parametrize("text", ["Retailer", "b64_%%%", "b64_aGVsbG8", "b64_", "b64_" + "W1" * 20_000])
def test_what_is_not_written_as_the_dashboard_writes_it_is_unreadable(text: str) -> None:
    assert isinstance(decoded(text), Unreadable)


def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_made_inert() -> None:
    assert [inert(value) for value in ("=1+1", "@x", "-2", "plain", -2)] == ["'=1+1", "'@x", "'-2", "plain", -2]
