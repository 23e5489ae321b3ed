"""The working tree against another commit, in turn: all real data from nothing, one more file, and nothing new.

The other commit is checked out in a temporary worktree of git, and runs with the installed libraries of this one. Ratios are the
working tree's time by that of the other commit in the same turn: below 1 it has become faster.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measure import Measurement
from one_more_file import refreshed_one_month
from platform_runs import PROJECT, Installation
from report import processor_times_of, spread, table, times_of
from samples import FIRST_MONTH, land_late_orders, last_order_month, own_copy, plain_sample

TURNS, FILES = 3, 5
SAMPLE_MONTHS = 24


@dataclass
class Side:
    """The code of one side, its lake, and what it took.

    Attributes:
        code: the folder of the platform's code.
        folder: for everything that is written.
        full: its full runs.
        files: its runs over one more file.
        nothing_new: its runs right after those.
    """

    code: Path
    folder: Path
    full: list[Measurement] = field(default_factory=list)
    files: list[Measurement] = field(default_factory=list)
    nothing_new: list[Measurement] = field(default_factory=list)

    def place(self, name: str) -> Installation:
        """A lake of its own."""
        return Installation(self.folder / name, FIRST_MONTH, self.code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="of the other commit: a branch, a tag, HEAD~1")
    parser.add_argument(
        "--landing", type=Path, default=Path("../shared/landing"), help="the data, from the project's folder; else a sample"
    )
    parser.add_argument("--turns", type=int, default=TURNS, help="full runs of each")
    parser.add_argument("--files", type=int, default=FILES, help="further files of each")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the worktree is removed
    with tempfile.TemporaryDirectory(prefix="sales_compare_") as name, checked_out(arguments.revision, Path(name)) as other:
        folder = Path(name).resolve()
        landing, given = folder / "landing", (PROJECT / arguments.landing).resolve()
        if given.is_dir():
            own_copy(given, landing)
        else:
            plain_sample(landing, SAMPLE_MONTHS)
        here, there = Side(PROJECT, folder / "here"), Side(other, folder / "there")
        compare(here, there, landing, arguments.turns, arguments.files)
    print(report(arguments.revision, here, there))


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """Another commit's files, in a worktree that is removed in the end."""
    code = folder / "code"
    git = ["git", "-C", str(PROJECT), "worktree"]
    done = subprocess.run([*git, "add", "--quiet", "--detach", str(code), revision], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"'{revision}' cannot be checked out: {done.stderr.strip()}")
    try:
        yield code
    finally:
        subprocess.run([*git, "remove", "--force", str(code)], check=True)


def compare(here: Side, there: Side, landing: Path, turns: int, files: int) -> None:
    """Measure both in turn, the one first and then the other one first; each side's first full run is not counted."""
    sides = (here, there)
    for side in sides:
        side.place("grown").run(landing)
    for turn in range(turns):
        for side in sides[:: 1 if turn % 2 else -1]:
            side.full.append(side.place(f"full_{turn}").run(landing).measurement)
    month = last_order_month(landing)
    for turn in range(files):
        land_late_orders(landing, month, turn)
        for side in sides[:: 1 if turn % 2 else -1]:
            side.files.append(refreshed_one_month(side.place("grown"), landing).measurement)
            side.nothing_new.append(side.place("grown").run_nothing_new(landing))


def report(revision: str, here: Side, there: Side) -> str:
    """A table of both, with the ratio of each turn."""
    works = {
        "all data": (here.full, there.full),
        "one more file": (here.files, there.files),
        "nothing new": (here.nothing_new, there.nothing_new),
    }
    rows = [row for work, (ours, others) in works.items() if ours for row in _rows(work, ours, others)]
    header = ("Work", "", "working tree", revision, "working tree / other")
    return table(header, rows)


def _rows(work: str, here: Sequence[Measurement], there: Sequence[Measurement]) -> Iterator[tuple[str, ...]]:
    processor = [f"{spread([run.processor_seconds for run in side])} s" for side in (here, there)]
    yield (work, "processor time", *processor, spread(processor_times_of(here, there)))
    wall = [f"{spread([run.seconds for run in side])} s" for side in (here, there)]
    yield (work, "wall time", *wall, spread(times_of(here, there)))


if __name__ == "__main__":
    main()
