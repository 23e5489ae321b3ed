"""The report as PDF, by the machine's Chromium."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from sales_platform.dashboard.report.pdf import as_pdf, chromium
from sales_platform.errors import OutsideError, UserError

CHROMIUM = shutil.which("chromium")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: install the Debian package chromium")
def test_a_document_becomes_a_pdf() -> None:
    made = as_pdf("<!doctype html><html lang='en'><title>A</title><body><p>One page</p></body></html>", chromium())
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")


def test_a_machine_without_a_browser_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"A PDF needs Chromium, which is not on this machine: install it .* or take --format html"
    ):
        chromium({"PATH": str(tmp_path)})


def test_a_setting_that_names_no_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="SALES_CHROMIUM is '/nowhere', which is no program on this machine"):
        chromium({"PATH": str(tmp_path), "SALES_CHROMIUM": "/nowhere"})


def test_the_setting_comes_before_what_the_machine_has(tmp_path: Path) -> None:
    own = program(tmp_path / "own", "exit 0")
    assert chromium({**os.environ, "SALES_CHROMIUM": own}) == own


def test_a_browser_that_fails_is_one_sentence_with_what_it_said(tmp_path: Path) -> None:
    broken = program(tmp_path / "broken", "echo 'no display' >&2; exit 3")
    with pytest.raises(OutsideError, match=r"made no PDF \(no display\)"):
        as_pdf("<p>x</p>", broken)


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)
