"""A lake in a bucket as one who looks again and again sees it: what has not changed since the last look is not read again.

The logs of all tables are listed once. An answer is taken from what this process was answered before only while the log of each
table that it is about shows the same objects: names, tags, sizes and times. A Delta table is what its log says, and nothing in
that log is ever written anew, so another writer, a restore or a table that was made again is seen by the listing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.months import MonthRange
from sales_platform.storage.kept_answers import KeptAnswers
from sales_platform.storage.lake import MONTH_COLUMN
from sales_platform.storage.newest_version import Log, listed_logs
from sales_platform.storage.snapshot import LakeSnapshot, copies_when_needed

if TYPE_CHECKING:
    from sales_platform.storage.copies import LocalCopies

Answer = TypeVar("Answer", "pa.Table | None", Counter[date])
_answers: dict[str, KeptAnswers] = {}
"""By lake."""


class ListedLake(LakeSnapshot):
    """See above.

    Args:
        root: ``s3://`` address.
        copies: see ``LakeSnapshot``.
        tables: whose logs are listed; what is asked about others is always read.
        kept: what was answered before.
    """

    def __init__(
        self, root: str, copies: Callable[[], "LocalCopies"], tables: Collection[tuple[str, str]], kept: KeptAnswers
    ) -> None:
        super().__init__(root, copies)
        self._listed, self._kept = frozenset(tables), kept
        self._written: set[tuple[str, str]] = set()

    @cached_property
    def _logs(self) -> Mapping[tuple[str, str], Log]:
        """As they are when one is first needed; the tables that have changed since the last look are opened meanwhile."""
        logs = listed_logs(self.root, self._listed)
        self.open_ahead(self._kept.forget_changed({table: log.mark for table, log in logs.items()}))
        return logs

    def newest_versions(self, tables: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """The newest version of each of the tables that existed when the logs were listed."""
        if not self._listed.issuperset(tables) or self._written.intersection(tables):
            return super().newest_versions(tables)
        return {table: self._logs[table].newest for table in tables if table in self._logs}

    def query(self, sql: str, months: MonthRange | None = None, /, **tables: tuple[str, str]) -> pa.Table | None:
        """Answer a question, or give the answer of before when nothing has changed since."""
        question = (sql, months, *sorted(tables.items()))
        return self._answer(question, {*tables.values()}, lambda: super(ListedLake, self).query(sql, months, **tables))

    def rows_by_month(self, layer: str, table: str) -> Counter[date]:
        """Rows of each month of a table, from its log alone; none when it does not exist."""
        question = ("rows by month", layer, table)
        return self._answer(question, {(layer, table)}, lambda: super(ListedLake, self).rows_by_month(layer, table)).copy()

    def _answer(self, question: Hashable, asked: AbstractSet[tuple[str, str]], ask: Callable[[], Answer]) -> Answer:
        """What is asked, or what was answered while the logs of its tables had the marks of now."""
        if self._written & asked or not asked <= self._logs.keys():
            return ask()
        marks = {table: self._logs[table].mark for table in asked}
        answer = self._kept.get(question, marks)
        if answer is None:
            answer = ask()
            if answer is not None and all(self._is_as_listed(table) for table in asked):
                self._kept.keep(question, marks, answer)
        return cast(Answer, answer)

    def _is_as_listed(self, table: tuple[str, str]) -> bool:
        """Whether a table was opened in the version of the listing, and not after another commit."""
        delta = self.open(*table)
        return delta is not None and delta.version() == self._logs[table].newest and table not in self._written

    def ensure(self, layer: str, table: str, schema: pa.Schema, partition_by: str | None = MONTH_COLUMN) -> DeltaTable:
        """The table, made empty when it does not exist; it is about to be written."""
        self._written.add((layer, table))
        return super().ensure(layer, table, schema, partition_by)

    def reopen(self, layer: str, table: str) -> DeltaTable:
        """The table as it is now, whoever has written it, which must exist; it is about to be written."""
        self._written.add((layer, table))
        return super().reopen(layer, table)


@contextmanager
def listed_lake(root: str, tables: Collection[tuple[str, str]]) -> Iterator[ListedLake]:
    """Such a view of a lake in a bucket; see ``ListedLake``. What it was answered is kept for the next one of this process."""
    with copies_when_needed(root) as copies:
        yield ListedLake(root, copies, tables, _answers.setdefault(root, KeptAnswers()))


def forget_answers() -> None:
    """Forget all that was answered, as a new process has it."""
    _answers.clear()
