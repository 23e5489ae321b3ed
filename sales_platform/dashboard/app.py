"""The dashboard as a WSGI application."""

from pathlib import Path
from typing import Any

import vizro.models as vm
from flask import Flask
from vizro import Vizro

from sales_platform.dashboard.addresses import add_address_check
from sales_platform.dashboard.controls import keep_all_apart
from sales_platform.dashboard.downloads import add_downloads
from sales_platform.dashboard.pages.customers import CUSTOMERS
from sales_platform.dashboard.pages.inventory import INVENTORY
from sales_platform.dashboard.pages.layout import build_page
from sales_platform.dashboard.pages.overview import OVERVIEW
from sales_platform.dashboard.pages.products import PRODUCTS
from sales_platform.dashboard.pages.quality import QUALITY
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.sources import answer

TITLE = "Sales platform"
PAGES = (OVERVIEW, PRODUCTS, CUSTOMERS, INVENTORY, QUALITY)
ASSETS = Path(__file__).with_name("assets")


def build(reader: LakeReader) -> Flask:
    """The dashboard over a lake; everything is served from here."""
    # Without callbacks of one application in another's: Vizro's and Dash's registries are of the process.
    Vizro._reset()  # noqa: SLF001
    app = Vizro(assets_folder=str(ASSETS), serve_locally=True, update_title=None)
    dashboard = vm.Dashboard(
        title=TITLE,
        theme="vizro_light",
        pages=[build_page(reader, parts) for parts in PAGES],
        navigation=vm.Navigation(nav_selector=vm.NavBar(position="top")),
    )
    app.build(dashboard)
    keep_all_apart(app.dash, [parts.name for parts in PAGES])
    app.dash.index_string = app.dash.index_string.replace("<html ", '<html lang="en" ', 1)
    server: Any = app.dash.server
    add_downloads(server, reader, PAGES)
    add_address_check(server, reader, PAGES)
    return server  # type: ignore[no-any-return]


def warm_up(reader: LakeReader) -> None:
    """Answer the first page once, while the browser still loads its scripts: the first answer loads libraries and tables."""
    for piece in OVERVIEW.pieces:
        piece.show(answer(reader, piece.question, {}))
