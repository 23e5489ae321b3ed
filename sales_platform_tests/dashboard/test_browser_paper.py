"""Pages on paper: nothing cut, light colours whatever the theme, every row of the tables, no controls."""

from typing import Any

import pytest

from sales_platform_tests.dashboard.served import PAGES, Look, needs_chromium

pytestmark = needs_chromium
A4 = {"width": 1040, "height": 735}
"""What is between the margins, landscape, in CSS pixels."""
CUT = """() => [...document.querySelectorAll('#page-components *')]
    .filter(e => e.checkVisibility() && !e.closest('.js-plotly-plot') && !e.closest('.visually-hidden'))
    .filter(e => getComputedStyle(e).overflow !== 'visible' || e.getBoundingClientRect().right > window.innerWidth + 1)
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1
        || e.getBoundingClientRect().right > window.innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""
LUMINANCE = """selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => {
    const style = getComputedStyle(e);
    const colour = e instanceof SVGElement ? style.fill : style.color;
    return Math.max(...colour.match(/[0-9.]+/g).slice(0, 3).map(Number));
})"""


@pytest.fixture
def paper(browser: Any, address: str) -> Any:
    """A page of a dark theme."""
    page = browser.new_page()
    page.emulate_media(color_scheme="dark")
    yield Look(page, address)
    page.close()


def put_on_paper(look: Look) -> None:
    look.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    look.page.emulate_media(media="print")
    look.page.set_viewport_size(A4)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_paper_is_light_and_whole(paper: Look, name: str) -> None:
    paper.open(name, period="all")
    paper.page.wait_for_selector("html[data-bs-theme=dark]")
    put_on_paper(paper)
    assert paper.page.evaluate(CUT) == []
    assert paper.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for text in ("#page-title", ".status-line", ".card-value", ".headline", ".js-plotly-plot .xtick text", ".print-table td"):
        assert all(brightest < 140 for brightest in paper.page.evaluate(LUMINANCE, text)), text
    for control in ("#left-side", "#nav-bar", "#theme-toggle", ".figure-footer a"):
        assert not any(each.is_visible() for each in paper.page.locator(control).all())
    assert len(paper.page.pdf()) > 20_000
    paper.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert paper.page.locator(".print-table").count() == 0
    assert paper.page.locator("html[data-bs-theme=dark]").count() == 1
    assert paper.problems == []


def test_the_first_rows_of_a_table_are_on_paper_in_the_order_of_the_screen_with_how_many_more_there_are(paper: Look) -> None:
    paper.open("products", period="all")
    paper.page.locator("#products-variants .ag-row").first.wait_for(state="attached")  # nobody need have scrolled to it
    put_on_paper(paper)
    with paper.page.expect_download() as download:
        paper.page.evaluate("document.querySelector('a[href$=\"/csv/products-variants\"]').click()")
    rows = download.value.path().read_text(encoding="utf-8").splitlines()[1:]
    printed = paper.page.locator("#products-variants .print-table tbody tr")
    assert printed.count() == min(len(rows), 40)
    caption = paper.page.locator("#products-variants .print-table caption")
    assert (caption.count() == 1) == (len(rows) > 40)
    if caption.count():
        assert caption.inner_text() == f"The first 40 of {len(rows)} rows, as sorted on the page; all are in its CSV."
    assert rows[0].split(",")[5] in printed.first.inner_text()
