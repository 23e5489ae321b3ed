"""The real command in a process of its own, and Chromium looking at it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sales_platform.dashboard.found_pages import found_pages
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.url_values import encoded
from sales_platform.storage.lake import Lake
from sales_platform_tests.s3_servers import free_port

CHROMIUM = Path("/usr/bin/chromium")
SHOWN = ".status-line, .message-box"
PATIENCE = 60_000
CLICK_PATIENCE = 3_000
"""Milliseconds after which a click that has chosen nothing has met nothing."""
PAGES = ("", *[page.name for page in found_pages()[1:]])
STILL = """const still = new CSSStyleSheet();
still.replaceSync('.dash-default-spinner *, .progress-indicator { animation: none !important; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];"""
"""What turns while a page waits is drawn by the processor, sixty times a second, in the time that the page waits for."""
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}: install Debian's chromium")


def ask(lake: Lake, sql: str, table: tuple[str, str] = SALES) -> Any:
    """The only value of an answer over sales_enriched, or another table."""
    answer = lake.query(sql, t=table)
    assert answer is not None
    return answer.column(0).to_pylist()[0]


@contextmanager
def dashboard(lake: str, home: Path, **variables: str) -> Iterator[str]:
    """The address of ``sales-platform dashboard`` over a lake, while it runs, with more variables of the environment."""
    command = [str(Path(sys.executable).with_name("sales-platform")), "dashboard", "--port", str(free_port()), "--lake", lake]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    environment = {**kept, "DAGSTER_HOME": str(home), "PYTHONUNBUFFERED": "1", **variables}
    with subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
            assert found, f"the dashboard did not start: {line}"
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def chromium(profile: Path, **options: Any) -> Iterator[Any]:
    """Chromium with a profile in a folder, as people have it: without one, it would compile all scripts again for every page.

    Args:
        profile: the folder; Chromium makes it when it is not there.
        options: of Playwright, for all pages.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            viewport={"width": 1400, "height": 1000},
            **options,
        )
        started.add_init_script(STILL)
        yield started
        started.close()


@dataclass
class Look:
    """A page in the browser, and everything that went wrong on it.

    Attributes:
        page: Playwright's.
        base: the dashboard's address.
        problems: errors of the console, requests to other hosts, answers that are errors.
    """

    page: Any
    base: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self._note(message.type == "error", f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"error: {error}"))
        self.page.on("request", lambda request: self._note(not _is_local(request.url), f"request to {request.url}"))
        self.page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status} from {answer.url}"))

    def _note(self, wrong: bool, problem: str) -> None:
        if wrong:
            self.problems.append(problem)

    def open(self, name: str = "", /, **controls: object) -> "Look":
        """Open a page with control values in its address, and wait until it shows something."""
        page = name or "overview"
        query = "&".join(f"{page}-{key}={encoded(value)}" for key, value in controls.items())
        self.page.goto(f"{self.base}/{name}?{query}")
        return self.wait()

    def wait(self) -> "Look":
        """Wait until the page shows something, and no callback is under way."""
        self.page.locator(SHOWN).first.wait_for()
        self.page.wait_for_load_state("networkidle")
        return self

    def click_bar(self, chart: str, chosen: Any) -> str:
        """Click the first bar of a chart until the click has chosen something, and return what.

        A chart is drawn again when its page has settled: a click at that moment meets the place where the bar was.
        """
        from playwright.sync_api import TimeoutError as NothingChosen  # noqa: PLC0415 - only where there is a browser

        bar = self.page.locator(f"#{chart} .bars .point path").first
        deadline = time.monotonic() + PATIENCE / 1000
        while not chosen.is_visible() and time.monotonic() < deadline:
            bar.click(force=True)
            with suppress(NothingChosen):
                chosen.wait_for(timeout=CLICK_PATIENCE)
        return str(chosen.inner_text()).strip()

    def cards(self) -> dict[str, str]:
        """The cards: title -> value."""
        cards = self.page.locator(".figure-card").all()
        return {card.locator("dt").inner_text(): card.locator(".card-value").inner_text() for card in cards}

    def exact(self, title: str) -> str:
        """What stands below the value of a card."""
        return str(self.page.locator(".figure-card", has_text=title).locator(".card-exact").inner_text())

    def status(self) -> str:
        """The status line, or the sentence there is instead."""
        return str(self.page.locator(SHOWN).first.inner_text())


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"
