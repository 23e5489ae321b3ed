"""The header of a landed file, matched with the contract of its feed.

Source: landing contract: columns are matched by name, whatever their order, case or padding. A name that is spelt in another way
counts when its letters and digits are those of a column ("Customer Id" is ``customer_id``) and no other name is that column.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sales_platform.feeds import Feed
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.values.invisible import EDGE_SPACE

_HEADERS = 1000
"""How many headers are remembered: the files of a feed have the same one, day after day."""


@dataclass(frozen=True)
class Header:
    """The header of one file.

    Attributes:
        names: as they stand.
        positions: where each column of the contract is.
        extras: where each unexpected column is, under a name of its own.
        nameless: those of the unexpected columns that have no name; where they have no values either, they are none.
        free_text: the positions whose values may run over several lines.
    """

    names: tuple[str, ...]
    positions: dict[str, int]
    extras: dict[str, int]
    nameless: frozenset[str]
    free_text: frozenset[int]

    @property
    def width(self) -> int:
        """How many fields a row has."""
        return len(self.names)

    @property
    def least(self) -> int:
        """How many fields a row has at least: columns without a name at the end of the header need not be in it."""
        return 1 + max((index for index in range(self.width) if not _is_nameless(self.names[index])), default=-1)

    def name_at(self, index: int) -> str:
        """The name of a column for people."""
        known = next((column for column, place in self.positions.items() if place == index), None)
        name = known or (self.names[index].strip(EDGE_SPACE) if index < len(self.names) else "")
        return name or f"column {index + 1}"


@lru_cache(_HEADERS)
def matched(names: tuple[str, ...], feed: Feed) -> Header:
    """Match the names of a header with the contract.

    Raises:
        FileRefusedError: no name is a column of the contract, or two are the same one.
    """
    found = candidates(names, feed)
    if not found:
        raise FileRefusedError(
            f"no column of the contract in its first line; expected {', '.join(feed.columns)}, found {_shown(names)}"
        )
    if doubled := sorted(column for column, places in found.items() if len(places) > 1):
        raise FileRefusedError(f"column {', '.join(doubled)} stands more than once in the header")
    positions = {column: places[0] for column, places in found.items()}
    plain = [name.strip(EDGE_SPACE) for name in names]
    extras = {
        name if name and plain.count(name) == 1 else f"{name} (column {index + 1})".strip(): index
        for index, name in enumerate(plain)
        if index not in positions.values()
    }
    nameless = frozenset(name for name, index in extras.items() if not plain[index])
    free_text = frozenset([*extras.values(), *(positions[column] for column in feed.free_text if column in positions)])
    return Header(names, positions, extras, nameless, free_text)


@lru_cache(_HEADERS)
def candidates(names: tuple[str, ...], feed: Feed) -> dict[str, list[int]]:
    """Which names of a header may be which column of the contract, by position; columns that none can be are left out."""
    exact, loose = [_exact(name) for name in names], [_loose(name) for name in names]
    columns = {_exact(column) for column in feed.columns}
    found = {}
    for column in feed.columns:
        same = [index for index, name in enumerate(exact) if name == _exact(column)]
        like = [i for i, name in enumerate(loose) if name and name == _loose(column) and exact[i] not in columns]
        if same or like:
            found[column] = sorted([*same, *like])
    return found


def _is_nameless(name: str) -> bool:
    return not name.strip(EDGE_SPACE)


def _exact(name: str) -> str:
    return name.strip(EDGE_SPACE).lower()


def _loose(name: str) -> str:
    """The letters and digits of a name, of whatever alphabet, in lower case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).lower() if sign.isalnum())


def _shown(names: Sequence[str]) -> str:
    text = ", ".join(names[:8])
    return (text[:200] + "...") if len(text) > 200 or len(names) > 8 else text  # noqa: PLR2004
