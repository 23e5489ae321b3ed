"""What is printed: no panics of libraries in Rust among the sentences, and no sign that the terminal's encoding lacks."""

import codecs
import faulthandler
import io
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_PANIC = re.compile(r"^thread '.*' (?:\(\d+\) )?panicked at ")
_OF_PANIC = re.compile(r"^(?:stack backtrace:|note: |\s+\d+: |\s+at )")
_OF_DAGSTER = ("Exception while storing event batch: ", "Falling back to storing multiple single-event storage requests")
_SPELT = {"₹": "INR ", "…": "...", "→": "->", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "x", "\u2019": "'"}
"""What people read instead of a sign."""


class PanicFilter:
    """Takes the panics out of lines of text, with their stacks; a panic is a line that says so, and the one after it."""

    def __init__(self) -> None:
        self._in_panic = self._first = self._blank = False

    def passes(self, line: str) -> str:
        """What is to be printed of a line; a blank line is held back until it is clear that no panic follows it."""
        held, self._blank = "\n" if self._blank else "", False
        if _PANIC.match(line):
            self._in_panic = self._first = True
            return ""
        if self._in_panic:
            if self._first or _OF_PANIC.match(line):
                self._first = False
                return ""
            self._in_panic = False
        if not line.strip():
            self._blank = True
            return held
        return held + line


@contextmanager
def without_panics() -> Iterator[None]:
    """Keep off the standard error what libraries in Rust print there of panics, which an error tells as well.

    They write to the file, past ``sys.stderr``: so that is led past them, and what they write goes through a filter. What ends
    the process at once is reported by the fault handler.
    """
    if not isinstance(sys.stderr, io.TextIOWrapper):
        yield
        return
    kept = os.dup(2)
    reading, writing = os.pipe()
    pump = threading.Thread(target=_pump, args=(reading, kept), name="stderr", daemon=True)
    sys.stderr.flush()
    os.dup2(writing, 2)
    os.close(writing)
    before, sys.stderr = sys.stderr, _text_to(kept, sys.stderr)
    faulthandler.enable(kept)
    pump.start()
    try:
        yield
    finally:
        with suppress(OSError):
            sys.stderr.flush()
        sys.stderr = before
        faulthandler.disable()
        os.dup2(kept, 2)
        pump.join(1)  # another process may have the other end still


class _Told(io.TextIOWrapper):
    """Leaves out what Dagster prints of an error that it raises, too."""

    def write(self, text: str, /) -> int:
        return len(text) if text.startswith(_OF_DAGSTER) else super().write(text)


def _text_to(file: int, like: io.TextIOWrapper) -> io.TextIOWrapper:
    raw = io.open(file, "wb", buffering=0, closefd=False)  # noqa: SIM115, UP020 - of a number, and as long as the process
    return _Told(raw, encoding=like.encoding, errors=like.errors, line_buffering=True)


def _pump(reading: int, to: int) -> None:
    panics = PanicFilter()
    with io.open(reading, encoding="utf-8", errors="replace", newline="") as lines, suppress(OSError):  # noqa: UP020
        for line in lines:
            os.write(to, panics.passes(line).encode())


def spell_out() -> None:
    """Let standard output and error write signs that their encoding lacks in other words, such as INR for the rupee sign."""
    codecs.register_error("spelt", _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="spelt")


def _spelt(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_SPELT.get(sign) or _escaped(sign) for sign in signs), error.end


_escaped: Callable[[str], str] = lambda sign: sign.encode("ascii", "backslashreplace").decode()  # noqa: E731
