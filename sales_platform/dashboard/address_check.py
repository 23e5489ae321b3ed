"""Check the filter values in an address that somebody has shared or typed: bad ones are answered with a sentence."""

from collections.abc import Sequence

from flask import Flask, Response, request
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from sales_platform.dashboard.page import Page
from sales_platform.dashboard.queries.sales import choices
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import NothingSelectedError, parse_selection
from sales_platform.dashboard.url_values import Unreadable, controls_in
from sales_platform.errors import UserError
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed
from sales_platform.web_place import framing_origins

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sales platform</title>
<style>:root {{ color-scheme: light dark; font-family: Inter, Arial, sans-serif; }}
main {{ max-width: 40rem; margin: 15vh auto; padding: 1rem; }}</style>
</head><body><main><h1>This address cannot be shown</h1><p role="alert">{sentence}</p>
<p><a href="{path}?fresh">Open the page without filters</a></p></main></body></html>
"""
_HEADERS = {
    # The browser loads nothing from other hosts; Dash and Plotly create styles, scripts and images in the page.
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors {}",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def add_address_check(server: Flask, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Answer an address whose control values cannot be chosen with a sentence, before the browser acts on them.

    Args:
        pages: the first one is on ``/`` as well.
    """
    policy = _HEADERS["Content-Security-Policy"].format(" ".join(("'self'", *framing_origins())))
    by_path = {"/": pages[0], **{f"/{page.name}": page for page in pages}}

    @server.before_request
    def check() -> Response | None:
        page = by_path.get(request.path)
        if page is None:
            return None
        if not _can_be_read(reader):
            return None  # the page says why
        try:
            check_address(reader, page, request.args)
        except UserError as error:
            return Response(
                _PAGE.format(sentence=escape(str(error)), path=escape(request.script_root + request.path)),
                400,
                mimetype="text/html",
            )
        return None

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.update({**_HEADERS, "Content-Security-Policy": policy})
        return response


def _can_be_read(reader: LakeReader) -> bool:
    try:
        with all_told(Deed(place="the lake")):
            choices(reader)
    except SENTENCES:
        return False
    return True


def check_address(reader: LakeReader, page: Page, arguments: MultiDict[str, str]) -> None:
    """Check that the control values of an address can be chosen; none is allowed too, and any while the lake is empty.

    Raises:
        UserError: they cannot.
    """
    controls = controls_in(arguments, page.control_names())
    if not controls or (available := choices(reader)) is None:
        return
    for name, value in controls.items():
        if isinstance(value, Unreadable):
            raise UserError(f"The value of '{name}' in the address cannot be read: was the address copied completely?")
    try:
        parse_selection(controls, available)
    except NothingSelectedError:
        return
    page.check(reader, controls)
