"""Planned work, run one after the other; Dagster and the engine are loaded with this module, which takes a second."""

import time
from collections.abc import Sequence

from dagster import AssetCheckEvaluation
from rich.console import Console

from sales_platform import engine
from sales_platform.automation.alive import close_dead_runs
from sales_platform.memory import keep_what_is_loaded
from sales_platform.rendering import Advance, print_checks, progress
from sales_platform.run_view import RunView
from sales_platform.running.instance import own_instance
from sales_platform.running.launch import Launch, Launcher


def run_works(view: RunView, launches: Sequence[Launch], what: str, console: Console) -> None:
    """Run each, with a bar on the terminal, and say what was done and what the checks found.

    Args:
        view: what the runs work on.
        launches: at least one.
        what: they refresh, in words.
        console: where it is said.

    Raises:
        RunFailedError: a run failed.
    """
    started = time.monotonic()
    with own_instance() as instance, progress(console, "Refreshing") as advance:
        close_dead_runs(instance)
        try:
            launcher = Launcher(instance, view)
            keep_what_is_loaded()
            checks = _run_all(launcher, launches, advance)
        finally:
            engine.stop()
    console.print(f"Refreshed {what} in {time.monotonic() - started:.1f} s.")
    print_checks(console, checks)


def _run_all(launcher: Launcher, launches: Sequence[Launch], advance: Advance) -> list[AssetCheckEvaluation]:
    done, total = 0, sum(launcher.step_count(launch.work) for launch in launches)

    def on_step(_name: str) -> None:
        nonlocal done
        done += 1
        advance(done, total)

    advance(0, total)
    return [check for launch in launches for check in launcher.run(launch, on_step)]
