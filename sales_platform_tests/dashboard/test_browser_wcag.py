"""axe-core, an independent checker, finds nothing of level A or AA of WCAG 2.2 on any page, light or dark."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sales_platform_tests.dashboard.served import PAGES, Look, needs_chromium

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOWS_ALL = {"width": 1400, "height": 3500}
"""A grid makes its cells when it is seen."""
AXE = find_spec("axe_playwright_python")
pytestmark = [
    needs_chromium,
    pytest.mark.skipif(AXE is None, reason="there is no axe-playwright-python: install requirements-dev.lock"),
]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_breaks_a_rule_of_level_a_or_aa(look: Look, name: str) -> None:
    look.page.set_viewport_size(SHOWS_ALL)
    look.open(name, period="all")
    look.page.evaluate(axe_script())
    assert broken(look) == []
    look.page.click("#theme-toggle")
    look.page.wait_for_selector("html[data-bs-theme=dark]")
    look.wait()
    assert broken(look) == []


def axe_script() -> str:
    """The checker, which runs in the page."""
    assert AXE is not None
    assert AXE.origin is not None
    return (Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def broken(look: Look) -> list[str]:
    """The rules that are broken, each with the first place, once each grid has made its header."""
    look.page.wait_for_function("() => [...document.querySelectorAll('.ag-header-row')].every(row => row.children.length > 0)")
    found: dict[str, Any] = look.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]]
