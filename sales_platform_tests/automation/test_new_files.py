"""What the sensor decides, without Dagster and without files."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sales_platform.automation.new_files import (
    LOCK_LIMIT,
    MOST_ATTEMPTS,
    START_LIMIT,
    Canceled,
    Decision,
    Memory,
    RunSeen,
    decide,
    progress,
)
from sales_platform.catalog import BY_TEXT
from sales_platform.months import MonthRange
from sales_platform.planning.plan import Plan, Work
from sales_platform.planning.stale import Stale

NOW = datetime(2025, 9, 17, 12, tzinfo=UTC)
JULY, OCTOBER = (MonthRange.of(month, month) for month in (date(2025, 7, 1), date(2025, 10, 1)))
NEW = "orders_2025_07_01.csv"
STALE = [
    Stale("bronze/sports_bar_orders", JULY.start, (f"file new: {NEW}",)),
    Stale("silver/sales", OCTOBER.start, ("the last run did not finish it",)),
]
WORK = [Work(JULY, (BY_TEXT["bronze/sports_bar_orders"],)), Work(OCTOBER, (BY_TEXT["silver/sales"],))]
NOTHING = Plan(7, [], [], [], "")
TOUCHED = Plan(8, [NEW], STALE, WORK, "a")
WHY = f"1 new or changed file: {NEW}; the last run did not finish it"


def after(decision: Decision, seconds: float, plan: Plan = TOUCHED) -> Decision:
    """The decision at a later tick."""
    return decide(plan, decision.memory, NOW + timedelta(seconds=seconds))


def test_stale_months_are_requested_in_as_few_runs_as_there_are_ranges() -> None:
    decision = decide(TOUCHED, Memory(), NOW)
    assert decision.work == tuple(WORK)
    assert decision.message == WHY


def test_nothing_is_requested_when_every_month_is_up_to_date_and_earlier_failures_are_forgotten() -> None:
    decision = decide(NOTHING, Memory("a", 3, 5), NOW)
    assert (decision.work, decision.memory) == ((), Memory())
    assert decision.message == "7 files in landing: every month is up to date."


def test_months_that_a_failed_run_left_are_requested_again_after_a_while_that_grows() -> None:
    first = decide(TOUCHED, Memory(), NOW)
    assert after(first, 29).work == ()
    assert "did not bring 2025-07, 2025-10 up to date; the next attempt is after 12:00:30 UTC" in after(first, 29).message
    second = after(first, 31)
    assert second.work == tuple(WORK)
    assert second.message == f"attempt 2 of 5 to bring this up to date: {WHY}"
    assert after(second, 31 + 119).work == ()
    assert after(second, 31 + 121).work == tuple(WORK)


def test_after_the_last_attempt_nothing_is_requested_and_the_message_says_what_to_do() -> None:
    decision, seconds = decide(TOUCHED, Memory(), NOW), 0.0
    for _ in range(MOST_ATTEMPTS - 1):
        seconds += 100_000
        decision = after(decision, seconds)
        assert decision.work
    decision = after(decision, seconds + 1e6)
    assert decision.work == ()
    assert "5 runs over 2025-07, 2025-10 did not bring them up to date, so no more are started automatically" in decision.message
    assert "land corrected files, launch the job refresh, or reset this sensor's cursor" in decision.message


def test_a_new_file_ends_the_waiting_and_brings_back_what_was_given_up() -> None:
    given_up = Memory("a", MOST_ATTEMPTS, NOW.timestamp())
    decision = decide(replace(TOUCHED, mark="b"), given_up, NOW)
    assert decision.work == tuple(WORK)
    assert decision.memory == Memory("b", 1, NOW.timestamp())


@pytest.mark.parametrize("cursor", [None, "", "junk", "[]", "7", '{"other": 1}', '{"suspects": 3}', '"text"'])
def test_a_cursor_that_cannot_be_read_counts_as_none(cursor: str | None) -> None:
    assert Memory.from_cursor(cursor) == Memory()


def test_a_cursor_comes_back_as_it_was_and_is_small_whatever_the_number_of_files() -> None:
    memory = decide(replace(TOUCHED, new_files=[f"orders_{n}.csv" for n in range(100_000)], mark="a" * 64), Memory(), NOW).memory
    assert Memory.from_cursor(memory.to_cursor()) == memory
    assert len(memory.to_cursor()) < 200


def seen(run_id: str, *, begun: bool, age: timedelta = timedelta(seconds=5)) -> RunSeen:
    return RunSeen(run_id, begun, NOW - age)


def test_a_run_that_is_asked_for_or_holds_the_lake_is_waited_for() -> None:
    assert progress([seen("a", begun=False)], locked=False, memory=Memory(), now=NOW).waiting_for == "a"
    assert progress([seen("a", begun=True)], locked=True, memory=Memory(suspects=("a",)), now=NOW).waiting_for == "a"
    assert progress([], locked=False, memory=Memory(), now=NOW).waiting_for is None


def test_a_run_that_never_began_is_not_waited_for_for_ever() -> None:
    run = seen("a", begun=False, age=START_LIMIT + timedelta(seconds=1))
    assert progress([run], locked=False, memory=Memory(), now=NOW).waiting_for is None


def test_a_run_whose_process_is_gone_counts_as_dead_at_the_second_look() -> None:
    run = seen("a", begun=True, age=LOCK_LIMIT + timedelta(seconds=1))
    first = progress([run], locked=False, memory=Memory(), now=NOW)
    assert (first.waiting_for, first.suspects, first.dead) == ("a", ("a",), ())
    second = progress([run], locked=False, memory=Memory(suspects=first.suspects), now=NOW)
    assert (second.waiting_for, second.dead) == (None, ("a",))


def test_a_run_that_has_just_begun_is_waited_for_however_often_it_is_looked_at() -> None:
    run = seen("a", begun=True, age=LOCK_LIMIT - timedelta(seconds=1))
    first = progress([run], locked=False, memory=Memory(), now=NOW)
    second = progress([run], locked=False, memory=Memory(suspects=("a", *first.suspects)), now=NOW)
    assert [(one.waiting_for, one.suspects, one.dead) for one in (first, second)] == [("a", (), ())] * 2


def test_a_clock_that_was_ahead_when_a_run_was_asked_for_holds_nothing_up() -> None:
    ahead = decide(TOUCHED, Memory(), NOW + timedelta(days=40))
    put_right = decide(TOUCHED, ahead.memory, NOW)
    assert "the next attempt is after 12:00:30 UTC" in put_right.message
    assert after(put_right, 31).work == tuple(WORK)
    begun_ahead = RunSeen("a", begun=False, since=NOW + timedelta(days=40))
    assert progress([begun_ahead], locked=False, memory=Memory(), now=NOW).waiting_for is None


def test_what_was_canceled_and_is_no_longer_held_up_is_no_further_attempt() -> None:
    held = decide(TOUCHED, Memory(), NOW, Canceled("a", covers=True))
    assert held.work == ()
    assert decide(TOUCHED, held.memory, NOW).message == WHY
