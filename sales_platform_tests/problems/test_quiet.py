"""What reaches the terminal: no panics, and signs that it can show."""

import io
import os
import sys
from pathlib import Path

import pytest

from sales_platform.problems.quiet import PanicFilter, spell_out
from sales_platform_tests.warm import run_warm

PANIC = """
thread 'tokio-rt-worker' (8570) panicked at /src/object_store-0.13.2/src/buffered.rs:369:41:
Already shut down
stack backtrace:
   0: rust_begin_unwind
             at /rustc/library/std/src/panicking.rs:695:5
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
"""
SHORT = "thread '<unnamed>' panicked at src/lib.rs:1:2:\ncalled `Option::unwrap()` on a `None` value\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (PANIC, ""),
        (PANIC + PANIC, ""),
        (SHORT + SHORT, ""),
        (f"before\n{PANIC}after\n", "before\nafter\n"),
        ("one\n\ntwo\n", "one\n\ntwo\n"),
        ("WARNING: a native library has something to say\n", "WARNING: a native library has something to say\n"),
    ],
)
def test_only_panics_are_taken_out(text: str, left: str) -> None:
    panics = PanicFilter()
    assert "".join(panics.passes(line) for line in text.splitlines(keepends=True)) == left


def test_a_panic_that_a_library_prints_is_kept_off_the_terminal_and_all_else_is_not(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from sales_platform.problems.quiet import without_panics\n"
        "with without_panics():\n"
        f"    os.write(2, {(PANIC + 'a warning' + chr(10)).encode()!r})\n"
        "    print('a sentence', file=sys.stderr)\n"
        "print('after', file=sys.stderr)\n"
    )
    done = run_warm((), {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}, tmp_path, code)
    assert sorted(done.stderr.splitlines()) == ["a sentence", "a warning", "after"]


def test_signs_that_the_encoding_lacks_are_spelt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    spell_out()
    print("₹1,250 – Café → \udcff")  # noqa: T201 - what is tested
    assert written.getvalue() == b"INR 1,250 - Caf\\xe9 -> \\udcff\n"
