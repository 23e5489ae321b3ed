"""Data quality: what landed, what was mended, what is in quarantine and why, what is at stake, and the rows themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import vizro.actions as va

from sales_platform.dashboard.checks import latest_checks
from sales_platform.dashboard.controls import Option, control_id, dropdown
from sales_platform.dashboard.pages import quality_views as views
from sales_platform.dashboard.pages.layout import Control, PageParts
from sales_platform.dashboard.pieces import Piece, Show, figure, graph, table
from sales_platform.dashboard.queries import quality
from sales_platform.dashboard.queries.quality import ANY, COUNTS
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.sources import Controls
from sales_platform.dashboard.tables import Column
from sales_platform.dashboard.tables import table as grid
from sales_platform.errors import UserError
from sales_platform.feeds import FEEDS
from sales_platform.quality import RULES, Action

NAME = "quality"
EXAMPLES, MENDED = 200, "mended"
REASONS = tuple(dict.fromkeys(rule.name for rule in RULES if rule.action is Action.REJECT))
FEED_NAMES = tuple(feed.name for feed in FEEDS if feed.company is not None)


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
    kind, feed, reason = _chosen(controls)
    if kind == MENDED:
        return quality.mended_examples(reader, selection, feed, EXAMPLES)
    return quality.examples(reader, selection, feed, reason, EXAMPLES)


def _chosen(controls: Controls) -> tuple[str | None, str | None, str | None]:
    """The kind of rows, the feed and the reason chosen; None for rows in quarantine, any feed, any reason."""
    kind, feed = _one_of(controls.get("rows"), (MENDED,), "rows"), _one_of(controls.get("feed"), FEED_NAMES, "feed")
    return kind, feed, _one_of(controls.get("reason"), REASONS, "reason")


def _one_of(value: object, known: Sequence[str], name: str) -> str | None:
    if value is None or value == ANY:
        return None
    if value not in known:
        raise UserError(f"There is no {name} with the name in the address: choose one in the control '{name.capitalize()}'.")
    return str(value)


def _files(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    return quality.refused_files(reader, selection)


def _checks(_reader: LakeReader, _selection: Selection, _controls: Controls) -> pa.Table:
    return latest_checks()


def _rows_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Rows, for the example rows", "In quarantine", {MENDED: "Mended"})


def _reason_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Reason, for the example rows", "Any reason", {name: name for name in REASONS})


def _feed_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Feed, for the example rows", "Any feed", {name: name for name in FEED_NAMES})


def _choice(title: str, any_label: str, labels: Mapping[str, str]) -> Any:  # noqa: ANN401
    options: list[Option] = [
        {"label": any_label, "value": ANY},
        *({"label": label, "value": name} for name, label in labels.items()),
    ]
    return dropdown(title, options, lambda: options)


def _actions() -> dict[str, list[Any]]:
    """A click on a number leads to its rows: what is not clicked is any."""
    rows, reason, feed = (control_id(NAME, name) for name in ("rows", "reason", "feed"))
    clicked, any_of_them = "customdata[0]", "customdata[2]"
    return {
        f"{NAME}-reasons": [
            va.set_controls(controls=reason, value=clicked),
            va.set_controls(controls=[rows, feed], value=any_of_them),
        ],
        f"{NAME}-quarantine": [
            va.set_controls(controls=feed, value=clicked),
            va.set_controls(controls=[rows, reason], value=any_of_them),
        ],
        f"{NAME}-feeds": [va.set_controls(controls=feed, value="feed")],
        f"{NAME}-stake": [va.set_controls(controls=feed, value="feed"), va.set_controls(controls=reason, value="reason")],
    }


def _table(columns: Sequence[Column], height: int, empty: str, *, selectable: bool = False) -> Show:
    def show(frame: pd.DataFrame) -> Any:  # noqa: ANN401
        return grid(frame, columns, height, empty, selectable=selectable)

    return show


_TALL, _LOW = 390, 260
_PIECES: tuple[Piece, ...] = (
    figure(f"{NAME}-totals", _totals, views.totals, (1, 3, 0, 5)),
    graph(
        f"{NAME}-quarantine",
        "Rows in quarantine by month and feed",
        _accounts,
        views.quarantine,
        "Click a bar to see rows of its feed below.",
        (4, 10, 0, 3),
    ),
    graph(
        f"{NAME}-reasons",
        "By reason",
        _reasons,
        views.reasons,
        "A row may bear several reasons. Click a bar to see its rows below.",
        (4, 10, 4, 5),
    ),
    table(
        f"{NAME}-examples",
        "Example rows",
        _examples,
        _table(views.EXAMPLE_COLUMNS, _TALL, "There is no such row in these months: choose another reason or feed on the left."),
        f"At most {EXAMPLES}, the latest months first; choose the rows, the reason and the feed on the left or by a click above.",
        (11, 18, 0, 5),
    ),
    table(
        f"{NAME}-feeds",
        "Every month and feed",
        _accounts,
        _table(views.FEED_COLUMNS, _TALL, "Nothing landed in these months.", selectable=True),
        "In rows: landed = accepted + quarantined; the mended ones are among the accepted. Click a row to see rows of its feed.",
        (19, 26, 0, 2),
    ),
    table(
        f"{NAME}-stake",
        "Every month, feed and reason",
        _reasons,
        _table(views.REASON_COLUMNS, _TALL, views.NOTHING_QUARANTINED, selectable=True),
        "Quantity where it can be read, value where there is a known price. Duplicates are not lost. A click shows its rows.",
        (19, 26, 3, 5),
    ),
    table(
        f"{NAME}-files",
        "Files that could not be used",
        _files,
        _table(views.FILE_COLUMNS, _LOW, "Every landed file of these months could be used."),
        "Their last good version stays in force.",
        (27, 32, 0, 2),
    ),
    table(
        f"{NAME}-checks",
        "Latest check results",
        _checks,
        _table(views.CHECK_COLUMNS, _LOW, "There are no check results in Dagster's history."),
        "The last result of every asset check, from Dagster.",
        (27, 32, 3, 5),
    ),
)
QUALITY = PageParts(
    NAME,
    "Data quality",
    _PIECES,
    controls=(
        Control("rows", _rows_control, (f"{NAME}-examples",)),
        Control("reason", _reason_control, (f"{NAME}-examples",)),
        Control("feed", _feed_control, (f"{NAME}-examples",)),
    ),
    filters=("company",),
    check=lambda _, controls: _chosen(controls),
    actions=_actions,
)
