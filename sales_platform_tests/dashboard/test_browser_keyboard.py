"""Each page with the keyboard alone: Tab reaches everything that can be used, each place is named and visible, none is a trap."""

import pytest

from sales_platform_tests.dashboard.served import PAGES, Look, needs_chromium

pytestmark = needs_chromium
MOST_PRESSES = 250
PLACE = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const ids = (e.getAttribute('aria-labelledby') || '').split(' ');
    const name = e.getAttribute('aria-label') || e.textContent || e.value || e.title
        || [...(e.labels || [])].map(label => label.textContent).join(' ')
        || ids.map(id => document.getElementById(id)?.textContent || '').join(' ');
    const group = e.closest('.figure-container[aria-label]')?.getAttribute('aria-label') || '';
    const seen = box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && Number(style.opacity) > 0;
    return {kind: e.className?.toString() || '', tag: e.tagName, name: name.trim(), group, seen};
}"""
BOXES = """[...document.querySelectorAll('.figure-container[aria-label]:has(a[href])')]
    .filter(e => e.checkVisibility()).map(e => e.getAttribute('aria-label'))"""


def walk(look: Look) -> list[dict[str, str]]:
    """Every place that Tab stops at, from the first to the last."""
    places: list[dict[str, str]] = []
    look.page.evaluate("document.body.setAttribute('tabindex', '-1'); document.body.focus()")
    for _ in range(MOST_PRESSES):
        look.page.keyboard.press("Tab")
        place = look.page.evaluate(PLACE)
        if place is None:
            return places
        places.append(place)
    pytest.fail(f"Tab does not leave the page: it is at {places[-1]}")


@pytest.mark.parametrize("name", PAGES)
def test_tab_walks_the_whole_page(look: Look, name: str) -> None:
    look.page.set_viewport_size({"width": 1400, "height": 3000})
    look.open(name, period="all")
    look.page.wait_for_function(f"() => {BOXES}.length > 0")
    places = walk(look)
    assert places[0]["name"] == "Skip to the figures"
    assert [place for place in places if not place["name"] or not place["seen"]] == []
    names = [place["name"] for place in places]
    for needed in ("Overview", "What changed", "Products", "Customers", "Inventory planning", "Data quality", "Filters"):
        assert any(needed in each for each in names), needed
    assert any("Last 12 complete months" in each or place["tag"] == "INPUT" for each, place in zip(names, places, strict=True))
    reached = {place["group"] for place in places}
    assert set(look.page.evaluate(BOXES)) <= reached
    assert (
        len([place for place in places if "dash-dropdown" in place["kind"]]) == look.page.locator("button.dash-dropdown").count()
    )
    charts = look.page.locator(".figure-container:has(.chart-point)").all()
    for chart in charts:
        title = chart.get_attribute("aria-label")
        assert any(place["group"] == title and "chart-point" in place["kind"] for place in places), title
    assert look.problems == []


def test_a_month_is_chosen_by_typing_it_into_an_open_list(look: Look) -> None:
    look.open(period="all")
    look.page.locator("#overview-first-choice").focus()
    look.page.keyboard.press("Enter")
    look.page.locator("input.dash-dropdown-search").wait_for()
    month = look.page.locator(".dash-options-list-option").last.inner_text().strip()
    look.page.keyboard.type(month)
    look.page.wait_for_function("() => document.querySelectorAll('.dash-options-list-option').length === 1")
    look.page.keyboard.press("Enter")
    look.page.wait_for_function("name => document.querySelector('#overview-first-choice').innerText.includes(name)", arg=month)
    look.page.wait_for_function("() => location.search.includes('from=')")


def test_a_grid_is_walked_cell_by_cell_and_left_again(look: Look) -> None:
    look.open("products", period="all")
    look.page.locator("#products-variants .ag-root-wrapper").scroll_into_view_if_needed()
    look.page.locator("#products-variants .ag-row").first.wait_for()
    look.page.locator("#products-variants .ag-row[row-index='0'] [col-id=product]").focus()
    for key, column in (("ArrowRight", "variant"), ("ArrowDown", "variant"), ("ArrowLeft", "product")):
        look.page.keyboard.press(key)
        assert look.page.evaluate("document.activeElement.getAttribute('col-id')") == column
    look.page.keyboard.press("Enter")
    look.page.wait_for_url("**/product?**")
    look.page.locator(".headline-box .headline").wait_for()
    assert look.problems == []
