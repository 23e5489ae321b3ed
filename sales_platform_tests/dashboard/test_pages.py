"""Pages are found by loading: a page is a module in dashboard/pages, and there is no list of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from sales_platform.dashboard import pages
from sales_platform.dashboard.app import build
from sales_platform.dashboard.found_pages import found_pages, in_order
from sales_platform.dashboard.reading import LakeReader
from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import sale, write_sales

MODULE = """
import pyarrow as pa
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.pieces import table

PAGE = Page(
    name="returns",
    title="Returns",
    order=5,
    pieces=(table("returns-all", "All returns", lambda *_: pa.table({"rows": [7]}), lambda frame: frame, "", (1, 5, 0, 5)),),
)
"""


@pytest.fixture
def more_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules are pages as well."""
    folder = tmp_path / "pages"
    folder.mkdir()
    monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(folder)])
    return folder


def test_every_page_is_found_in_its_order() -> None:
    assert [page.name for page in found_pages()] == [
        "overview",
        "changes",
        "products",
        "customers",
        "inventory",
        "quality",
        "product",
        "customer",
    ]


def test_the_page_of_a_new_module_is_served_and_the_one_of_the_lowest_order_is_the_home_page(
    more_pages: Path, tmp_path: Path
) -> None:
    (more_pages / "returns_page.py").write_text(MODULE)
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, [sale("2025-07", "A", "1", 10, "100.00")])
    client = build(LakeReader(lake)).test_client()
    home = client.get("/").get_data(as_text=True)
    assert 'data-home-page="returns" data-filters="period from to company ' in home
    answer = client.get("/returns?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?x=1")
    assert client.get("/overview").status_code == 200
    assert client.get("/csv/returns-all").get_data(as_text=True) == "Rows\n7\n"


def test_a_module_without_a_page_is_pointed_out(more_pages: Path) -> None:
    (more_pages / "only_helpers.py").write_text("X = 1\n")
    with pytest.raises(UserError, match="The module 'only_helpers' in dashboard/pages declares no page"):
        found_pages()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Sales & more"}, "needs a name of small letters"),
        ({"name": "changes"}, "Two pages are called 'changes'"),
        ({"name": "other"}, "Two pieces of pages are called 'overview-channels'"),
    ],
)
def test_pages_that_do_not_fit_together_are_refused(changes: dict[str, str], sentence: str) -> None:
    first, second, *_ = found_pages()
    with pytest.raises(UserError, match=sentence):
        in_order([first, second, replace(first, **changes)])  # type: ignore[arg-type]


def test_a_dashboard_without_pages_is_refused() -> None:
    with pytest.raises(UserError, match="has no page"):
        in_order([])
