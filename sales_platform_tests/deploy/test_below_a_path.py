"""The dashboard below a path, behind a server with a login, and in a frame of another site."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sales_platform.errors import UserError
from sales_platform.settings import DEFAULT_DASHBOARD_URL, Settings
from sales_platform.web_place import dashboard_prefix, framing_origins
from sales_platform_tests.dashboard.served import PAGES, SHOWN, Look, chromium, dashboard, needs_chromium
from sales_platform_tests.deploy.reverse_proxy import PASSWORD, USER, Proxy, portal, reverse_proxy
from sales_platform_tests.platform_runs import Workplace

PREFIX = "/bi/sales"


@dataclass
class Place:
    behind: str
    proxy: Proxy
    other_site: str
    shown: dict[str, str]


@pytest.fixture(scope="module")
def place(sample: Workplace) -> Iterator[Place]:
    with portal() as (other_site, shown):
        variables = {"SALES_DASHBOARD_PREFIX": f"{PREFIX}/", "SALES_DASHBOARD_EMBED": other_site}
        with (
            dashboard(str(sample.folder / "lake"), sample.folder, **variables) as behind,
            reverse_proxy(behind, PREFIX) as proxy,
        ):
            yield Place(behind, proxy, other_site, shown)


@pytest.fixture(scope="module")
def logged_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    login = {"username": USER, "password": PASSWORD}
    with chromium(tmp_path_factory.mktemp("logged_in"), http_credentials=login) as browser:
        yield browser


@pytest.fixture
def look(logged_in: Any, place: Place) -> Iterator[Look]:
    page = logged_in.new_page()
    yield Look(page, place.proxy.address + PREFIX)
    page.close()


def ask(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - the test's own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@needs_chromium
def test_pages_links_files_and_callbacks_work_below_the_path_behind_a_login(look: Look, place: Place) -> None:
    for name in PAGES:
        look.open(name)
        assert "version" in look.status(), name
        hrefs = look.page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        assert hrefs
        assert [href for href in hrefs if not href.startswith(f"{PREFIX}/")] == [], name
    look.open()
    look.page.get_by_role("radio", name="All months").click()
    look.page.get_by_role("button", name="All months: ").wait_for()
    look.page.get_by_role("link", name="Customers", exact=True).click()
    look.page.locator("#page-title", has_text="Customers").wait_for()
    look.page.locator(SHOWN, has_text="All months").wait_for()
    assert look.page.url.startswith(f"{look.base}/customers?")
    with look.page.expect_download() as download:
        look.page.get_by_role("link", name="Download By channel as CSV").click()
    assert download.value.url.startswith(f"{look.base}/csv/")
    look.wait()
    assert look.problems == []
    assert place.proxy.elsewhere == []


@needs_chromium
def test_a_site_that_is_named_shows_it_in_a_frame(look: Look, place: Place) -> None:
    place.shown["shown"] = f"{look.base}/"
    look.page.goto(place.other_site)
    look.page.frame_locator("iframe").locator(".figure-card").first.wait_for()
    assert look.problems == []


def test_monitors_are_answered_below_the_path_and_without_it(place: Place) -> None:
    for address in (f"{place.behind}{PREFIX}/health/live", f"{place.behind}/health/live"):
        assert json.loads(ask(address)[1]) == {"status": "alive"}
    for address in (f"{place.behind}{PREFIX}/health/ready", f"{place.behind}/health/ready"):
        assert json.loads(ask(address)[1]) == {"status": "ready"}


def test_an_address_outside_of_the_path_is_answered_with_the_way_to_it(place: Place) -> None:
    for path in ("/", "/customers", "/bi/salesmen"):
        status, text = ask(place.behind + path)
        assert status == 404
        assert f'<a href="{PREFIX}/">' in text
    with urllib.request.urlopen(f"{place.behind}{PREFIX}?channel=Retailer") as answer:  # noqa: S310 - the test's own server
        assert answer.url == f"{place.behind}{PREFIX}/?channel=Retailer"
    with urllib.request.urlopen(f"{place.behind}{PREFIX}/overview") as answer:  # noqa: S310
        assert answer.url == f"{place.behind}{PREFIX}/"
    assert ask(f"{place.behind}{PREFIX}/nothing")[0] == 404
    status, text = ask(f"{place.behind}{PREFIX}/products?market=none")
    assert status == 400
    assert f'href="{PREFIX}/products?fresh"' in text


def test_no_other_site_may_frame_it_unless_it_is_named(place: Place, address: str) -> None:
    def ancestors(asked: str) -> str:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - the test's own server
            return str(answer.headers["Content-Security-Policy"]).partition("frame-ancestors ")[2]

    assert ancestors(f"{address}/") == "'self'"
    assert ancestors(f"{place.behind}{PREFIX}/") == f"'self' {place.other_site}"


@pytest.mark.parametrize("written", ["sales", "/a b", "/../x", "//host", "/x?y", "/x'\"", "/ä"])
def test_what_is_no_path_is_refused(written: str) -> None:
    with pytest.raises(UserError, match=r"SALES_DASHBOARD_PREFIX is '.*', which is not a path: write it like '/sales'"):
        dashboard_prefix({"SALES_DASHBOARD_PREFIX": written})


@pytest.mark.parametrize(
    "written", ["*", "portal.example.com", "https://x/page", "https://x; script-src *", "javascript:x", "'none'"]
)
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(UserError, match="which is not the origin of a site"):
        framing_origins({"SALES_DASHBOARD_EMBED": written})


def test_several_origins_have_commas_or_spaces_between() -> None:
    written = "https://a.example.com, http://localhost:3000  https://b.example.com"
    assert framing_origins({"SALES_DASHBOARD_EMBED": written}) == (
        "https://a.example.com",
        "http://localhost:3000",
        "https://b.example.com",
    )
    assert framing_origins({}) == ()


def test_people_are_sent_to_the_path() -> None:
    assert Settings.from_environment({"SALES_DASHBOARD_PREFIX": "/sales"}).dashboard_url == f"{DEFAULT_DASHBOARD_URL}/sales"
    both = {"SALES_DASHBOARD_PREFIX": "/sales/", "SALES_DASHBOARD_URL": "https://bi.example.com/sales/"}
    assert Settings.from_environment(both).dashboard_url == "https://bi.example.com/sales"


@pytest.mark.parametrize(
    ("prefix", "url", "sentence"),
    [
        ("/sales", "https://bi.example.com", "the dashboard is below '/sales'"),
        ("/sales", "https://bi.example.com/other", "the dashboard is below '/sales'"),
        ("", "https://bi.example.com/sales", "set SALES_DASHBOARD_PREFIX to '/sales', or leave it out"),
    ],
)
def test_an_address_that_is_not_where_the_dashboard_is_is_refused(prefix: str, url: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        Settings.from_environment({"SALES_DASHBOARD_PREFIX": prefix, "SALES_DASHBOARD_URL": url})
