"""Room for figures and names: nothing is out of sight beside the filters, cut at the edge of a phone, or too small to be read."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from sales_platform_tests.dashboard.served import PAGES, Look, needs_chromium

pytestmark = needs_chromium
PHONE = {"width": 390, "height": 844}
SMALLEST_LETTERS = 9
"""Pixels."""
MANY_COLUMNS = "quality"
"""Its page shows landed rows, with as many columns as their feeds have; where these are many, the table scrolls."""
CUT = """(grid, fits) => [...grid.querySelectorAll(`.ag-header-cell-text, .ag-cell${fits ? ', .ag-header-viewport' : ''}`)]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
    .map(e => `${e.className}: ${e.textContent.slice(0, 80)}`)"""
BAD_TEXTS = """smallest => [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => {
    const edge = chart.getBoundingClientRect();
    return [...chart.querySelectorAll('.bartext, .slicetext, .ytick text, .xtick text')].filter(e => {
        if (!e.checkVisibility()) return false;
        const place = e.getBoundingClientRect();
        const letters = parseFloat(getComputedStyle(e).fontSize) * Math.hypot(e.getCTM().a, e.getCTM().b);
        return place.right > edge.right + 1 || place.left < edge.left - 1 || letters < smallest;
    }).map(e => `${chart.getAttribute('aria-label').slice(0, 30)}: ${e.textContent}`);
})"""


@pytest.mark.parametrize("name", PAGES)
def test_no_column_is_out_of_sight_and_no_word_of_a_table_or_a_chart_is_cut_or_too_small(look: Look, name: str) -> None:
    look.open(name, period="all", compared="before", top=20)
    for grid in look.page.locator(".ag-root-wrapper").all():
        grid.scroll_into_view_if_needed()
        grid.locator(".ag-cell").first.wait_for()
        assert_settles(
            look, partial(grid.evaluate, CUT, name != MANY_COLUMNS)
        )  # the columns get their widths when the table comes into sight
    assert_settles(look, partial(look.page.evaluate, BAD_TEXTS, SMALLEST_LETTERS))
    look.page.set_viewport_size(PHONE)
    look.page.reload()
    look.wait()
    assert_settles(look, partial(look.page.evaluate, BAD_TEXTS, SMALLEST_LETTERS))


def assert_settles(look: Look, wrong: Callable[[], list[str]]) -> None:
    """Nothing is wrong once the page has settled: charts are drawn again when the size of their place is known."""
    deadline = time.monotonic() + 60
    look.page.wait_for_timeout(500)
    while (found := wrong()) and time.monotonic() < deadline:
        look.page.wait_for_timeout(500)
    assert found == []


def test_every_bar_of_the_bridge_has_its_amount_on_a_phone(look: Look) -> None:
    look.page.set_viewport_size(PHONE)
    look.open("changes", period="1-month", compared="before")
    texts = look.page.locator("#changes-bridge .bartext")
    texts.first.wait_for()
    assert [text.count("₹") for text in texts.all_text_contents()] == [1] * 7


def test_a_sentence_that_stands_instead_of_a_chart_has_its_own_height(look: Look) -> None:
    for size in ({"width": 1400, "height": 1000}, PHONE):
        look.page.set_viewport_size(size)
        look.open("customers", period="all", market=["India"])
        place = look.page.locator(".grid-item:has(> * .only-words, > .only-words)", has_text="There is one market only")
        place.wait_for()
        assert place.bounding_box()["height"] < 200
        assert look.page.locator(".grid-item:has(#customers-concentration)").bounding_box()["height"] > 300
