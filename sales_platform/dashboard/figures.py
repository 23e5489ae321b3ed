"""Charts in one style: units on every axis, formatted numbers, a sentence where there is nothing to show."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.colours import ACCENT, ON_COLOUR, company_colour
from sales_platform.dashboard.deeper import goes_deeper, leads_to
from sales_platform.dashboard.formats import UNKNOWN, money, percent, pieces
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.selection import ATTRIBUTES

FEWEST_BARS = 3
MOST_SMALL_BARS = 10
"""In a chart of half the width: more would leave their labels no room."""
LONGEST_LINE = 20
"""Letters of a name beside a bar."""
ONE_LINE_PITCH, TWO_LINES_PITCH, AROUND_BARS = 24, 34, 160
"""Pixels from bar to bar, and of all that stands above and below the bars of a chart."""
HARDLY_KNOWN = 0.95
"""Share of the revenue without a value, above which a chart of the others says nothing."""
ROOM, MUCH_ROOM = 0.2, 0.4
MONEY_AXIS = {"tickprefix": "₹", "exponentformat": "B", "tickformat": None}


def message_figure(sentence: str) -> go.Figure:
    """A sentence instead of a chart."""
    figure = go.Figure()
    figure.update_layout(
        xaxis_visible=False,
        yaxis_visible=False,
        annotations=[
            {"text": wrapped(sentence), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "font_size": 15}
        ],
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
    )
    return figure


def wrapped(text: str, width: int = 46) -> str:
    """A text in lines for a chart; nothing in it is markup."""
    lines, line = [], ""
    for word in text.replace("&", "&amp;").replace("<", "&lt;").split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


def styled(figure: go.Figure, *, left: int | None = None) -> go.Figure:
    """What all charts have in common."""
    figure.update_layout(
        margin={"l": left or 8, "r": 16, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title_text": ""},
        hoverlabel={"align": "left"},
        uniformtext_mode=False,  # the theme hides texts that a thin bar makes smaller
        barcornerradius=3,
        font_size=13,
    )
    figure.update_xaxes(tickfont_size=12, title_font_size=13, automargin=True)
    figure.update_yaxes(tickfont_size=12, title_font_size=13, automargin=True)
    return figure


def share_bars(frame: pd.DataFrame, label: str, room: float = ROOM) -> go.Figure:
    """Bars of revenue with their share of the whole as text: the columns of ``queries.sales.breakdown``."""
    rows = frame.to_dict("records")
    hover = [
        f"{escaped(row[label])}: {money(row['revenue'])}, {percent(row['share'])} of revenue, {pieces(row['quantity'])} pieces"
        for row in rows
    ]
    text = [f"{money(row['revenue'])} · {percent(row['share'])}" for row in rows]
    chart = bars(frame, label=label, value="revenue", text=text, title="Revenue (INR)", hover=hover, room=room)
    return chart.update_xaxes(**MONEY_AXIS)


def attribute_bars(frame: pd.DataFrame, attribute: str) -> go.Figure:
    """Revenue by the values of an attribute; a sentence where bars would show one value, or that hardly any is known."""
    if message_of(frame) is None:
        first = frame.iloc[0]
        if len(frame) == 1:
            return message_figure(f"There is one {attribute} only: {first[attribute]}, with {money(first['revenue'])}.")
        if first[attribute] == UNKNOWN and first["share"] > HARDLY_KNOWN:
            known = f"it is known for {money(frame['revenue'].sum() - first['revenue'])}"
            sentence = f"The {attribute} is unknown for {percent(first['share'])} of the revenue; {known}."
            words = f"Show the figures of an unknown {attribute} only"
            return leads_to(message_figure(sentence), words, **{attribute: UNKNOWN})
    shown = with_others(frame, attribute)
    chart = share_bars(shown, attribute, MUCH_ROOM)
    if attribute not in ATTRIBUTES or message_of(frame) is not None:
        return chart
    named = frame[attribute].tolist()[: len(shown) - 1 if len(shown) < len(frame) else len(shown)]
    values = [*named, *[None] * (len(shown) - len(named))]  # the others together are no value
    return goes_deeper(chart, f"only this {attribute}", {attribute: [values]})


def with_others(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    """The first rows, as many as a small chart has room for, and one for all others together.

    Args:
        frame: the columns of ``queries.sales.breakdown``, of one attribute.
    """
    if message_of(frame) is not None or len(frame) <= MOST_SMALL_BARS:
        return frame
    rest = frame.iloc[MOST_SMALL_BARS - 1 :]
    others = {label: f"{len(rest)} others", **rest[["revenue", "quantity", "share"]].sum().to_dict()}
    return pd.concat([frame.head(MOST_SMALL_BARS - 1), pd.DataFrame([others])], ignore_index=True)


def bars(
    frame: pd.DataFrame, *, label: str, value: str, text: Sequence[str], title: str, hover: Sequence[str], room: float = ROOM
) -> go.Figure:
    """Horizontal bars, the first row on top, each with its value as text at its end.

    Args:
        room: for the text at the end of the longest bar, as a share of that bar.
    """
    if (sentence := message_of(frame)) is not None:
        return message_figure(sentence)
    names = [beside_bar(name) for name in frame[label]]
    figure = styled(go.Figure([_bars_of(frame, value, places, text, hover) for places in places_of_traces(frame)]))
    figure.update_layout(barmode="overlay", showlegend="company" in frame)
    largest, smallest = max(frame[value].max(), 0), min(frame[value].min(), 0)
    free = (largest - smallest or 1) * room
    figure.update_xaxes(title_text=title, range=[smallest - (free if smallest < 0 else 0), largest + free], nticks=5)
    bottom = max(len(frame), FEWEST_BARS) - 0.5  # a single bar would fill the whole chart
    figure.update_yaxes(
        tickvals=list(range(len(frame))), ticktext=names, range=[bottom, -0.5], ticks="", showline=False, ticklabelstandoff=6
    )
    return figure


def places_of_traces(frame: pd.DataFrame) -> list[list[int]]:
    """The rows of each trace of ``bars``: one trace a company where the rows have one, so that the legend names it."""
    if "company" not in frame:
        return [list(range(len(frame)))]
    companies = list(frame["company"])
    return [[place for place, each in enumerate(companies) if each == company] for company in dict.fromkeys(companies)]


def _bars_of(frame: pd.DataFrame, value: str, places: Sequence[int], text: Sequence[str], hover: Sequence[str]) -> go.Bar:
    company = frame["company"].iloc[places[0]] if "company" in frame else None
    return go.Bar(
        x=frame[value].iloc[list(places)],
        y=list(places),
        orientation="h",
        name=label_of(str(company)) if company is not None else "",
        text=[text[place] for place in places],
        textposition="auto",  # inside a bar that is long enough, so that a narrow screen has room for it
        insidetextanchor="end",
        textangle=0,
        insidetextfont_color=ON_COLOUR,
        textfont_size=12,
        cliponaxis=False,
        customdata=[hover[place] for place in places],
        hovertemplate="%{customdata}<extra></extra>",
        marker_color=company_colour(company) if company is not None else ACCENT,
    )


def least_height(figure: go.Figure) -> int | None:
    """The pixels that bars need with all around them, so that each has room for its name and its text; None for other charts."""
    names = figure.layout.yaxis.ticktext
    if not names:
        return None
    pitch = TWO_LINES_PITCH if any("<br>" in name for name in names) else ONE_LINE_PITCH
    return len(names) * pitch + AROUND_BARS


def beside_bar(name: object) -> str:
    """A name that fits beside a bar: in two lines of about the same length where one would leave the bar little room."""
    text = str(name)
    if len(text) <= LONGEST_LINE:
        return escaped(text)
    words = text.split()
    lines = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return "<br>".join(map(shortened, min(lines, key=lambda pair: max(map(len, pair)), default=(text,))))


def shortened(name: object, longest: int = 28) -> str:
    """A name that fits in a line beside a bar."""
    text = str(name)
    return escaped(text if len(text) <= longest else text[: longest - 1] + "…")


def escaped(text: object) -> str:
    """A text in which nothing is markup for a chart: names taken from files are data."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
