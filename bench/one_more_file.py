"""One more daily order file on a landing that is in gold already, and then nothing new."""

from dataclasses import dataclass, field
from pathlib import Path

from contenders import DuckDb, Outcome, agreed, figures_of
from measure import BenchError, Measurement
from platform_runs import Installation, Run
from samples import FIRST_MONTH, land_late_orders, last_order_month, own_copy


@dataclass
class OneMoreFile:
    """The lake, and what each further file took.

    Attributes:
        data: what the landing was before, in words.
        landing: the files; a copy.
        installation: its lake.
        ours: the platform's runs, one a file.
        nothing_new: its runs right after those.
        script: the plain script that recomputes all figures, one a file.
    """

    data: str
    landing: Path
    installation: Installation
    ours: list[Run] = field(default_factory=list)
    nothing_new: list[Measurement] = field(default_factory=list)
    script: list[Measurement] = field(default_factory=list)


def measure_one_more_file(data: str, landing: Path, folder: Path, repeats: int) -> OneMoreFile:
    """Fill a lake, then land one more file of the last month again and again.

    Args:
        data: what the landing is, in words.
        landing: its folder, which stays as it is.
        folder: a new one for everything that is written.
        repeats: how many files land.

    Raises:
        BenchError: the figures differ from those of the script, or another month was refreshed than that of the file.
    """
    own = own_copy(landing, folder / "landing")
    item = OneMoreFile(data, own, Installation(folder / "installation", FIRST_MONTH))
    item.installation.run(own)
    month = last_order_month(own)
    for number in range(repeats):
        land_late_orders(own, month, number)
        item.ours.append(refreshed_one_month(item.installation, own))
        plain = DuckDb().run(own, folder / "script")
        item.script.append(plain.measurement)
        ours = Outcome(item.ours[-1].measurement, figures_of(item.installation.figures()))
        agreed(f"{data} and one more file", {"sales platform": ours, DuckDb().name: plain})
        item.nothing_new.append(item.installation.run_nothing_new(own))
    return item


def refreshed_one_month(installation: Installation, landing: Path) -> Run:
    """A run that refreshes one month.

    Raises:
        BenchError: it was another number of months.
    """
    run = installation.run(landing)
    if "Refreshed 1 month " not in run.measurement.output:
        raise BenchError(f"One month was to be refreshed:\n{run.measurement.output}")
    return run
