"""A table is opened: it is there, it is not, or a sentence says why nobody knows."""

from collections.abc import Callable

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from sales_platform.errors import UserError
from sales_platform.problems.causes import DENIED, OF_TABLES
from sales_platform.problems.edge import shows, told_chain
from sales_platform.problems.found import Deed
from sales_platform.problems.raised import one_line, raised_chain


def opened(load: Callable[[], DeltaTable], root: str, table: tuple[str, str]) -> DeltaTable | None:
    """What a function loads that opens a table of a lake, or None when there is no such table.

    Raises:
        UserError: something is there that is not a Delta table, or that this account may not read.
        OutsideError: the disk or the object store failed.
    """
    try:
        return load()
    except TableNotFoundError as error:
        if shows(DENIED, error):  # delta-rs says so as well of a folder that it may not look into
            raise _not_opened(root, table, error) from error
        return None
    except (DeltaError, OSError) as error:
        raise _not_opened(root, table, error) from error


def _not_opened(root: str, table: tuple[str, str], error: Exception) -> Exception:
    where = f"the table {'/'.join(table)} in the lake '{root}'"
    if told := told_chain(raised_chain(error), Deed(place=where), but=OF_TABLES):
        return told
    problem = one_line(str(error).splitlines()[0])
    return UserError(f"T{where[1:]} cannot be opened ({problem}): restore it, or name another lake.")
