"""Where the seconds of a run go."""

import threading
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import stage_clock
from platform_runs import Installation
from stage_clock import CHECKS, ENGINE, IMPORTS, PLAN, QUESTIONS, STAGES, WRITES, Clock
from timed_platform import REST

from sales_platform_tests.platform_runs import Workplace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Each look of the clock at the time is a second after the one before; processor time stands still."""
    ticks = count()
    time = SimpleNamespace(perf_counter=lambda: float(next(ticks)), process_time=lambda: 0.0)
    monkeypatch.setattr(stage_clock, "time", time)  # other threads look at their own
    return Clock()


def seconds(clock: Clock) -> dict[str, float]:
    return {name: both[0] for name, both in clock.seconds.items()}


def test_a_stage_within_another_one_is_taken_out_of_it(clock: Clock) -> None:
    with clock.stage(WRITES):
        with clock.stage(ENGINE):
            pass
        with clock.stage(IMPORTS):
            pass
    assert seconds(clock) == {WRITES: 3, ENGINE: 1, IMPORTS: 1}


def test_questions_belong_to_what_asks_them(clock: Clock) -> None:
    with clock.stage(CHECKS), clock.stage(QUESTIONS):
        pass
    with clock.stage(QUESTIONS):
        pass
    assert seconds(clock) == {CHECKS: 1, QUESTIONS: 1}


def test_each_step_of_a_generator_counts_and_not_what_is_done_between(clock: Clock) -> None:
    def steps() -> Iterator[int]:
        yield 1
        yield 2

    for _ in clock.timed(steps, ENGINE)():
        vars(stage_clock)["time"].perf_counter()
    assert seconds(clock) == {ENGINE: 4}  # the call, two steps, and the end


def test_another_thread_counts_while_the_main_one_writes_only(clock: Clock) -> None:
    def fetch() -> None:
        with clock.stage(ENGINE), clock.stage(PLAN):
            pass

    def in_a_thread() -> None:
        thread = threading.Thread(target=fetch)
        thread.start()
        thread.join()

    with clock.stage(PLAN):
        in_a_thread()
    assert seconds(clock) == {PLAN: 1}
    with clock.stage(WRITES):
        in_a_thread()
    assert seconds(clock) == {PLAN: 1, WRITES: 2, ENGINE: 1}


def test_every_stage_of_a_run_has_its_seconds_and_one_without_work_has_few(tiny: Workplace, tmp_path: Path) -> None:
    installation = Installation(tmp_path, date(2024, 1, 1))
    full = installation.stages(tiny.landing)
    assert list(full) == [*STAGES, REST]
    assert [name for name, both in full.items() if both[0] <= 0] == []
    nothing_new = installation.stages(tiny.landing)
    assert {name for name in (ENGINE, WRITES, CHECKS) if nothing_new[name][0] > 0} == set()
    assert sum(both[0] for both in nothing_new.values()) < sum(both[0] for both in full.values())
