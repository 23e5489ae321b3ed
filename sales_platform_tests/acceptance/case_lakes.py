"""Small landings of files as people really send them, laid over a lake that is up to date, and what a run makes of them."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dagster import AssetCheckEvaluation, DagsterInstance

from sales_platform.reports.reconciliation import reconcile
from sales_platform.run_view import reading_view
from sales_platform_tests.planning.place import Place
from sales_platform_tests.platform_runs import REAL_LANDING
from sales_platform_tests.refreshes import refresh

CASES = REAL_LANDING.with_name("cases")
PIECES, REVENUE, FACT_ROWS = 28_388, 15_600_235, 128
"""The figures of the landing without a case."""


@dataclass(frozen=True)
class CaseLake:
    """A lake after the run that took a case in.

    Attributes:
        place: its landing and its tables.
        checks: what the checks of that run found.
    """

    place: Place
    checks: Sequence[AssetCheckEvaluation]

    def ask(self, sql: str, **tables: tuple[str, str]) -> list[dict[str, Any]]:
        """The rows of an answer."""
        answer = self.place.lake.query(sql, **tables)
        rows: list[dict[str, Any]] = answer.to_pylist() if answer is not None else []
        return rows

    @property
    def more_pieces(self) -> int:
        """How many pieces of the fact the case has added."""
        return sum(self.pieces_by_month.values()) - PIECES

    @property
    def pieces_by_month(self) -> dict[date, int]:
        """The pieces of the fact."""
        rows = self.ask("SELECT month, sum(sold_quantity) AS pieces FROM fact GROUP BY month", fact=("gold", "fact_sales"))
        return {row["month"]: row["pieces"] for row in rows}

    @property
    def revenue(self) -> int:
        """The revenue of the fact in INR."""
        [row] = self.ask("SELECT sum(revenue_inr) AS inr FROM fact", fact=("gold", "fact_sales"))
        return int(row["inr"])

    def accepted(self, name: str) -> dict[int, int]:
        """The pieces of the sales rows that are in the numbers, of the files whose path ends with a name, by row."""
        rows = self.ask(f"SELECT _row, quantity FROM sales WHERE _file LIKE '%{name}'", sales=("silver", "sales"))
        return {row["_row"]: row["quantity"] for row in rows}

    def reasons(self, entity: str, name: str) -> dict[int, set[str]]:
        """The reasons of quarantined rows of the files whose path ends with a name, by row."""
        sql = f"SELECT _row, reasons FROM rows WHERE _file LIKE '%{name}'"
        return {row["_row"]: set(row["reasons"]) for row in self.ask(sql, rows=("quarantine", entity))}

    @property
    def refused(self) -> dict[str, str]:
        """The reasons of the files that could not be used, by path."""
        rows = self.ask("SELECT DISTINCT _file, reason FROM files", files=("quarantine", "files"))
        return {row["_file"]: row["reason"] for row in rows}

    def values(self, table: str, *columns: str) -> set[str]:
        """All values of some columns of a dimension."""
        rows = self.ask(f"SELECT {', '.join(columns)} FROM rows", rows=("gold", table))
        return {value for row in rows for value in row.values() if value is not None}

    @property
    def said(self) -> str:
        """What the checks that did not pass have said."""
        return "\n".join(str(check.description) for check in self.checks if not check.passed)

    def adds_up(self) -> bool:
        """Whether the reconciliation finds every landed row."""
        with reading_view(self.place.settings) as view:
            return not reconcile(view, self.place.calendar).problems


def lay_over(place: Place, case: str, without: Iterable[str] = ()) -> None:
    """Lay the files of a case over a landing, after taking some away."""
    for path in without:
        (place.landing / path).unlink()
    shutil.copytree(CASES / case / "landing", place.landing, dirs_exist_ok=True, copy_function=_replace)


def _replace(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)  # it may be a link to a file that others look at
    shutil.copyfile(source, target)


def run(place: Place) -> CaseLake:
    """Bring a place up to date."""
    return CaseLake(place, refresh(place.instance, place.settings))


def base(folder: Path, instance: DagsterInstance) -> Place:
    """The landing without a case, not run yet."""
    shutil.copytree(CASES / "base", folder / "landing")
    return Place(folder, instance)
