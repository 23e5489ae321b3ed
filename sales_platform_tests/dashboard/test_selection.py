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
    MONTHS,
    {"company": ("atlon", "sports_bar"), "channel": ("Direct", "Retailer", "O'Neill"), "market": ("India",)},
    complete=date(2025, 11, 1),
)


def select(**controls: object) -> Selection:
    return parse_selection(controls, CHOICES)


def test_without_controls_the_last_twelve_complete_months_are_selected() -> None:
    assert select().where() == "month >= DATE '2024-12-01' AND month < DATE '2025-12-01' AND TRUE"


def test_months_come_before_a_period_as_in_addresses_from_before_there_were_periods() -> None:
    assert select(first="2025-02").months == MonthRange(date(2025, 2, 1), date(2026, 1, 1))
    assert select(first="2025-02", last="2025-03", period="3-months").months == MonthRange(date(2025, 2, 1), date(2025, 4, 1))
    assert select(first="first", last="latest").months == select(period="all").months == CHOICES.available


def test_a_page_of_landed_rows_has_the_months_after_a_period_and_never_after_months_that_were_chosen() -> None:
    assert select(period="3-months").with_begun_months().months == MonthRange(date(2025, 9, 1), date(2026, 1, 1))
    assert select(period="3-months").with_begun_months().chips()[0].text == (
        "Last 3 complete months and what followed: Sep to Dec 2025"
    )
    assert select(first="2025-01", last="2025-02").with_begun_months().months == MonthRange(date(2025, 1, 1), date(2025, 3, 1))


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
        ({"period": "decade"}, "There is no period 'decade'"),
        ({"period": ["all"]}, "There is no period"),
        ({"last": "2031-01"}, "There are no figures for 2031-01: choose a month from Jan 2024 to Dec 2025"),
        ({"first": "2025-07", "last": "2025-01"}, "From 2025-07 is after To 2025-01"),
    ],
)
def test_what_cannot_be_chosen_is_a_sentence(controls: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        select(**controls)
    assert sentence in str(caught.value)


def test_each_filter_has_a_chip_and_only_what_was_chosen_can_be_taken_away() -> None:
    assert select().chips() == [("period", "Last 12 complete months: Dec 2024 to Nov 2025", False)]
    assert select(first="2025-07", company=["sports_bar"], channel=["Direct", "Retailer", "O'Neill"]).chips() == [
        ("period", "Jul to Dec 2025", True),
        ("company", "Company: Sports Bar", True),
        ("channel", "Channel: 3 chosen", True),
    ]
    assert select(period="all", channel=["Direct"]).chips(only=()) == [("period", "All months: Jan 2024 to Dec 2025", True)]


@pytest.mark.parametrize("value", [["Direct", "O'Neill"], [], "2025-07", 0.95, None, ["Ünïcode ₹"]])
def test_a_value_survives_the_url(value: object) -> None:
    assert decoded(encoded(value)) == value


@pytest.mark.parametrize("text", ["Retailer", "b64_%%%", "b64_aGVsbG8", "b64_", "b64_" + "W1" * 20_000])
def test_what_is_not_written_as_the_dashboard_writes_it_is_unreadable(text: str) -> None:
    assert isinstance(decoded(text), Unreadable)


def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_made_inert() -> None:
    assert [inert(value) for value in ("=1+1", "@x", "-2", "plain", -2)] == ["'=1+1", "'@x", "'-2", "plain", -2]
