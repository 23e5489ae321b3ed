"""How a full run grows with the rows."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contenders import DuckDb, Outcome, agreed, figures_of
from measure import Measurement
from platform_runs import Installation, Run
from samples import FIRST_MONTH, plain_sample


@dataclass(frozen=True)
class Size:
    """One size.

    Attributes:
        scale: so many times the usual rows.
        landed_bytes: of the files.
        written_bytes: below the lake's folder and that of Dagster's history; nothing is deleted there during a run.
        fact_rows: of the fact.
        run: the platform's.
        script: the plain script's.
    """

    scale: float
    landed_bytes: int
    written_bytes: int
    fact_rows: int
    run: Run
    script: Measurement


def measure_growth(folder: Path, scales: Sequence[float], months: int) -> list[Size]:
    """A full run for each scale, once, and the plain script beside it; what a size has written is deleted after it."""
    return [_measured(folder / f"{scale:g}", scale, months) for scale in scales]


def _measured(folder: Path, scale: float, months: int) -> Size:
    landing, installation = folder / "landing", Installation(folder / "installation", FIRST_MONTH)
    plain_sample(landing, months, scale)
    run = installation.run(landing)
    plain = DuckDb().run(landing, folder / "script")
    ours = Outcome(run.measurement, figures_of(installation.figures()))
    figures = agreed(f"the {scale:g}-times sample", {"sales platform": ours, DuckDb().name: plain})
    written = sum(bytes_below(Path(place)) for place in (installation.lake, installation.history))
    size = Size(scale, bytes_below(landing), written, int(figures["fact_rows"]), run, plain.measurement)
    shutil.rmtree(folder)
    return size


def bytes_below(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
