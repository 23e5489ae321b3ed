"""The page of results, from made-up measurements."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from aims import aims_section
from comparison import Comparison, compare
from contenders import DUCKDB, OURS, SPARK, SPARK_AS_IT_IS, ApacheSpark, Outcome
from growth import Size
from histories import History
from measure import Measurement
from one_more_file import OneMoreFile
from platform_runs import PROJECT, Installation, Run
from readme import README, aims_table, with_aims
from report import machine, spread
from samples import FIRST_MONTH
from sections import comparison_section, growth_section, history_section, one_more_file_section, stages_section

from sales_platform_tests.test_structure import ROOT

FIGURES = {"total_quantity": Decimal(1234567)}
INSTALLATION = Installation(Path("nowhere"), FIRST_MONTH)


def took(seconds: float, *, finished: bool = True) -> Measurement:
    return Measurement(seconds, seconds / 2, 1_250_000_000, "", finished)


def run(seconds: float) -> Run:
    return Run(took(seconds), seconds - 1, {"bronze": seconds / 10})


def compared(ours: Sequence[float], script: Sequence[float], spark: Sequence[Measurement]) -> Comparison:
    outcomes = {
        OURS: [Outcome(took(seconds), FIGURES, run(seconds)) for seconds in ours],
        DUCKDB: [Outcome(took(seconds), FIGURES) for seconds in script],
        SPARK: [Outcome(measurement) for measurement in spark],
    }
    return Comparison("real data", outcomes, FIGURES)


def one_more(ours: Sequence[float], script: Sequence[float], nothing_new: Sequence[float]) -> OneMoreFile:
    runs = [run(seconds) for seconds in ours]
    return OneMoreFile("real data", Path("nowhere"), INSTALLATION, runs, [*map(took, nothing_new)], [*map(took, script)])


def history(months: int, *refreshes: float) -> History:
    return History(months, Path("nowhere"), INSTALLATION, run(20), [run(seconds) for seconds in refreshes])


def line(text: str, start: str) -> list[str]:
    return next(each for each in text.splitlines() if each.startswith(f"| {start}")).strip("| ").split(" | ")


@dataclass
class Made:
    """A contender that notes when it was run, and is stopped when its time is up."""

    name: str
    log: list[str]
    stops_at: int = 9
    runs: int = field(default=0)

    def run(self, landing: Path, folder: Path) -> Outcome:
        self.log.append(f"{self.name} {landing.name} {folder.name}")
        self.runs += 1
        stopped = self.runs >= self.stops_at
        return Outcome(took(1, finished=not stopped), {} if stopped else FIGURES)


def test_all_are_run_in_turn_and_one_that_was_stopped_is_not_run_again(tmp_path: Path) -> None:
    log: list[str] = []
    item = compare("a sample", tmp_path / "files", tmp_path / "new", 3, [Made("a", log), Made("b", log, stops_at=2)])
    assert log == ["a files 0_0", "b files 1_0", "a files 0_1", "b files 1_1", "a files 0_2"]
    assert [len(outcomes) for outcomes in item.outcomes.values()] == [3, 2]
    assert item.figures == FIGURES


def test_several_measurements_are_shown_as_median_least_and_greatest() -> None:
    assert spread([2, 1, 4]) == "2.00 (1.00 to 4.00)"
    assert spread([2]) == "2.00"


def test_ratios_are_those_of_the_same_turn() -> None:
    text = comparison_section([compared([10, 20, 30], [5, 5, 5], [took(40), took(60), took(60)])])
    assert line(text, f"real data | {DUCKDB}")[-2:] == ["0.25 (0.17 to 0.50)"] * 2
    assert line(text, f"real data | {SPARK}")[-2:] == ["3.00 (2.00 to 4.00)"] * 2
    assert "total quantity 1,234,567" in text


def test_one_that_was_stopped_is_said_to_be_slower_by_more() -> None:
    cells = line(comparison_section([compared([10], [5], [took(50, finished=False)])]), f"real data | {SPARK}")
    assert cells[2].startswith("stopped after 50")
    assert cells[-1] == "more than 5.00"


def test_an_aim_is_reached_or_not_by_the_median() -> None:
    real, large = compared([10, 10, 10], [1, 1, 1], [took(51)] * 3), compared([26, 25, 26], [10, 10, 10], [])
    text = aims_section(real, large, [one_more([3, 2, 3], [1, 1, 1], [1.6])], [history(6, 5), history(60, 5.4)])
    reached = [row.strip("| ").split(" | ")[-1] for row in text.splitlines() if row.startswith("| ")][2:]
    assert reached == ["yes", "**no**", "yes", "**no**", "yes", "yes"]


def test_beside_the_aim_stands_the_same_script_with_sparks_own_settings() -> None:
    real, large = compared([10], [1], [took(30)]), compared([25], [10], [])
    more = replace(real, outcomes={**real.outcomes, SPARK_AS_IT_IS: [Outcome(took(60))]})
    text = aims_section(more, large, [one_more([3], [1], [1])], [history(6, 5), history(60, 5)])
    assert line(text, "real data: at least 5 times")[1:] == ["3.00 times; 6.00 with Spark's own settings", "**no**"]


def test_what_apache_spark_is_set_for_names_it() -> None:
    assert [ApacheSpark(1, each).name for each in ("short", "long", "")] == [SPARK, SPARK, SPARK_AS_IT_IS]


def test_without_real_data_there_is_no_aim_for_it() -> None:
    text = aims_section(None, compared([1], [1], []), [one_more([1], [1], [1])], [history(6, 5), history(60, 5)])
    assert SPARK not in text


def test_growth_is_one_line_a_size() -> None:
    size = Size(30, 200_000_000, 350_000_000, 3_200_000, run(60), took(14))
    cells = line(growth_section([size]), "30 times")
    assert cells[1:] == ["200 MB", "3,200,000", "60.0 s", "30.0 s", "1.25 GB", "350 MB", "14.0 s, 1.25 GB"]


def test_files_histories_and_stages_each_have_their_lines() -> None:
    text = one_more_file_section([one_more([3], [1], [1])]) + history_section([history(6, 5), history(24, 5, 7)])
    assert line(text, "real data | one more file: sales platform")[2] == "3.00 s"
    assert line(text, "real data | nothing new")[2] == "1.00 s"
    assert line(text, "24 months")[2] == "6.00 (5.00 to 7.00) s"
    stages = stages_section({"real data": {"imports": (1, 0.5), "engine": (2, 3)}})
    assert line(stages, "imports")[1] == "1.00 s, 0.50 s"
    assert line(stages, "all")[1] == "3.00 s, 3.50 s"


def test_the_machine_is_told_in_words_without_its_name_and_paths() -> None:
    text = machine(0.0, "25")
    assert "cores" in text
    assert "Java 25" in text
    assert platform.node() not in text
    assert str(ROOT) not in text
    assert str(PROJECT) == str(ROOT)


def test_the_readme_has_the_aims_as_the_results_have_them() -> None:
    results = (ROOT / "bench/results.md").read_text(encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    assert "real data, one more file" in aims_table(results)
    assert with_aims(readme, results) == readme
    assert with_aims(readme, results.replace("real data", "other data")) != readme
