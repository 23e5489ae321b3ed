"""Data quality: what landed, what was repaired, what is in quarantine and why, what is at stake, and the rows themselves."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from sales_platform.dashboard.check_results import latest_check_results
from sales_platform.dashboard.find_rows import find_form
from sales_platform.dashboard.formats import month_name
from sales_platform.dashboard.grids import Column, ag_grid
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.pages.quality import views
from sales_platform.dashboard.pages.quality.examples import CONTROLS, EXAMPLES, NAME, REPAIRED, chosen
from sales_platform.dashboard.pieces import Piece, Show, figure, graph, table
from sales_platform.dashboard.queries import quality
from sales_platform.dashboard.queries.quality import COUNTS
from sales_platform.dashboard.queries.sales import choices
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError

MOST_EXAMPLES, MOST_OF_MONTH = 200, 2500
"""Of a month that was chosen there are so many that an order can be found by the filter of its column."""
NO_EXAMPLES = "There is no such row in these months: choose another month, reason or feed on the left."


def _totals(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    """One row: landed, accepted, mended, quarantined (rows); stake_rows, units, value, unreadable, unpriced; files (refused)."""
    accounts = quality.accounts(reader, selection)
    counts = {name: [sum(accounts.column(name).to_pylist())] for name in COUNTS}
    stake = {name: [value] for name, value in quality.sales_at_stake(reader, selection).items() if name != "rows"}
    files = quality.refused_files(reader, selection)
    return pa.table({**counts, **stake, "files": [files.num_rows if files is not None else 0]})


def _accounts(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    return quality.accounts(reader, selection)


def _reasons(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    return quality.reasons(reader, selection)


def _examples(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
    rows = chosen(controls)
    within, most = rows.within(selection), MOST_EXAMPLES if rows.month is None else MOST_OF_MONTH
    if rows.kind == REPAIRED:
        return quality.repaired_examples(reader, within, rows.feed, most)
    return quality.examples(reader, within, rows.feed, rows.reason, most)


def _files(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    return quality.refused_files(reader, selection)


def _checks(_reader: LakeReader, _selection: Selection, _controls: Controls) -> pa.Table:
    return latest_check_results()


def _check(reader: LakeReader, controls: Controls) -> None:
    month, available = chosen(controls).month, choices(reader)
    if month is not None and available is not None and month not in available.available:
        raise UserError(f"There are no figures of {month_name(month)}: choose another month in the control of the example rows.")


def _table(columns: Sequence[Column], height: int, empty: str) -> Show:
    def show(frame: pd.DataFrame) -> Any:  # noqa: ANN401
        return ag_grid(frame, columns, height, empty)

    return show


_TALLEST, _TALL, _LOW = 540, 390, 300
_PIECES: tuple[Piece, ...] = (
    figure(f"{NAME}-totals", _totals, views.totals, (1, 3, 0, 5)),
    graph(
        f"{NAME}-quarantine",
        "Rows in quarantine by month and feed",
        _accounts,
        views.quarantine,
        "Click a bar to see its rows below.",
        (4, 10, 0, 3),
    ),
    graph(
        f"{NAME}-reasons",
        "By reason",
        _reasons,
        views.reasons,
        f"The {views.MOST_REASONS} most frequent; a row may have several. Click a bar to see its rows below.",
        (4, 10, 4, 5),
    ),
    figure(f"{NAME}-find", _totals, lambda _: find_form(), (11, 11, 0, 5)),
    table(
        EXAMPLES,
        "Example rows",
        _examples,
        lambda frame: views.examples(frame, NO_EXAMPLES, _TALLEST),
        f"At most {MOST_EXAMPLES}, of one month {MOST_OF_MONTH:,}, the latest first. Choose them on the left or by a click.",
        (12, 19, 0, 5),
    ),
    table(
        f"{NAME}-feeds",
        "Every month and feed",
        _accounts,
        lambda frame: views.counts(frame, views.FEED_COLUMNS, _TALL, "Nothing landed in these months."),
        "In rows: landed = accepted + quarantined; the repaired are among the accepted. A click shows the row's example rows.",
        (20, 26, 0, 5),
    ),
    table(
        f"{NAME}-stake",
        "Every month, feed and reason",
        _reasons,
        lambda frame: views.counts(frame, views.REASON_COLUMNS, _TALL, views.NOTHING_QUARANTINED, "reason"),
        "Quantity where it can be read, value where there is a known price. Duplicates are not lost. A click shows its rows.",
        (27, 33, 0, 5),
    ),
    table(
        f"{NAME}-files",
        "Files that could not be used",
        _files,
        _table(views.FILE_COLUMNS, _LOW, "Every landed file of these months could be used."),
        "Their last usable version stays in use.",
        (34, 37, 0, 5),
    ),
    table(
        f"{NAME}-checks",
        "Latest check results",
        _checks,
        _table(views.CHECK_COLUMNS, _LOW, "There are no check results in Dagster's history."),
        "The last result of every asset check, from Dagster.",
        (38, 43, 0, 5),
    ),
)
PAGE = Page(
    name=NAME,
    title="Data quality",
    order=50,
    pieces=_PIECES,
    controls=CONTROLS,
    table=("quarantine", "sales"),
    filters=("company",),
    begun=True,
    check=_check,
)
