"""The year: what is true, what is shown of it, and how things go on as usual."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sales_platform.automation.new_files import UP_TO_DATE, Memory
from sales_platform_tests.operators_year.statuses import Statuses
from sales_platform_tests.operators_year.truth import Content
from sales_platform_tests.operators_year.world import World

Untrue = Iterator[list[str]]
"""What is shown and is not so, at one moment after the other."""
LAST_COMMIT = 14


@dataclass
class Year:
    """The world with what it shows, and the moments that it can be brought back to.

    Attributes:
        world: what is true.
        shown: what is said of it.
        chance: decides.
        day: of the files that land next.
        moments: when all was well, and what the tables held then.
    """

    world: World
    shown: Statuses
    chance: random.Random
    day: date = date(2025, 1, 1)
    moments: list[tuple[datetime, Content]] = field(default_factory=list)

    def land(self, *, ahead: timedelta | None = None) -> str:
        """The orders of a day of the next days, or of one that has landed."""
        self.day += timedelta(days=self.chance.randint(0, 12))
        return self.world.land(self.day, ahead=ahead, rows=self.chance.randint(1, 3))

    def settle(self) -> Untrue:
        """Ticks, and what they ask for, until there is nothing to do; that must be soon."""
        for _ in range(4):
            if not self.due_tick():
                break
            yield self.shown.untrue()
            self.world.run()
            yield self.shown.untrue()
        yield [] if UP_TO_DATE in self.world.said else [f"it does not end: {self.world.said}"]
        yield self.shown.untrue(settled=True)
        self.moments.append((datetime.now(tz=UTC), dict(self.world.content)))

    def due_tick(self) -> bool:
        """A tick after the wait that follows a failed run."""
        memory = Memory.from_cursor(self.world.cursor)
        self.world.cursor = replace(memory, at=memory.at - 1e6).to_cursor() if self.world.cursor else None
        return bool(self.world.tick())

    def goes_wrong(self, how: str, last: int = LAST_COMMIT) -> Untrue:
        """A file lands, and the run of it goes wrong at one of its commits; what a person then does is another matter.

        Args:
            last: of the commits.
        """
        self.land()
        yield self.shown.untrue()
        self.world.tick()
        yield self.shown.untrue()
        self.world.run(how, self.chance.randint(0, last))
        yield self.shown.untrue()
        for _ in range(self.chance.randint(0, 2)):
            if self.world.tick():
                yield self.shown.untrue()
                self.world.run(how, self.chance.randint(0, last))
            yield self.shown.untrue()
