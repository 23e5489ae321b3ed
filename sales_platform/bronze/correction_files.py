"""Reading the corrections: those that are landed now, and those that bronze holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sales_platform.bronze.corrections import Correction, CorrectionMarks, Marks, correction_marks, months_of_records
from sales_platform.bronze.state import Contents
from sales_platform.feeds import CORRECTIONS
from sales_platform.landing.contents import landed_month
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.versions import FileInForce
from sales_platform.months import MonthRange
from sales_platform.quality.table_checks import ask
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import quoted

_BRONZE = ("bronze", CORRECTIONS.name)


def landed_marks(view: RunView, contents: Contents, *, others_new: bool) -> CorrectionMarks:
    """What the corrections that are in force by the listing change in each month.

    A new file without a single row, or one that cannot be used, is idle.

    Args:
        view: of the run.
        contents: the files of corrections in force in each month.
        others_new: other feeds have files that bronze does not have yet. What a new correction is about may be in them, so it is
            not idle before they have been taken in.
    """
    lake, calendar = view.lake, view.calendar
    items = {(item.file.path, item.file.version): item for files in contents.values() for item in files.values()}
    months: dict[tuple[str, str], set[date]] = defaultdict(set)
    for month, files in contents.items():
        for item in files.values():
            months[item.file.path, item.file.version].add(month)
    rows = {mark: _rows(view, item, months[mark]) for mark, item in items.items()}
    in_force = {
        month: [one for path in sorted(files) for one in rows[path, files[path].file.version]]
        for month, files in contents.items()
    }
    every = {one for ones in in_force.values() for one in ones}
    waiting = {item.file.path for item in items.values() if others_new and not is_taken_in(item)}
    marks = correction_marks(in_force, months_of_records(lake, every, files=view.files), calendar, waiting)
    idle = {month: {*texts} for month, texts in marks.idle.items()}
    for mark, item in items.items():
        if item.known is None and not rows[mark] and item.file.path not in waiting:
            idle.setdefault(landed_month(item.file, calendar), set()).add(repr(mark))
    return CorrectionMarks(marks.applied, idle, marks.moved)


def held_marks(view: RunView, months: MonthRange) -> Mapping[str, Marks]:
    """What the corrections that bronze holds change in some months, by entity: what tables are made from now."""
    held = held_corrections(view.lake, months)
    every = {one for ones in held.values() for one in ones}
    return correction_marks(held, months_of_records(view.lake, every, months), view.calendar).applied


def is_taken_in(item: FileInForce) -> bool:
    """Whether bronze has rows of the file, in some month."""
    return item.known is not None and bool(item.known.held)


def held_corrections(lake: Lake, months: MonthRange) -> dict[date, list[Correction]]:
    """The corrections that bronze holds, by month, in the order of their files and rows."""
    sql = "SELECT * FROM rows ORDER BY _file, _row"
    held: dict[date, list[Correction]] = defaultdict(list)
    for row in ask(lake, sql, months, rows=_BRONZE):
        held[row["month"]].append(Correction.from_row(row))
    return held


def _rows(view: RunView, item: FileInForce, months: Iterable[date]) -> list[Correction]:
    """The corrections of a file that is in force in the months: from bronze where it holds them, else from the landing."""
    file, known = item.file, item.known
    of_file = f"_file = {quoted(file.path)} AND _file_version = {quoted(file.version)}"
    sql = f"SELECT * FROM rows WHERE {of_file} ORDER BY month, _row"
    if not item.landed:
        rows = ask(view.lake, sql, rows=_BRONZE)
        return [Correction.from_row(row) for row in rows if row["month"] == rows[0]["month"]]
    if known is not None and (held := known.stored & {*months}):
        rows = ask(view.lake, sql, MonthRange.of(max(held), max(held)), rows=_BRONZE)
        if len(rows) == known.rows:
            return [Correction.from_row(row) for row in rows]
    place: dict[str, Any] = {"_file": file.path, "_file_modified": file.modified}
    try:
        landed = [row for batch in view.reader(CORRECTIONS).batches(file) for row in batch.to_pylist()]
    except FileRefusedError:
        return []
    return [Correction.from_row({**row, **place, "_row": number}) for number, row in enumerate(landed, start=1)]
