"""Folders that take long to make are made once, by whichever process of the tests needs them first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process makes while the others wait for it; to be looked at only.

    Args:
        factory: of the session's temporary folders.
        name: of the folder; no other one of the module that makes it has the name.
        make: fills the folder, which is empty.
    """
    base = factory.getbasetemp()
    common = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made_once"
    common.mkdir(exist_ok=True)
    unique = f"{make.__module__}.{name}"
    folder, made = common / unique, common / f"{unique}.made"
    with (common / f"{unique}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one that failed
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
