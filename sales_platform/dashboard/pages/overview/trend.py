"""The revenue of each month beside that of the year before, as a chart."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures, month_lines
from sales_platform.dashboard.colours import company_colour
from sales_platform.dashboard.deeper import goes_deeper
from sales_platform.dashboard.formats import money, month_name
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.months import add_months


def trend(reader: LakeReader, selection: Selection, page_groupings: Sequence[sales.Grouping] = ()) -> pa.Table:
    """What ``queries.sales.trend`` answers, and whether each month is complete."""
    rows, complete = sales.trend(reader, selection, page_groupings), selection.complete
    flags = [complete is not None and month <= complete for month in rows.column("month").to_pylist()]
    return rows.append_column("complete", pa.array(flags, pa.bool_()))


def show_trend(frame: pd.DataFrame, *, legend: bool = True) -> go.Figure:
    """A line a company; a point leads to its month.

    Args:
        legend: the companies in the legend can be chosen on this page.
    """
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    chart, months, companies = go.Figure(), [], []
    for company, rows in frame.groupby("company"):
        for trace in _traces(str(company), rows):
            chart.add_trace(trace)
            months.append(month_lines.months_of(trace))
            companies.append(str(company))
    month_lines.month_axis(figures.styled(chart), frame["month"])
    chart.update_yaxes(title_text="Revenue (INR)", rangemode="tozero", nticks=6, **figures.MONEY_AXIS)
    chosen = {"company": companies} if legend else None
    return goes_deeper(chart, "only this month", {"first": months, "last": months}, legend=chosen)


def _traces(company: str, rows: pd.DataFrame) -> list[go.Scatter]:
    """The lines of a company: complete ones, those that are not, and the year before."""
    name, colour = label_of(company), company_colour(company)
    earlier = rows.dropna(subset=["revenue_year_before"])
    whole, begun = rows[rows["complete"]], rows[~rows["complete"]]
    traces = [month_lines.line(whole["month"], whole["revenue"], name, colour, _words(name, whole["month"], whole["revenue"]))]
    if len(begun):
        incomplete = f"{name}, month not complete"
        words = _words(incomplete, begun["month"], begun["revenue"])
        traces.append(month_lines.open_points(begun["month"], begun["revenue"], incomplete, colour, words))
    if len(earlier):
        before = f"{name}, a year before"
        words = _words(before, [add_months(month, -12) for month in earlier["month"]], earlier["revenue_year_before"])
        traces.append(month_lines.line(earlier["month"], earlier["revenue_year_before"], before, colour, words, dash="dot"))
    return traces


def _words(name: str, months: Sequence[date], revenue: Sequence[float]) -> list[str]:
    pairs = zip(months, revenue, strict=True)
    return [f"{figures.escaped(name)}, {month_name(month)}: {money(value)}" for month, value in pairs]
