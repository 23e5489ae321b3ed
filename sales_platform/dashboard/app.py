"""The dashboard as a WSGI application."""

from pathlib import Path
from typing import Any
from urllib.parse import urlunsplit

import vizro.models as vm
from flask import Flask, Response, redirect, request
from vizro import Vizro

from sales_platform.dashboard.address_check import add_address_check
from sales_platform.dashboard.browser_facts import index_page
from sales_platform.dashboard.chart_tables import add_chart_tables
from sales_platform.dashboard.compression import add_compression
from sales_platform.dashboard.controls import make_exclusive
from sales_platform.dashboard.downloads import add_downloads
from sales_platform.dashboard.failures import add_failures
from sales_platform.dashboard.find_rows import add_finding
from sales_platform.dashboard.following_options import add_following_options
from sales_platform.dashboard.found_pages import found_pages
from sales_platform.dashboard.health import add_health
from sales_platform.dashboard.metrics import add_metrics
from sales_platform.dashboard.page import Page, build_page
from sales_platform.dashboard.page_answers import answer_or_message
from sales_platform.dashboard.prefix import add_prefix, below
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.route import add_reports
from sales_platform.memory import keep_what_is_loaded
from sales_platform.web_place import dashboard_prefix

TITLE = "Sales platform"
ASSETS = Path(__file__).with_name("assets")


def build(reader: LakeReader) -> Flask:
    """The dashboard over a lake; everything is served from here."""
    pages, prefix = found_pages(), dashboard_prefix()
    # Vizro and Dash keep their registries in the process: an application would get the callbacks of an earlier one.
    Vizro._reset()  # noqa: SLF001
    app = Vizro(assets_folder=str(ASSETS), serve_locally=True, update_title=None, **below(prefix))
    built = [build_page(reader, page) for page in pages]
    dashboard = vm.Dashboard(
        title=TITLE,
        theme="vizro_light",
        pages=built,
        navigation=vm.Navigation(pages=[page.name for page in pages if page.listed], nav_selector=vm.NavBar(position="top")),
    )
    app.build(dashboard)
    make_exclusive(app.dash, {page.name: page.filters for page in pages})
    add_following_options(app.dash, reader, pages)
    app.dash.index_string = index_page(app.dash.index_string, built, prefix)
    server: Any = app.dash.server
    add_compression(server)  # first, so that it sees answers last
    add_downloads(server, reader, pages)
    add_chart_tables(server, reader, pages)
    add_address_check(server, reader, pages)
    add_health(server, reader, pages)
    add_failures(server)
    add_metrics(server, reader)
    add_reports(server, reader)
    add_finding(server, reader)
    _add_name_of_home_page(server, pages[0])
    add_prefix(server, prefix)
    keep_what_is_loaded()
    return server  # type: ignore[no-any-return]


def _add_name_of_home_page(server: Flask, home: Page) -> None:
    """Redirect the home page's name to ``/``, where Vizro serves its first page: links need not know which page that is."""

    def to_home() -> Response:
        return redirect(urlunsplit(("", "", f"{request.script_root}/", request.query_string.decode(), "")))  # type: ignore[return-value]

    server.add_url_rule(f"/{home.name}", "home_page_by_name", to_home)


def warm_up(reader: LakeReader) -> None:
    """Answer the home page once, while the browser still loads its scripts: the first answer loads libraries and tables."""
    for piece in found_pages()[0].pieces:
        piece.show(answer_or_message(reader, piece.question, {}))
