"""What a table is: one declaration, from which its asset, its checks, its place in SQL, its page and its fingerprint follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pyarrow as pa

from sales_platform.fingerprints.logic import Known, logic_version
from sales_platform.quality.check import Check
from sales_platform.values.digest import SHORT

_FOLLOWED: Known = {}
"""The code of tables that was followed already: much of it is shared, and it is the same as long as the process lives."""


class Months(StrEnum):
    """Which months a run of some months writes or reads."""

    SAME = "the months of the run"
    WHOLE_YEARS = "the whole years that they are in"
    EVERY = "every month of the calendar"
    AHEAD = "every month of the calendar, and some ahead"


@dataclass(frozen=True)
class Meaning:
    """A column of a table, with its type as Spark writes it and what it means."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True)
class Made:
    """Rows that were made in Python, and figures about them for people."""

    rows: pa.Table
    metadata: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Reads:
    """A table that another one is made from.

    Attributes:
        table: the table that is read.
        months: the months of it that a month of the other one is made from.
        beside: feeds whose rows are compared with those of the months in which they are dated: what those months have of the
            table is read as well (see ``landing.day_months``).
        about: of the corrections, those of one entity: they count in the months in which their records landed.
    """

    table: "Table"
    months: Months = Months.SAME
    about: str | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """One Delta table, ``LAKE/<layer>/<name>``, partitioned by month.

    Attributes:
        layer, name: where it is.
        description: for people, in Markdown; its first sentence says what a row is.
        columns: in order; a plain name is one of the glossary (``sales_platform.glossary``).
        key: what identifies a row.
        reads: the tables that it is made from.
        logic: what decides its rows beside ``build``: functions and values, by a name for people. See ``fingerprints.logic``.
        months: which months a run of some months writes.
        months_ahead: how many months after the running one it may hold.
        build: makes it: a pure function whose arguments are found by their names: a DataFrame for each table that is read
            (``silver_sales``, ``fact_sales``), ``months`` (of the run), ``calendar`` (all months), or a resource. It returns a
            DataFrame, an Arrow table, or ``Made``.
        merge: upsert by MERGE on the key, so that unchanged rows stay untouched; else the months are replaced.
        weighed_by: bronze tables whose rows decide how many months are computed at a time, so that memory is bounded.
        checks: beside the one of the key, which every table with a key has.
        checked_with: tables of the same name here are checked in one step.
        page: the page of the dashboard that shows it.
        needs: an entity that no company need deliver: the table is made once something of it has landed.
        kinds: what computes it, as Dagster shows it.
        made_from: column -> the columns it is computed from, each as argument.column ("silver_sales.quantity"); a column that is
            not named here is the one of that name in the first table that is read and has it, or comes from nowhere.
    """

    layer: str
    name: str
    description: str
    columns: tuple[str | Meaning, ...]
    key: tuple[str, ...] = ()
    reads: tuple[Reads, ...] = ()
    logic: Mapping[str, object] = field(default_factory=dict)
    months: Months = Months.SAME
    months_ahead: int = 0
    build: Callable[..., Any] | None = None
    merge: bool = False
    weighed_by: tuple[str, ...] = ()
    checks: Sequence[Check] = ()
    checked_with: str | None = None
    page: str | None = None
    needs: str | None = None
    kinds: tuple[str, ...] = ("pyspark", "deltalake")
    made_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def path(self) -> tuple[str, str]:
        """Layer and name."""
        return self.layer, self.name

    @property
    def text(self) -> str:
        """``gold/fact_sales``."""
        return f"{self.layer}/{self.name}"

    @property
    def argument(self) -> str:
        """Its name among the arguments of a ``build`` function."""
        return self.name if self.layer == "gold" else f"{self.layer}_{self.name}"

    @property
    def decided_by(self) -> dict[str, object]:
        """Everything that decides its rows, by names for people."""
        return ({} if self.build is None else {"how it is made": self.build}) | dict(self.logic)

    @cached_property
    def logic_version(self) -> str:
        """The digest of everything that decides its rows."""
        return logic_version(list(self.decided_by.items()), known=_FOLLOWED)

    @cached_property
    def ingredients(self) -> dict[str, str]:
        """The digest of each part of that by itself, to say later which of them has changed."""
        return {name: logic_version(part, known=_FOLLOWED)[:SHORT] for name, part in self.decided_by.items()}

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(column if isinstance(column, str) else column.name for column in self.columns)
