"""All of them on the same landing, in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from contenders import OURS, Contender, Outcome, agreed
from measure import Measurement
from platform_runs import Run


@dataclass(frozen=True)
class Comparison:
    """What they took on one landing.

    Attributes:
        data: what the landing is, in words.
        outcomes: of each, by its name, one a turn; of one that was stopped, the last one is that.
        figures: which all agree on.
    """

    data: str
    outcomes: Mapping[str, Sequence[Outcome]]
    figures: Mapping[str, Decimal]

    def measurements(self, name: str) -> list[Measurement]:
        """The measurements of one of them; none when it was not measured."""
        return [outcome.measurement for outcome in self.outcomes.get(name, ())]

    @property
    def ours(self) -> list[Run]:
        """The platform's runs."""
        return [outcome.run for outcome in self.outcomes[OURS] if outcome.run is not None]


def compare(data: str, landing: Path, folder: Path, repeats: int, contenders: Sequence[Contender]) -> Comparison:
    """Run all of them in turn, each time from nothing; one that is stopped is not run again.

    Args:
        data: what the landing is, in words.
        landing: its folder.
        folder: a new one for everything that is written.
        repeats: how many turns.
        contenders: who is measured, the platform among them.

    Raises:
        BenchError: the figures differ.
    """
    outcomes: dict[str, list[Outcome]] = {each.name: [] for each in contenders}
    figures: Mapping[str, Decimal] = {}
    for turn in range(repeats):
        for place, each in enumerate(contenders):
            if all(outcome.measurement.finished for outcome in outcomes[each.name]):
                outcomes[each.name].append(each.run(landing, folder / f"{place}_{turn}"))
        figures = agreed(data, {name: some[-1] for name, some in outcomes.items()})
    return Comparison(data, outcomes, figures)
