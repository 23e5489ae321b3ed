"""The lists of an Arrow column as sets.

In the ledger of 1,900 files each list has the months of the run that stored the file: of five years 115,000 dates, and few lists.
"""

from datetime import date
from itertools import pairwise

import pyarrow as pa


def plain_sets(column: pa.ChunkedArray) -> list[frozenset[date]]:
    """The values of each list of a column of dates, null as an empty one; lists that are alike are one and the same set."""
    made: dict[bytes, frozenset[date]] = {b"": frozenset()}
    sets = []
    for chunk in column.chunks:
        numbers = chunk.values.cast(pa.int32()).fill_null(-(1 << 31)).to_numpy()
        for (start, end), valid in zip(pairwise(chunk.offsets.to_pylist()), chunk.is_valid().to_pylist(), strict=True):
            alike = numbers[start:end].tobytes() if valid else b""
            if alike not in made:
                made[alike] = frozenset(chunk.values.slice(start, end - start).to_pylist())
            sets.append(made[alike])
    return sets
