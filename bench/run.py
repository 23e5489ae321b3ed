"""Measure the platform beside two plain scripts; writes results.md and its aims into the README; with --quick prints a part."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aims import aims_section
from cluster import TITLE as CLUSTER
from comparison import Comparison, compare
from contenders import ApacheSpark, DuckDb, Platform, SetFor
from dashboard import SIZES, measure_dashboard
from growth import measure_growth
from histories import LENGTHS, measure_histories
from large_file import measure_large_file
from one_more_file import OneMoreFile, measure_one_more_file
from page_sections import with_kept, with_section
from platform_runs import PROJECT, Installation
from readme import write_aims
from report import machine
from samples import FIRST_MONTH, land_late_orders, last_order_month, plain_sample
from sections import (
    Stages,
    comparison_section,
    growth_section,
    history_section,
    large_file_section,
    one_more_file_section,
    stages_section,
)
from year import YEAR_WEEKS, measure_year
from year_section import TITLE as YEAR
from year_section import year_section

RESULTS = Path(__file__).with_name("results.md")
SPARK_LIMIT_SECONDS = 20 * 60
REAL = "real data"
NO_REAL_DATA = "**The real data was not measured: its folder is missing.**"


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    Attributes:
        repeats: of each measurement.
        months: of samples.
        scale: of the large sample.
        growth: the scales of the line of growth; none leaves it out.
        lengths: of the histories, in months.
        history_scale: of their sample.
        spark: whether Apache Spark takes part.
        file_bytes, dashboards: of the large file, and rows of the dashboards; none leaves them out.
        weeks: of the year; none leaves it out.
    """

    repeats: int = 3
    months: int = 24
    scale: float = 30
    growth: Sequence[float] = (1, 10, 30, 100)
    lengths: Sequence[int] = LENGTHS
    history_scale: float = 1
    spark: bool = True
    file_bytes: int = 2_000_000_000
    dashboards: Sequence[int] = SIZES
    weeks: int = YEAR_WEEKS


FULL = Extent()
REST = replace(FULL, weeks=0)
QUICK = Extent(
    repeats=2, scale=2, growth=(), lengths=(6, 24), history_scale=0.2, spark=False, file_bytes=0, dashboards=(), weeks=0
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about two minutes for work in between: a small sample, no Spark")
    parser.add_argument("--only", choices=("year", "rest"), help="the year alone, or all else; results.md keeps the other")
    parser.add_argument(
        "--landing", type=Path, default=Path("../shared/landing"), help="the real data, from the project's folder"
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the temporary folder is removed
    landing = (PROJECT / arguments.landing).resolve()
    with tempfile.TemporaryDirectory(prefix="sales_bench_") as folder:
        place = Path(folder).resolve()
        former = RESULTS.read_text(encoding="utf-8")
        if arguments.only == "year":
            text = with_section(former, year_section(measure_year(place, YEAR_WEEKS)))
        else:
            text = measured(place, landing, QUICK if arguments.quick else REST if arguments.only else FULL)
    if not arguments.quick:
        text = with_kept(text, former, [CLUSTER, *([YEAR] if arguments.only else [])])
        RESULTS.write_text(text, encoding="utf-8")
        write_aims(text)
    print(text)


def measured(folder: Path, landing: Path, extent: Extent) -> str:
    """Measure everything; return the page."""
    load = os.getloadavg()[0]
    sample, large_name = folder / "sample", f"{extent.scale:g}-times sample"
    plain_sample(sample, extent.months, extent.scale)
    large = _compared(large_name, sample, folder / "large", extent, "long")
    real = _compared(REAL, landing, folder / "real", extent, "short", "") if landing.is_dir() else None
    usual = (REAL, landing) if real else (large_name, sample)
    say("one more file")
    one_more = measure_one_more_file(*usual, folder / "one_more", extent.repeats)
    full = {REAL: landing, large_name: sample} if real and extent.growth else dict([usual])
    stages = _stages(folder / "stages", one_more, full)
    comparisons = [item for item in (real, large) if item]
    say("one month's refresh")
    histories = measure_histories(folder / "histories", extent.repeats, extent.lengths, extent.history_scale)
    java = next((outcome.java for item in comparisons for some in item.outcomes.values() for outcome in some if outcome.java), "")
    sections = [
        machine(load, java),
        "" if real else NO_REAL_DATA,
        "" if extent in (FULL, REST) else "**A small run: a small sample, and fewer repeats.**",
        aims_section(real, large, [one_more], histories),
        comparison_section(comparisons),
        one_more_file_section([one_more]),
        stages_section(stages),
        history_section(histories),
        *_growth_and_more(folder, extent),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _compared(data: str, landing: Path, folder: Path, extent: Extent, *set_for: SetFor) -> Comparison:
    say(f"the {data}")
    spark = [ApacheSpark(SPARK_LIMIT_SECONDS, each) for each in set_for] if extent.spark else []
    return compare(data, landing, folder, extent.repeats, [Platform(), DuckDb(), *spark])


def _stages(folder: Path, one_more: OneMoreFile, full: dict[str, Path]) -> dict[str, Stages]:
    """The stages of full runs, of one more file, and of nothing new."""
    say("where the time goes")
    works: dict[str, Stages] = {
        data: Installation(folder / f"{place}", FIRST_MONTH).stages(landing) for place, (data, landing) in enumerate(full.items())
    }
    land_late_orders(one_more.landing, last_order_month(one_more.landing), len(one_more.ours))
    for work in ("one more file", "nothing new"):
        works[work] = one_more.installation.stages(one_more.landing)
    return works


def _growth_and_more(folder: Path, extent: Extent) -> list[str]:
    """What a small run leaves out."""
    sections = []
    if extent.growth:
        say("growth")
        sections.append(growth_section(measure_growth(folder / "growth", extent.growth, extent.months)))
    if extent.file_bytes:
        say("one large file")
        sections.append(large_file_section(measure_large_file(folder / "large_file", extent.file_bytes)))
    if extent.dashboards:
        say("the dashboard")
        sections.append(measure_dashboard(folder / "dashboard", extent.dashboards))
    if extent.weeks:
        say("a year")
        sections.append(year_section(measure_year(folder / "year", extent.weeks)))
    return sections


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
