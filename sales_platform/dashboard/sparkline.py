"""A small picture of how a figure went from month to month."""

from base64 import b64encode
from collections.abc import Sequence
from itertools import groupby
from math import isnan

from sales_platform.dashboard.colours import ACCENT

WIDTH, HEIGHT, EDGE = 160, 34, 4
_LINE = 2
FEWEST_POINTS = 2


def sparkline(values: Sequence[float | None]) -> str | None:
    """An SVG picture as the address of an image; None for fewer than two figures.

    Args:
        values: of one month after the other; None where there is none, which breaks the line.
    """
    values = [None if value is None or isnan(value) else value for value in values]
    there = [value for value in values if value is not None]
    if len(there) < FEWEST_POINTS:
        return None
    lowest, highest = min(0.0, *there), max(there)
    step, scale = (WIDTH - 2 * EDGE) / (len(values) - 1), (HEIGHT - 2 * EDGE) / ((highest - lowest) or 1)
    points = [
        (round(EDGE + place * step, 1), round(HEIGHT - EDGE - (value - lowest) * scale, 1)) if value is not None else None
        for place, value in enumerate(values)
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{''.join(_piece(list(run)) for there, run in groupby(points, bool) if there)}</svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _piece(points: Sequence[tuple[float, float] | None]) -> str:
    """The line of months one after the other, with the area below it; a month alone is a dot."""
    places = [point for point in points if point is not None]
    line = " ".join(f"{x},{y}" for x, y in places)
    area = f"{places[0][0]},{HEIGHT} {line} {places[-1][0]},{HEIGHT}"
    return (
        f'<polygon points="{area}" fill="{ACCENT}" fill-opacity="0.14"/>'
        f'<path d="M{line} h0" fill="none" stroke="{ACCENT}" stroke-width="{_LINE}" stroke-linecap="round"'
        ' vector-effect="non-scaling-stroke"/>'
    )
