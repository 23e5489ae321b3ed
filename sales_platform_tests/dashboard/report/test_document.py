"""The report as a document: it asks nothing of anybody, names are data, each chart has words and a table."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.document import monthly_report
from sales_platform.dashboard.report.markup import Html, el
from sales_platform.settings import known_dashboard_url
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.served import needs_chromium
from sales_platform_tests.dashboard.small_lake import FORECAST, QUARANTINE, forecast, sale, write, write_sales
from sales_platform_tests.dashboard.test_browser_wcag import AXE, RULES, axe_script

MONTH = date(2025, 7, 1)
FILES = pa.schema(
    [("month", pa.date32()), *((name, pa.string()) for name in ("company", "feed", "_file", "reason")), ("size", pa.int64())]
)
EVIL = "<script>alert('x')</script> & \"Söhne\""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A month beside one a year before, with names that would be markup, a forecast and rows in quarantine."""
    lake = Lake(str(tmp_path_factory.mktemp("document") / "lake"))
    names = {"product": EVIL, "customer": EVIL, "division": EVIL, "variant": EVIL}
    sold = [sale(month, "A", "1", pieces, "100.00") for month, pieces in (("2024-07", 10), ("2025-07", 25))]
    write_sales(lake, [{**row, **names} for row in sold])
    write(lake, "gold", "demand_forecast", [forecast("2025-08", "A", 30, "2.00", until="2025-07")], FORECAST)
    row = {"month": MONTH, "company": "atlon", "feed": "atlon_sales", "_file": EVIL, "_row": 1, "raw": "{}"}
    write(lake, "quarantine", "sales", [{**row, "reasons": ["unknown_product"]}], QUARANTINE)
    stray = {"month": MONTH, "company": None, "feed": None, "_file": EVIL, "size": 1, "reason": "in the folder of no feed"}
    write(lake, "quarantine", "files", [stray], FILES)
    return monthly_report(LakeReader(lake), MONTH).html


class Elements(HTMLParser):
    """The elements of a document, in order, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_names_from_files_are_data(document: str) -> None:
    assert "<script" not in document
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;Söhne&quot;" in document


def test_nothing_is_asked_of_anybody(document: str) -> None:
    loads = {"src", "href", "srcset", "data", "action", "background", "poster"}
    assert [(tag, attributes) for tag, attributes in Elements(document).found if loads & attributes.keys()] == []
    assert "url(" not in document
    assert "@import" not in document
    assert "default-src &#x27;none&#x27;" in document


def test_links_lead_to_the_same_months_at_the_dashboard_where_its_address_is_known(tmp_path: Path) -> None:
    write_sales(lake := Lake(str(tmp_path / "lake")), [sale("2025-07", "A", "1", 10, "100.00")])
    made = monthly_report(LakeReader(lake), MONTH, "atlon", dashboard="https://sales.example/figures")
    links = [attributes["href"] for tag, attributes in Elements(made.html).found if tag == "a"]
    months = "?from=2025-07&to=2025-07&company=atlon"
    assert links == [f"https://sales.example/figures/{page}{months}" for page in ("", "changes", "quality")]


@pytest.mark.parametrize(
    ("said", "address"), [({}, None), ({"SALES_DASHBOARD_URL": "https://sales.example/"}, "https://sales.example")]
)
def test_a_report_for_a_mail_links_to_the_address_that_is_set_and_never_to_one_of_this_machine(
    said: dict[str, str], address: str | None
) -> None:
    assert known_dashboard_url(said) == address


def test_every_chart_has_a_name_a_sentence_and_a_table(document: str) -> None:
    found = Elements(document).found
    charts = [attributes for tag, attributes in found if tag == "svg"]
    assert len(charts) == 4
    ids = {attributes["id"] for _, attributes in found if "id" in attributes}
    for chart in charts:
        assert chart["role"] == "img"
        assert set(str(chart["aria-labelledby"]).split()) <= ids
    for section in document.split("<section>")[1:]:
        assert section.count("<table>") >= section.count("<svg")


def test_headings_have_no_gap_and_one_is_the_first(document: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", document)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_reasons_and_feeds_have_the_names_of_the_business(document: str) -> None:
    assert "Unknown product" in document
    assert "Atlon, sales" in document
    assert "unknown_product" not in document
    assert "atlon_sales" not in document


def test_the_same_lake_gives_the_same_document(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, [sale("2025-07", "A", "1", 10, "100.00")])
    first, second = (monthly_report(LakeReader(lake), MONTH).html for _ in range(2))
    assert first == second


def test_a_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", "<b>", el("b", 1), None, ["x", Html("<i>")], class_="a", aria_label='"') == (
        '<p class="a" aria-label="&quot;">&lt;b&gt;<b>1</b>x<i></p>'
    )


@needs_chromium
@pytest.mark.skipif(AXE is None, reason="there is no axe-playwright-python: install requirements-dev.lock")
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_in_it_breaks_a_rule_of_level_a_or_aa_or_sticks_out(
    browser: Any, document: str, tmp_path: Path, width: int
) -> None:
    # without the policy of the document, which lets no checker in
    (tmp_path / "report.html").write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", document), "utf-8")
    page = browser.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate(axe_script())
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]] == []
    assert wide <= width
