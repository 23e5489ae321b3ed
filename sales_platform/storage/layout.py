"""The layout of a lake: a number in the properties of its tables, raised when a release stores something in another way.

A release that knows a lower one neither writes such a lake, nor reads it where it would read it wrongly.
"""

from deltalake import DeltaTable

from sales_platform.errors import UserError

LAYOUT = 2
"""Of this release. 1 is that of release 0.1.0, whose tables do not say so; 2 has ``ledger/fingerprints``."""
READERS = 1
"""The lowest layout whose releases read the tables of this one rightly."""
OLDEST = 1
_LAYOUT, _READERS = "sales_platform.layout", "sales_platform.readers"


def layout_properties(layout: int | None = None) -> dict[str, str]:
    """The properties of a table of the layout of this release, or of an earlier one."""
    return {_LAYOUT: str(LAYOUT if layout is None else layout), _READERS: str(READERS)}


def layout_of(delta: DeltaTable) -> int:
    """The layout that a table is of."""
    return _number(delta, _LAYOUT)


def check_readable(delta: DeltaTable, root: str) -> None:
    """Make sure that this release reads a table of a lake rightly.

    Raises:
        UserError: a newer release has written it.
    """
    if _number(delta, _READERS) > LAYOUT:
        raise _newer(delta, root, "read")


def check_writable(delta: DeltaTable, root: str) -> None:
    """Make sure that this release may write a table of a lake.

    Raises:
        UserError: a newer release has written it.
    """
    if layout_of(delta) > LAYOUT:
        raise _newer(delta, root, "write")


def _newer(delta: DeltaTable, root: str, what: str) -> UserError:
    return UserError(
        f"This release cannot {what} the lake '{root}', which a newer one has written (its layout is {layout_of(delta)}, this"
        f" release knows {LAYOUT}): install that release, or name another lake."
    )


def _number(delta: DeltaTable, name: str) -> int:
    text = delta.metadata().configuration.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else OLDEST
