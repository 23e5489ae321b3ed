"""One message for each matter and one when it is over, across looks, restarts and addresses that fail: pure functions."""

from datetime import UTC, datetime

import pytest

from sales_platform.alerts.book import MOST_TRIES, Book, Matter, Seen, news, owing, tried

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
RUN = Matter("run/refresh", "A run of refresh failed.", "see why.", "http://ui/runs/1")
GOLD = Matter("gold/stale", "Gold is old.", "see status.")
KINDS = frozenset({"run", "gold"})


def after(book: Book, *matters: Matter, kinds: frozenset[str] = KINDS, undecided: frozenset[str] = frozenset()) -> Book:
    return news(book, Seen(matters, kinds, undecided), "/lake", NOW)[0]


def titles(book: Book, *matters: Matter, kinds: frozenset[str] = KINDS, undecided: frozenset[str] = frozenset()) -> list[str]:
    return [message.title for message in news(book, Seen(matters, kinds, undecided), "/lake", NOW)[1]]


def test_a_matter_is_told_once_and_once_when_it_is_over() -> None:
    book = Book()
    assert titles(book, RUN) == ["Sales platform: A run of refresh failed."]
    book = after(book, RUN)
    assert titles(book, RUN) == []
    assert titles(book) == ["Sales platform, over: A run of refresh failed."]
    assert titles(after(book)) == []


def test_another_run_that_fails_is_the_same_matter() -> None:
    again = Matter(RUN.key, "A run of refresh failed again.", RUN.to_do, "http://ui/runs/2")
    assert titles(after(Book(), RUN), again) == []


def test_what_was_not_looked_for_is_not_over() -> None:
    book = after(Book(), RUN, GOLD)
    assert titles(book, RUN, kinds=frozenset({"run"})) == []
    assert titles(book, RUN, undecided=frozenset({"gold/stale"})) == []
    assert titles(book, RUN) == ["Sales platform, over: Gold is old."]


def test_a_message_says_what_to_do_where_it_is_shown_and_which_lake_it_is() -> None:
    (message,) = news(Book(), Seen((RUN,), KINDS), "/lake", NOW)[1]
    assert message.text == "A run of refresh failed.\nWhat to do: see why.\nhttp://ui/runs/1\nLake: /lake"


def test_what_is_open_and_owed_is_known_after_a_restart() -> None:
    book, messages = news(Book(), Seen((RUN, GOLD), KINDS), "/lake", NOW)
    kept = owing(book, messages, addresses=2)
    assert len(kept.owed) == 4
    assert Book.from_text(kept.to_text()) == kept


@pytest.mark.parametrize("text", ["", None, "no JSON", "[]", '{"owed": [1]}', '{"open": {"a": "b"}}'])
def test_a_book_that_cannot_be_read_is_a_new_one(text: str | None) -> None:
    assert Book.from_text(text) == Book()


def test_a_message_is_tried_again_at_the_address_that_did_not_take_it_and_not_for_ever() -> None:
    book, messages = news(Book(), Seen((RUN,), KINDS), "/lake", NOW)
    book = owing(book, messages, addresses=2)
    tries = 0
    while book.owed:
        book = tried(book, [one for one in book.owed if one.address == 1])
        tries += 1
        assert {one.address for one in book.owed} <= {1}
    assert tries == MOST_TRIES


def test_what_an_address_is_owed_that_is_gone_is_forgotten() -> None:
    book, messages = news(Book(), Seen((RUN,), KINDS), "/lake", NOW)
    assert {one.address for one in owing(owing(book, messages, 2), (), 1).owed} == {0}
