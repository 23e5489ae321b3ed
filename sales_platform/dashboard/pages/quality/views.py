"""How the answers of the page Data quality are shown."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sales_platform.companies.registry import SOURCE_OF_FEED
from sales_platform.dashboard import figures
from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.colours import series_marker
from sales_platform.dashboard.formats import in_words, money, month_name, percent, pieces, whole
from sales_platform.dashboard.grids import Column, ag_grid
from sales_platform.dashboard.page_answers import NO_ROWS, message_of
from sales_platform.dashboard.queries.quality import ANY
from sales_platform.months import format_month

NOTHING_QUARANTINED = "Nothing is in quarantine in these months."
_MONTH = Column("month", "Month", "month", 85)
_FEED = Column("feed", "Feed", "name", 165)
_COUNTS_BY_INTEREST = {"landed": "Landed", "quarantined": "Quarantined", "accepted": "Accepted", "mended": "Repaired"}
"""A laptop may show the last one only after scrolling."""
FEED_COLUMNS = (_MONTH, _FEED, *(Column(name, title, "whole", 100) for name, title in _COUNTS_BY_INTEREST.items()))
REASON_COLUMNS = (
    _MONTH,
    _FEED,
    Column("reason", "Reason", "name", 140),
    Column("rows", "Rows", "whole", 80),
    Column("units", "Quantity (pieces)", "whole", 100),
    Column("value", "Value (INR)", "revenue", 115),
)
EXAMPLE_COLUMNS = (
    _MONTH,
    Column("file", "File", width=345),
    Column("row", "Row", "whole", 70),
    Column("reasons", "Reasons or repairs", width=170),
    Column("raw", "The row as it landed", width=420),
)
FILE_COLUMNS = (
    _MONTH,
    _FEED,
    Column("file", "File", width=240),
    Column("size", "Size (bytes)", "whole", 95),
    Column("reason", "Why it could not be used", width=320),
)
CHECK_COLUMNS = (
    Column("result", "Result", width=85),
    Column("asset", "Table", width=130),
    Column("description", "What it found", width=300),
    Column("check", "Check", width=150),
    Column("at", "When (UTC)", width=140),
)


def totals(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """The cards on top."""
    if message_of(frame) is not None:
        return None  # the status line shows the message
    row = frame.iloc[0]
    landed = row["landed"] or 1
    unknown = f"{whole(row['unreadable'])} rows have no quantity, {whole(row['unpriced'])} no price"
    return card_row(
        [
            Card("Rows landed", whole(row["landed"]), "in all feeds and months chosen"),
            Card("Accepted", whole(row["accepted"]), f"{percent(row['accepted'] / landed)} of the rows landed"),
            Card("Repaired", whole(row["mended"]), "of the accepted rows"),
            Card("In quarantine", whole(row["quarantined"]), f"{percent(row['quarantined'] / landed)} of the rows landed"),
            Card("At stake (pieces)", pieces(row["units"]), f"{money(row['value'])} at known prices", unknown),
            Card("Files refused", whole(row["files"]), "could not be used at all"),
        ]
    )


def quarantine(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by month and feed; a point's custom data are its feed, words, ANY and its month."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    there = frame[frame["quarantined"] > 0]
    if there.empty:
        return figures.message_figure(NOTHING_QUARANTINED)
    chart = go.Figure()
    for place, (feed, rows) in enumerate(there.groupby("feed")):
        chart.add_bar(
            x=rows["month"],
            y=rows["quarantined"],
            name=in_words(str(feed)),
            marker=series_marker(place),
            customdata=[
                [
                    str(feed),
                    f"{in_words(str(feed))}, {month_name(row.month)}: {whole(row.quarantined)} of {whole(row.landed)} rows",
                    ANY,
                    format_month(row.month),
                ]
                for row in rows.itertuples()
            ],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    figures.month_axis(figures.styled(chart), there["month"]).update_layout(barmode="stack")
    return chart.update_yaxes(title_text="Rows in quarantine", nticks=6, exponentformat="B")


def reasons(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by reason; a point's first custom datum is its reason, the third one ANY."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(NOTHING_QUARANTINED if sentence == NO_ROWS else sentence)
    sums = frame.groupby("reason", as_index=False)["rows"].sum().sort_values("rows", ascending=False)
    rows = sums.to_dict("records")
    feeds = frame.groupby("reason")["feed"].unique()
    hover = [
        "<br>".join([f"{in_words(row['reason'])}: {whole(row['rows'])} rows", *descriptions(row["reason"], feeds[row["reason"]])])
        for row in rows
    ]
    text = [whole(row["rows"]) for row in rows]
    sums = sums.assign(reason=[in_words(row["reason"]) for row in rows])
    chart = figures.bars(sums, label="reason", value="rows", text=text, title="Rows in quarantine", hover=hover)
    data = [[row["reason"], words, ANY] for row, words in zip(rows, hover, strict=True)]
    chart.update_traces(customdata=data, hovertemplate="%{customdata[1]}<extra></extra>")
    return chart.update_xaxes(exponentformat="B")


def examples(frame: pd.DataFrame, empty: str, height: int) -> Any:  # noqa: ANN401
    """Rows with their file and row number, reasons or repairs in words, and what landed field by field."""
    if message_of(frame) is None:
        frame = frame.assign(
            reasons=[", ".join(map(in_words, str(names).split(", "))) for names in frame["reasons"]],
            raw=[landed_words(raw) for raw in frame["raw"]],
        )
    return ag_grid(frame, EXAMPLE_COLUMNS, height, empty)


def landed_words(raw: str | None) -> str | None:
    """A landed row, field by field: order_id: 17 · order_qty: few."""
    try:
        fields = json.loads(raw or "null")
    except ValueError:
        return raw
    return (
        " · ".join(f"{name}: {'' if value is None else value}" for name, value in fields.items())
        if isinstance(fields, dict)
        else raw
    )


def descriptions(reason: str, feeds: Iterable[str]) -> list[str]:
    """What a reason means, as the rules of these feeds' companies say it, each sentence once."""
    rules = [rule for feed in feeds if feed in SOURCE_OF_FEED for rule in SOURCE_OF_FEED[feed].rules]
    return list(dict.fromkeys(rule.description for rule in rules if rule.name == reason))
