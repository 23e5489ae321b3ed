"""Measure the platform: against Apache Spark, on a large sample, and one month's refresh; writes results.md beside this file."""

import argparse
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from comparison import FIRST_MONTH, Comparison, compare
from dashboard import SIZES, measure_dashboard
from histories import measure_histories
from large_file import measure_large_file
from report import aims_section, comparison_section, history_section, large_file_section, machine

from sales_platform.sample_data import write_sample_data

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results.md")
SAMPLE_MONTHS = 24
SCALE, QUICK_SCALE = 100, 5
FILE_BYTES, QUICK_FILE_BYTES = 2_000_000_000, 100_000_000
REPEATS = 3
SPARK_LIMIT_SECONDS = 20 * 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"a {QUICK_SCALE}-times sample, and everything once")
    parser.add_argument(
        "--landing", type=Path, default=Path("../shared/landing"), help="the real data, from the project's folder"
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the temporary folder is removed
    landing = (PROJECT / arguments.landing).resolve()
    with tempfile.TemporaryDirectory(prefix="sales_bench_") as folder:
        text = measured(Path(folder).resolve(), landing, quick=arguments.quick)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measured(folder: Path, landing: Path, *, quick: bool) -> str:
    """Measure everything; return the page."""
    load, repeats = os.getloadavg()[0], 1 if quick else REPEATS
    comparisons = []
    if landing.is_dir():
        say("the real data")
        comparisons.append(compare("real data", landing, folder / "real", repeats, short=True, limit_seconds=SPARK_LIMIT_SECONDS))
    else:
        say("skipped: there is no folder of real data; name one with --landing")
    comparisons.append(large_sample(folder, QUICK_SCALE if quick else SCALE))
    say("one month's refresh")
    histories = measure_histories(folder / "histories", repeats)
    say("one large file")
    large_file = measure_large_file(folder / "large_file", QUICK_FILE_BYTES if quick else FILE_BYTES)
    say("the dashboard")
    dashboard = measure_dashboard(folder / "dashboard", SIZES[:1] if quick else SIZES)
    sections = [
        machine(load, next((item.java for item in comparisons if item.java), "")),
        *([] if len(comparisons) > 1 else ["**The real data was not measured: its folder is missing.**"]),
        *(["**Quick run: a small sample, and everything once.**"] if quick else []),
        comparison_section(comparisons),
        history_section(histories),
        large_file_section(large_file),
        dashboard,
        aims_section(comparisons, histories),
    ]
    return "\n\n".join(sections) + "\n"


def large_sample(folder: Path, scale: int) -> Comparison:
    """Both on a sample of so many times the usual rows; Apache Spark is stopped when it takes too long."""
    say(f"the {scale}-times sample")
    landing = folder / "sample"
    write_sample_data(landing, SAMPLE_MONTHS, scale, first_month=FIRST_MONTH)
    return compare(f"{scale}-times sample", landing, folder / "large", 1, short=False, limit_seconds=SPARK_LIMIT_SECONDS)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
