"""Definitions that were taken from a module's source, kept beside its compiled code: making them takes longer than all the rest.

A file of them is of one source text, one module name, one version of Python and of what makes them; else it is not used. Whoever
may write it may write the compiled code as well. Where nothing can be written, definitions are made anew by each process.
"""

import hashlib
import importlib.util
import json
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_MAKER = Path(__file__).with_name("source.py")
"""Makes the definitions; what another version of it has made is not used either."""


class Kept:
    """The definitions of one module, by the place of each.

    Args:
        module: its name.
        path: of its source.
        source: the text that is in force.
    """

    def __init__(self, module: str, path: str, source: bytes) -> None:
        self._key = hashlib.sha256(f"{module}\n{sys.version}\n".encode() + _maker() + source).hexdigest()
        self._path = _beside_compiled(path)
        self._entries, self._new = _read(self._path, self._key), False

    def get(self, place: str) -> Any:  # noqa: ANN401 - of JSON
        """What was kept of a place; raises KeyError when nothing was."""
        return self._entries[place]

    def add(self, place: str, value: Any) -> None:  # noqa: ANN401 - for JSON
        """To be kept."""
        self._entries[place], self._new = value, True

    def write(self) -> None:
        """Write what is new, in one step, where that is possible."""
        if not self._new or self._path is None or sys.dont_write_bytecode:
            return
        self._new = False
        part = self._path.with_suffix(f".{os.getpid()}.part")
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            part.write_text(json.dumps({"key": self._key, "definitions": self._entries}), encoding="utf-8")
            part.replace(self._path)


@cache
def _maker() -> bytes:
    return _MAKER.read_bytes()


def _beside_compiled(path: str) -> Path | None:
    with suppress(NotImplementedError):  # an interpreter that keeps no compiled code
        return Path(importlib.util.cache_from_source(path)).with_suffix(".definitions.json")
    return None


def _read(path: Path | None, key: str) -> dict[str, Any]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        held = json.loads(path.read_bytes()) if path is not None else {}
        if held["key"] == key:
            return dict(held["definitions"])
    return {}
