"""One text for several."""

import hashlib
from collections.abc import Iterable

SHORT = 16
"""So many signs of a digest are enough to tell a few thousand of them apart."""


def digest(lines: Iterable[str]) -> str:
    """One text for several, in whatever order they are."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
