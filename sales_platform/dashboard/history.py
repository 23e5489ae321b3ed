"""Dagster's history, opened by the few questions that need it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from sales_platform.home import home_folder, prepare_home

if TYPE_CHECKING:
    from dagster import DagsterInstance


@contextmanager
def history(home: Path | None = None) -> Iterator[Optional["DagsterInstance"]]:
    """Dagster's history; None where there is none: it is not made.

    Args:
        home: Dagster's folder; DAGSTER_HOME or its default when None.
    """
    folder = home or home_folder()
    if not (folder / "dagster.yaml").is_file() or not (folder / ".made").exists():
        yield None
        return
    os.environ["DAGSTER_HOME"] = str(folder)
    prepare_home()
    from dagster import DagsterInstance  # noqa: PLC0415 - takes a second, and only such questions need it

    with DagsterInstance.get() as instance:
        yield instance
