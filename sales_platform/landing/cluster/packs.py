"""Files put together for the tasks of an engine."""

from collections.abc import Sequence

PACK_BYTES = 32 << 20
"""Of landed files for one task; a larger file has a task for itself, for no file is split. Half a million rows or so."""


def packs(sizes: Sequence[int], most: int = PACK_BYTES) -> list[range]:
    """The places of files, in order, each task's as one range.

    Args:
        sizes: of the files, in bytes.
        most: for a task of more than one file.
    """
    found: list[range] = []
    start = weight = 0
    for place, size in enumerate(sizes):
        if place > start and weight + size > most:
            found.append(range(start, place))
            start, weight = place, 0
        weight += size
    return [*found, range(start, len(sizes))] if sizes else []
