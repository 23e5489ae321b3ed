"""A chart in one sentence, made from the words that its points show."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import numpy as np
import plotly.graph_objects as go

MOST_TRACES = 4
FEW_POINTS = 3
_BREAK, _TAG = re.compile(r"<br\s*/?>"), re.compile(r"<[^>]*>")


def summary(figure: go.Figure) -> str:
    """What the chart shows: its ends and extremes, with their figures; the sentence that is there instead of a chart."""
    traces = [words for trace in figure.data if (words := _trace_words(trace))]
    if not traces:
        return " ".join(_plain(_BREAK.sub(" ", note.text)) for note in figure.layout.annotations)
    more = f"; and {len(traces) - MOST_TRACES} more" if len(traces) > MOST_TRACES else ""
    return f"{'; '.join(traces[:MOST_TRACES]).removesuffix('.')}{more}."


def _trace_words(trace: Any) -> str:  # noqa: ANN401 - any trace of Plotly
    words = _points(trace)
    if not words:
        return ""
    if len(words) <= FEW_POINTS:
        return "; ".join(words)
    sizes = _sizes(trace)
    largest = words[sizes.index(max(sizes))] if len(sizes) == len(words) else words[0]
    if trace.type == "scatter" and "lines" in (trace.mode or ""):
        return f"{len(words)} points from {words[0]} to {words[-1]}, the highest {largest}"
    if trace.type == "waterfall":
        return "; ".join(words)
    return f"{len(words)} values, the largest {largest}, the last {words[-1]}"


def _points(trace: Any) -> list[str]:  # noqa: ANN401
    """What each point of a trace says when the mouse is over it; nothing for traces without words, such as bands."""
    if trace.type == "treemap":
        return [f"{_plain(label)}: {_plain(text)}" for label, text in zip(trace.labels, trace.text, strict=True)]
    said = trace.customdata if trace.customdata is not None else trace.text
    if said is None or isinstance(said, str) or trace.hoverinfo == "skip":
        return []
    return [_plain(words if isinstance(words, str) else words[1]) for words in said if words is not None]


def _sizes(trace: Any) -> Sequence[float]:  # noqa: ANN401
    """What the points of a trace are compared by."""
    if trace.type == "treemap":
        values = trace.values
    elif trace.type == "scatter" and isinstance(trace.marker.size, Sequence | np.ndarray):
        values = trace.marker.size
    else:
        values = trace.x if trace.orientation == "h" else trace.y
    return [float(value) for value in values if value is not None] if values is not None else []


def _plain(text: object) -> str:
    return unescape(_TAG.sub("", _BREAK.sub(", ", str(text))))
