"""What was being done when an error was raised, and where the error is."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from sales_platform.problems.raised import Raised

OF_HISTORY = {"SQLAlchemyError", "OperationalError", "DatabaseError", "ProgrammingError", "InternalError", "InterfaceError"}
"""Names of the errors of SQLAlchemy, sqlite3 and psycopg2: of Dagster's history."""


@dataclass(frozen=True)
class Deed:
    """What was being done when an error was raised.

    Attributes:
        writes: whether it changes the lake; what only reads is never told to run again.
        place: what it was done with, in words, where the error does not name it.
    """

    writes: bool = False
    place: str = "the lake or the landing"

    @property
    def again(self) -> str:
        """What to do once the cause is gone."""
        return "then run again; nothing is half-written" if self.writes else "then ask again"


A_RUN = Deed(writes=True, place="the lake")
"""What the steps of a run do, where no error names a table."""


@dataclass(frozen=True)
class Found:
    """An error of a chain that shows the cause, and what was being done."""

    error: Raised
    chain: Sequence[Raised]
    deed: Deed

    @property
    def is_history(self) -> bool:
        """Whether it is about Dagster's history, and not about the lake."""
        return any(one.names & OF_HISTORY for one in self.chain)

    @property
    def place(self) -> str:
        """Where it happened: the file or table that an error names, else what was worked with."""
        if self.is_history:
            return history()
        file = self.error.file or next((one.file for one in self.chain if one.file), None)
        return f"'{file}'" if file else self.deed.place


def history() -> str:
    """Dagster's folder or server, in words."""
    if os.environ.get("POSTGRES_HOST"):
        return "Dagster's PostgreSQL"
    return f"Dagster's folder '{os.environ.get('DAGSTER_HOME') or 'data/dagster'}'"
