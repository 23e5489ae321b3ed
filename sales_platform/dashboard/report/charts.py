"""Charts as SVG inside of the document: each has a name and a sentence for those who do not see it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sales_platform.dashboard.colours import ACCENT, FALLEN, MUTED, RISEN
from sales_platform.dashboard.report.markup import Html, el

WIDTH = 760
_TOP, _BOTTOM, _BAR, _LABEL = 26, 24, 26, 210
INK, GRID = "#1d2733", "#d8dee8"
_LONGEST = 32
_NO_LETTERS = re.compile("[^a-z0-9]+")
_SMALL = 0.55
"""How much of its place a column takes."""


@dataclass(frozen=True)
class Named:
    """What a chart is called, and what it shows in a sentence."""

    title: str
    sentence: str


@dataclass(frozen=True)
class Stack:
    """A column: its label, its parts from below (colour, size), and a mark beside them, such as that of a year before."""

    label: str
    parts: Sequence[tuple[str, float]]
    mark: float | None = None
    text: str = ""


def columns(named: Named, stacks: Sequence[Stack], legend: Mapping[str, str], height: int = 240) -> Html:
    """Stacked columns, one beside the other, with a line across each where its mark is.

    Args:
        legend: text -> colour.
    """
    highest = max([sum(size for _, size in one.parts) for one in stacks] + [one.mark or 0 for one in stacks]) or 1
    step, room = WIDTH / len(stacks), height - _TOP - _BOTTOM
    drawn: list[Html] = [_line(0, height - _BOTTOM, WIDTH, height - _BOTTOM, GRID)]
    for place, stack in enumerate(stacks):
        left, wide = place * step + step * (1 - _SMALL) / 2, step * _SMALL
        tops = list(accumulate((size for _, size in stack.parts), initial=0.0))
        for (colour, size), below in zip(stack.parts, tops[:-1], strict=True):
            top = height - _BOTTOM - (below + size) / highest * room
            drawn.append(_rect(left, top, wide, size / highest * room, colour))
        if stack.mark is not None:
            at = height - _BOTTOM - stack.mark / highest * room
            drawn.append(_line(left - 4, at, left + wide + 4, at, INK, 2))
        over = height - _BOTTOM - max(tops[-1], stack.mark or 0) / highest * room - 6
        drawn += [_text(left + wide / 2, over, stack.text, "middle"), _text(left + wide / 2, height - 7, stack.label, "middle")]
    return _svg(named, height, drawn, legend)


def waterfall(named: Named, labels: Sequence[str], values: Sequence[float], texts: Sequence[str], height: int = 240) -> Html:
    """From the first value by changes to the last one, which is their sum."""
    ends = [values[0], *accumulate(values[1:-1], initial=values[0])][1:]
    starts = [0.0, *ends[:-1], 0.0]
    spans = list(zip(starts, [*ends, values[-1]], strict=True))
    lowest, highest = min(0.0, *map(min, spans)), max(map(max, spans)) or 1
    step, scale = WIDTH / len(values), (height - _TOP - _BOTTOM) / (highest - lowest)
    drawn: list[Html] = []
    for place, (start, end) in enumerate(spans):
        whole = place in (0, len(spans) - 1)
        colour = MUTED if whole else RISEN if end >= start else FALLEN
        left, wide = place * step + step * (1 - _SMALL) / 2, step * _SMALL
        top = _TOP + (highest - max(start, end)) * scale
        drawn.append(_rect(left, top, wide, max(abs(end - start) * scale, 1), colour))
        if not whole or place == 0:
            at = _TOP + (highest - end) * scale
            drawn.append(_line(left + wide, at, left + step, at, MUTED))
        middle = left + wide / 2
        drawn += [_text(middle, top - 6, texts[place], "middle"), _text(middle, height - 7, labels[place], "middle")]
    return _svg(named, height, drawn, {})


def bars(named: Named, rows: Sequence[tuple[str, float, str, str]], legend: Mapping[str, str]) -> Html:
    """Horizontal bars: label, size, colour and text of each."""
    highest, height = max((size for _, size, _, _ in rows), default=0) or 1, _BAR * len(rows) + 6
    room = WIDTH - _LABEL - 150
    drawn: list[Html] = []
    for place, (label, size, colour, text) in enumerate(rows):
        top, wide = place * _BAR + 5, max(size, 0) / highest * room
        drawn.append(_text(_LABEL - 8, top + 14, label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…", "end"))
        drawn += [_rect(_LABEL, top, wide, _BAR - 8, colour), _text(_LABEL + wide + 6, top + 14, text, "start")]
    return _svg(named, height, drawn, legend)


def _svg(named: Named, height: int, drawn: Sequence[Html], legend: Mapping[str, str]) -> Html:
    name = "chart-" + _NO_LETTERS.sub("-", named.title.lower())
    picture = el(
        "svg",
        el("title", named.title, id=name),
        el("desc", named.sentence, id=f"{name}-words"),
        drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_labelledby=f"{name} {name}-words",
    )
    keys = [el("span", el("i", style=f"background:{colour}"), text) for text, colour in legend.items()]
    scrolled = el("div", picture, class_="scroll", tabindex="0", role="region", aria_label=f"{named.title}, chart")
    return el("figure", scrolled, el("div", keys, class_="legend") if keys else None, el("figcaption", named.sentence))


def _rect(x: float, y: float, width: float, height: float, colour: str) -> Html:
    return el("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", fill=colour)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: int = 1) -> Html:
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    return el("line", stroke=colour, stroke_width=width, **ends)


def _text(x: float, y: float, text: str, anchor: str) -> Html:
    return el("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


COLOUR_OF_NONE = ACCENT
"""Of bars that are of no company in particular."""
