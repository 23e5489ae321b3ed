"""Lines over a common axis, as SVG that is readable on light and on dark pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 760, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 210, 40, 45
_COLOURS = ("#2f6fb5", "#2e8b57", "#c05621")
_TICKS = 5
_STYLE = "font: 12px sans-serif; fill: #666"


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        name: what it is, in words.
        points: x and y, by x.
    """

    name: str
    points: Sequence[tuple[float, float]]


def picture(title: str, of_x: str, of_y: str, lines: Sequence[Line]) -> str:
    """The lines as one SVG, with their names at their ends."""
    most_x = max(x for line in lines for x, _ in line.points)
    step = _step(max(y for line in lines for _, y in line.points) / _TICKS)
    most_y = step * _TICKS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<text x="{_LEFT}" y="20" style="{_STYLE}; font-weight: bold">{escape(title)}</text>',
        *_axes(most_x, most_y, step, of_x, of_y),
    ]
    ends = _apart([_place(line.points[-1], most_x, most_y)[1] for line in lines])
    for line, colour, end in zip(lines, _COLOURS, ends, strict=False):
        points = " ".join("{:.1f},{:.1f}".format(*_place(point, most_x, most_y)) for point in line.points)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        text = f"{line.name}: {line.points[-1][1]:.1f} {of_y}"
        parts.append(f'<text x="{WIDTH - _RIGHT + 8}" y="{end + 4:.1f}" style="{_STYLE}; fill: {colour}">{escape(text)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _axes(most_x: float, most_y: float, step: float, of_x: str, of_y: str) -> Iterator[str]:
    right = WIDTH - _RIGHT
    for place in range(_TICKS + 1):
        y = _place((0, step * place), most_x, most_y)[1]
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#8886"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" style="{_STYLE}">{step * place:g}</text>'
        x = _place((most_x * place / _TICKS, 0), most_x, most_y)[0]
        y, text = HEIGHT - _BOTTOM + 18, f"{most_x * place / _TICKS:.0f}"
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle" style="{_STYLE}">{text}</text>'
    yield f'<text x="{right}" y="{HEIGHT - 8}" text-anchor="end" style="{_STYLE}">{escape(of_x)}</text>'
    yield f'<text x="{_LEFT - 8}" y="{_TOP - 8}" text-anchor="end" style="{_STYLE}">{escape(of_y)}</text>'


def _place(point: tuple[float, float], most_x: float, most_y: float) -> tuple[float, float]:
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    return _LEFT + width * point[0] / (most_x or 1), HEIGHT - _BOTTOM - height * point[1] / (most_y or 1)


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20, ..."""
    power = 1.0
    while power * 10 <= least:
        power *= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least)


def _apart(heights: Sequence[float], least: float = 16) -> list[float]:
    """Heights of texts, moved down so far that none covers another one."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    return moved
