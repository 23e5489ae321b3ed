"""Data quality: what landed, what was mended, what is in quarantine and why, what is at stake, and the rows themselves."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import vizro.actions as va

from sales_platform.dashboard import figures
from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.checks import latest_checks
from sales_platform.dashboard.controls import Option, control_id, dropdown
from sales_platform.dashboard.formats import money, month_name, percent, pieces, whole
from sales_platform.dashboard.pages.layout import Control, PageParts
from sales_platform.dashboard.pieces import figure, graph, table
from sales_platform.dashboard.queries import quality
from sales_platform.dashboard.queries.quality import ANY, COUNTS
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.sources import NO_ROWS, Controls, message_of
from sales_platform.dashboard.tables import Column
from sales_platform.dashboard.tables import table as grid
from sales_platform.errors import UserError
from sales_platform.feeds import FEEDS
from sales_platform.quality.rules import RULES, Action

NAME = "quality"
EXAMPLES = 200
REASONS = tuple(dict.fromkeys(rule.name for rule in RULES if rule.action is Action.REJECT))
FEED_NAMES = tuple(feed.name for feed in FEEDS if feed.company is not None)
_DESCRIPTIONS = {rule.name: rule.description for rule in RULES if rule.action is Action.REJECT}
NOTHING_QUARANTINED = "Nothing is in quarantine in these months."
_FEED_COLUMNS = (
    Column("month", "Month", "month", 85),
    Column("feed", "Feed", width=150),
    *(Column(name, name.capitalize(), "whole", 105) for name in COUNTS),
)
_REASON_COLUMNS = (
    Column("month", "Month", "month", 85),
    Column("feed", "Feed", width=150),
    Column("reason", "Reason", width=140),
    Column("rows", "Rows", "whole", 80),
    Column("units", "Quantity (pieces)", "whole", 100),
    Column("value", "Value (INR)", "revenue", 115),
)
_EXAMPLE_COLUMNS = (
    Column("month", "Month", "month", 85),
    Column("file", "File", width=260),
    Column("row", "Row", "whole", 70),
    Column("reasons", "Reasons", width=170),
    Column("raw", "The row as it landed", width=420),
)
_FILE_COLUMNS = (
    Column("month", "Month", "month", 85),
    Column("feed", "Feed", width=140),
    Column("file", "File", width=240),
    Column("size", "Size (bytes)", "whole", 95),
    Column("reason", "Why it could not be used", width=320),
)
_CHECK_COLUMNS = (
    Column("asset", "Table", width=150),
    Column("check", "Check", width=170),
    Column("result", "Result", width=90),
    Column("at", "When (UTC)", width=140),
    Column("description", "What it found", width=280),
)


def _totals(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    """One row: landed, accepted, mended, quarantined (rows); stake_rows, units, value, unreadable, unpriced; files (refused)."""
    accounts = quality.accounts(reader, selection)
    counts = {name: [sum(accounts.column(name).to_pylist())] for name in COUNTS}
    stake = {name: [value] for name, value in quality.at_stake(reader, selection).items() if name != "rows"}
    files = quality.refused_files(reader, selection)
    return pa.table({**counts, **stake, "files": [files.num_rows if files is not None else 0]})


def _show_totals(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    if message_of(frame) is not None:
        return None
    row = frame.iloc[0]
    landed = row["landed"] or 1
    unknown = f"{whole(row['unreadable'])} rows have no quantity, {whole(row['unpriced'])} no price"
    return card_row(
        [
            Card("Rows landed", whole(row["landed"]), "in all feeds and months chosen"),
            Card("Accepted", whole(row["accepted"]), f"{percent(row['accepted'] / landed)} of the rows landed"),
            Card("Mended", whole(row["mended"]), "of the accepted rows"),
            Card("In quarantine", whole(row["quarantined"]), f"{percent(row['quarantined'] / landed)} of the rows landed"),
            Card("At stake (pieces)", pieces(row["units"]), f"{money(row['value'])} at known prices", unknown),
            Card("Files refused", whole(row["files"]), "could not be used at all"),
        ]
    )


def _accounts(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    return quality.accounts(reader, selection)


def _show_quarantine(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by month and feed."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    there = frame[frame["quarantined"] > 0]
    if there.empty:
        return figures.message_figure(NOTHING_QUARANTINED)
    chart = go.Figure()
    for place, (feed, rows) in enumerate(there.groupby("feed")):
        words = [f"{feed}, {month_name(row.month)}: {whole(row.quarantined)} of {whole(row.landed)} rows" for row in rows.itertuples()]
        chart.add_bar(
            x=rows["month"], y=rows["quarantined"], name=str(feed), marker_color=figures.COLOURS[place % len(figures.COLOURS)],
            customdata=[[str(feed), text] for text in words], hovertemplate="%{customdata[1]}<extra></extra>",
        )  # fmt: skip
    figures.styled(chart).update_layout(barmode="stack")
    chart.update_xaxes(title_text="Month", tickformat="%b %Y", nticks=9)
    return chart.update_yaxes(title_text="Rows in quarantine", nticks=6, exponentformat="B")


def _reasons(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    return quality.reasons(reader, selection)


def _show_reasons(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by reason."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(NOTHING_QUARANTINED if sentence == NO_ROWS else sentence)
    totals = frame.groupby("reason", as_index=False)["rows"].sum().sort_values("rows", ascending=False)
    rows = totals.to_dict("records")
    hover = [f"{row['reason']}: {whole(row['rows'])} rows<br>{_DESCRIPTIONS.get(row['reason'], '')}" for row in rows]
    chart = figures.bars(totals, label="reason", value="rows", text=[whole(row["rows"]) for row in rows], title="Rows in quarantine", hover=hover)
    chart.update_traces(
        customdata=[[row["reason"], text] for row, text in zip(rows, hover, strict=True)], hovertemplate="%{customdata[1]}<extra></extra>"
    )
    return chart.update_xaxes(exponentformat="B")


def _examples(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
    feed, reason = _chosen(controls)
    return quality.examples(reader, selection, feed, reason, EXAMPLES)


def _chosen(controls: Controls) -> tuple[str | None, str | None]:
    """The feed and the reason chosen, None for any."""
    return _one_of(controls.get("feed"), FEED_NAMES, "feed"), _one_of(controls.get("reason"), REASONS, "reason")


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


def _reason_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Reason, for the example rows", "Any reason", REASONS)


def _feed_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Feed, for the example rows", "Any feed", FEED_NAMES)


def _choice(title: str, any_label: str, names: Sequence[str]) -> Any:  # noqa: ANN401
    options: list[Option] = [{"label": any_label, "value": ANY}, *({"label": name, "value": name} for name in names)]
    return dropdown(title, options, lambda: options)


def _actions() -> dict[str, list[Any]]:
    """A click on a number leads to its rows."""
    reason, feed = control_id(NAME, "reason"), control_id(NAME, "feed")
    return {
        f"{NAME}-reasons": [va.set_controls(controls=reason, value="customdata[0]")],
        f"{NAME}-quarantine": [va.set_controls(controls=feed, value="customdata[0]")],
    }


QUALITY = PageParts(
    NAME,
    "Data quality",
    (
        figure(f"{NAME}-totals", _totals, _show_totals, (1, 3, 0, 5)),
        graph(
            f"{NAME}-quarantine", "Rows in quarantine by month and feed", _accounts, _show_quarantine,
            "Click a bar to see rows of its feed below.", (4, 10, 0, 3),
        ),
        graph(
            f"{NAME}-reasons", "By reason", _reasons, _show_reasons,
            "A row may bear several reasons. Click a bar to see its rows below.", (4, 10, 4, 5),
        ),
        table(
            f"{NAME}-examples", "Example rows", _examples, lambda frame: grid(frame, _EXAMPLE_COLUMNS, height=380, empty=NOTHING_QUARANTINED),
            f"At most {EXAMPLES}, the latest months first; choose the reason and the feed on the left or by a click above.", (11, 18, 0, 5),
        ),
        table(
            f"{NAME}-feeds", "Every month and feed", _accounts, lambda frame: grid(frame, _FEED_COLUMNS, height=380),
            "In rows: landed = accepted + quarantined; the mended ones are among the accepted.", (19, 26, 0, 2),
        ),
        table(
            f"{NAME}-stake", "Every month, feed and reason", _reasons, lambda frame: grid(frame, _REASON_COLUMNS, height=380, empty=NOTHING_QUARANTINED),
            "Quantity where it can be read, value where the product has a known price. Duplicates are not lost.", (19, 26, 3, 5),
        ),
        table(
            f"{NAME}-files", "Files that could not be used", _files, lambda frame: grid(frame, _FILE_COLUMNS, height=260, empty="Every landed file of these months could be used."),
            "Their last good version stays in force.", (27, 32, 0, 2),
        ),
        table(
            f"{NAME}-checks", "Latest check results", _checks, lambda frame: grid(frame, _CHECK_COLUMNS, height=260, empty="There are no check results in Dagster's history."),
            "The last result of every asset check, from Dagster.", (27, 32, 3, 5),
        ),
    ),
    controls=(
        Control("reason", _reason_control, (f"{NAME}-examples",)),
        Control("feed", _feed_control, (f"{NAME}-examples",)),
    ),
    check=lambda _, controls: _chosen(controls),
    actions=_actions,
)  # fmt: skip
