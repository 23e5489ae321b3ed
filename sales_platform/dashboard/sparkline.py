"""A small picture of how a figure went from month to month."""

from base64 import b64encode
from collections.abc import Sequence
from math import isnan

from sales_platform.dashboard.colours import ACCENT

WIDTH, HEIGHT, EDGE = 160, 34, 4
_LINE = 2
FEWEST_POINTS = 2


def sparkline(values: Sequence[float | None]) -> str | None:
    """An SVG picture as the address of an image; None for fewer than two figures.

    Args:
        values: of one month after the other; None where there is none.
    """
    values = [None if value is None or isnan(value) else value for value in values]
    there = [value for value in values if value is not None]
    if len(there) < FEWEST_POINTS:
        return None
    lowest, highest = min(0.0, *there), max(there)
    step, scale = (WIDTH - 2 * EDGE) / (len(values) - 1), (HEIGHT - 2 * EDGE) / ((highest - lowest) or 1)
    points = [
        (round(EDGE + place * step, 1), round(HEIGHT - EDGE - (value - lowest) * scale, 1))
        for place, value in enumerate(values)
        if value is not None
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{HEIGHT} {line} {points[-1][0]},{HEIGHT}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<polygon points="{area}" fill="{ACCENT}" fill-opacity="0.14"/>'
        f'<polyline points="{line}" fill="none" stroke="{ACCENT}" stroke-width="{_LINE}"'
        ' vector-effect="non-scaling-stroke"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
