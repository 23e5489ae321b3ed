"""The report as PDF, printed by the machine's Chromium, which asks nothing of the network."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sales_platform.errors import OutsideError, UserError

VARIABLE = "SALES_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120
_HOW = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--disable-extensions",
)


def chromium(environment: Mapping[str, str] = os.environ) -> str:
    """The browser that prints.

    Raises:
        UserError: there is none.
    """
    named = environment.get(VARIABLE)
    found = next(filter(None, (shutil.which(name, path=environment.get("PATH")) for name in ([named] if named else NAMES))), None)
    if found is not None:
        return found
    if named:
        raise UserError(f"{VARIABLE} is '{named}', which is no program on this machine: name Chromium or Chrome.")
    raise UserError(
        f"A PDF needs Chromium, which is not on this machine: install it (Debian: apt-get install chromium), name one with"
        f" {VARIABLE}, or take --format html."
    )


def as_pdf(html: str, browser: str) -> bytes:
    """A document as PDF.

    Args:
        html: a whole document that needs nothing else.
        browser: of ``chromium``.

    Raises:
        OutsideError: the browser failed.
    """
    with TemporaryDirectory(prefix="sales_report_") as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(html, encoding="utf-8")
        said = _print(
            [
                browser,
                *_HOW,
                *_unsafe_for_root(),
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={target}",
                source.as_uri(),
            ]
        )
        if not target.is_file():
            raise OutsideError(f"Chromium ('{browser}') made no PDF ({said}): try it by hand, or take --format html.")
        return target.read_bytes()


def _unsafe_for_root() -> Sequence[str]:
    """Chromium refuses to start as root with its sandbox; what it opens is our own document, without scripts."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


def _print(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, errors="replace")  # noqa: S603 - the operator's browser
    except subprocess.TimeoutExpired:
        return f"it did not end within {SECONDS} seconds"
    except OSError as error:
        return error.strerror or "it cannot be started"
    return next(iter(reversed(done.stderr.strip().splitlines())), f"exit code {done.returncode}")[:200]
