"""Answers to questions about Delta tables that this process has asked before, each with the marks of the logs of its tables."""

import threading
from collections.abc import Hashable, Mapping
from typing import Any

import pyarrow as pa

MOST_BYTES = 64 << 20
"""Of all answers that are kept; those that were not asked for longest go first."""
MOST_ANSWERS = 64

Table = tuple[str, str]
Marks = Mapping[Table, str]
"""Of the log of each table, as ``newest_version.Log`` has it."""


class KeptAnswers:
    """The answers by question, each good as long as the logs of its tables are what they were; safe for threads.

    Args:
        most_bytes: of all of them.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: dict[Hashable, tuple[Marks, Any, int]] = {}
        self._lock = threading.Lock()

    def get(self, question: Hashable, marks: Marks) -> Any:  # noqa: ANN401 - what was kept
        """What was answered while the logs had these marks; None when nothing was."""
        with self._lock:
            kept = self._kept.pop(question, None)
            if kept is None or kept[0] != marks:
                return None
            self._kept[question] = kept  # the last one that was asked for
            return kept[1]

    def keep(self, question: Hashable, marks: Marks, answer: object) -> None:
        """Keep an answer, which nobody is to change, in the place of a former one."""
        size = answer.nbytes if isinstance(answer, pa.Table) else 0
        with self._lock:
            self._kept.pop(question, None)
            self._kept[question] = (dict(marks), answer, size)
            while len(self._kept) > MOST_ANSWERS or sum(kept[2] for kept in self._kept.values()) > self._most_bytes:
                del self._kept[next(iter(self._kept))]

    def forget_changed(self, marks: Marks) -> set[Table]:
        """Drop the answers about tables that have other marks now; returns those tables, which will be asked about again."""
        with self._lock:
            changed = {
                question: {table for table, mark in held.items() if table in marks and marks[table] != mark}
                for question, (held, _, _) in self._kept.items()
            }
            for question in [question for question, tables in changed.items() if tables]:
                del self._kept[question]
        return {table for tables in changed.values() for table in tables}

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
