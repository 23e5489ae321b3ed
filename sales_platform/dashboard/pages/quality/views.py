"""How the answers of the page Data quality are shown."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sales_platform.companies.registry import SOURCE_OF_FEED
from sales_platform.dashboard import figures, month_lines
from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.colours import series_marker
from sales_platform.dashboard.deeper import SETS, goes_deeper
from sales_platform.dashboard.formats import in_words, money, month_name, percent, pieces, whole
from sales_platform.dashboard.grids import Column, ag_grid, landed_row_columns
from sales_platform.dashboard.names import feed_name
from sales_platform.dashboard.page_answers import NO_ROWS, message_of
from sales_platform.dashboard.queries.quality import ANY
from sales_platform.months import format_month
from sales_platform.values.counted import counted

NOTHING_QUARANTINED = "Nothing is in quarantine in these months."
MOST_REASONS = 12
"""In the chart; the table below it has all."""
_MONTH = Column("month", "Month", "month", 85)
_FEED = Column("feed", "Feed", "link", 165)
_COUNTS_BY_INTEREST = {"landed": "Landed", "quarantined": "Quarantined", "accepted": "Accepted", "mended": "Repaired"}
"""A laptop may show the last one only after scrolling."""
FEED_COLUMNS = (_MONTH, _FEED, *(Column(name, title, "whole", 120) for name, title in _COUNTS_BY_INTEREST.items()))
REASON_COLUMNS = (
    _MONTH,
    _FEED,
    Column("reason", "Reason", width=140),
    Column("rows", "Rows", "whole", 80),
    Column("units", "Quantity (pieces)", "whole", 100),
    Column("value", "Value (INR)", "revenue", 115),
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
    Column("asset", "Table", width=190),
    Column("description", "What it found", width=430),
    Column("check", "Check", width=150),
    Column("at", "When (UTC)", width=185),
)


def totals(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """The cards on top."""
    if message_of(frame) is not None:
        return None  # the status line shows the message
    row = frame.iloc[0]
    landed = row["landed"] or 1
    unknown = f"{counted(row['unreadable'], 'row has', 'rows have')} no quantity, {whole(row['unpriced'])} no price"
    return card_row(
        [
            Card(
                "Rows landed",
                whole(row["landed"]),
                "in all feeds and months chosen; what is in force for several months counts in each",
            ),
            Card("Accepted", whole(row["accepted"]), f"{percent(row['accepted'] / landed)} of the rows landed"),
            Card("Repaired", whole(row["mended"]), "of the accepted rows"),
            Card("In quarantine", whole(row["quarantined"]), f"{percent(row['quarantined'] / landed)} of the rows landed"),
            Card("At stake (pieces)", pieces(row["units"]), f"{money(row['value'])} at known prices", unknown),
            Card("Files refused", whole(row["files"]), "could not be used at all"),
        ]
    )


def quarantine(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by month and feed; a bar leads to its rows."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    there = frame[frame["quarantined"] > 0]
    if there.empty:
        return figures.message_figure(NOTHING_QUARANTINED)
    chart, months, feeds = go.Figure(), [], []
    for place, (feed, rows) in enumerate(there.groupby("feed")):
        chart.add_bar(
            x=rows["month"],
            y=rows["quarantined"],
            name=feed_name(str(feed)),
            marker=series_marker(place),
            customdata=[
                f"{feed_name(str(feed))}, {month_name(row.month)}: {whole(row.quarantined)} of {counted(row.landed, 'row')}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
        months.append([format_month(month) for month in rows["month"]])
        feeds.append(str(feed))
    month_lines.month_axis(figures.styled(chart), there["month"]).update_layout(barmode="stack")
    chart.update_yaxes(title_text="Rows in quarantine", nticks=6, exponentformat="B")
    of_feeds = {"feed": [[feed] * len(each) for feed, each in zip(feeds, months, strict=True)]}
    anything = {name: [[ANY] * len(each) for each in months] for name in ("rows", "reason")}
    return goes_deeper(chart, "show its rows", {"month": months, **of_feeds, **anything}, legend={"feed": feeds})


def reasons(frame: pd.DataFrame) -> go.Figure:
    """Quarantined rows by the most frequent reasons, and how many rarer ones there are; a bar leads to its rows."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(NOTHING_QUARANTINED if sentence == NO_ROWS else sentence)
    of_all = frame.groupby("reason", as_index=False)["rows"].sum()
    sums = of_all.nlargest(MOST_REASONS, "rows")
    rarer = len(of_all) - len(sums)
    left_out = f" ({counted(rarer, 'rarer reason is', 'rarer reasons are')} in the table below)" if rarer else ""
    rows = sums.to_dict("records")
    feeds = frame.groupby("reason")["feed"].unique()
    hover = [
        "<br>".join(
            [f"{in_words(row['reason'])}: {counted(row['rows'], 'row')}", *descriptions(row["reason"], feeds[row["reason"]])]
        )
        for row in rows
    ]
    text = [whole(row["rows"]) for row in rows]
    sums = sums.assign(reason=[in_words(row["reason"]) for row in rows])
    chart = figures.bars(sums, label="reason", value="rows", text=text, title=f"Rows in quarantine{left_out}", hover=hover)
    anything = {name: [[ANY] * len(rows)] for name in ("rows", "month", "feed")}
    return goes_deeper(
        chart.update_xaxes(exponentformat="B"), "show its rows", {"reason": [[row["reason"] for row in rows]], **anything}
    )


def examples(frame: pd.DataFrame, empty: str, height: int) -> Any:  # noqa: ANN401
    """Landed rows, field by field, with their reasons or repairs, file and row number."""
    return ag_grid(frame, landed_row_columns(frame), height, empty)


def counts(frame: pd.DataFrame, columns: Sequence[Column], height: int, empty: str, *more: str) -> Any:  # noqa: ANN401
    """A table of numbers of rows; a click on one sets the page's controls to its month and feed, so that its rows are shown.

    Args:
        more: further columns that are set.
    """
    if message_of(frame) is None:
        rows = frame.to_dict("records")
        chosen = [{"month": format_month(row["month"]), **{name: row[name] for name in ("feed", *more)}} for row in rows]
        frame = frame.assign(**{SETS: chosen})
    return ag_grid(frame, columns, height, empty)


def descriptions(reason: str, feeds: Iterable[str]) -> list[str]:
    """What a reason means, as the rules of these feeds' companies say it, each sentence once."""
    rules = [rule for feed in feeds if feed in SOURCE_OF_FEED for rule in SOURCE_OF_FEED[feed].rules]
    return list(dict.fromkeys(rule.description for rule in rules if rule.name == reason))
