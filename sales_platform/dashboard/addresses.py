"""What an address may say: control values that can be chosen, or a page that says what is wrong with them."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

from deltalake.exceptions import DeltaError
from flask import Flask, Response, request
from markupsafe import escape

from sales_platform.dashboard.page import Page
from sales_platform.dashboard.queries.sales import known
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import NothingSelectedError, parse_selection
from sales_platform.errors import UserError

_ENCODED = "b64_"
"""How the value of a control begins in a URL: the rest is JSON in base64 without padding."""
LONGEST_QUERY = 20_000
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sales platform</title>
<style>:root {{ color-scheme: light dark; font-family: Inter, Arial, sans-serif; }}
main {{ max-width: 40rem; margin: 15vh auto; padding: 1rem; }}</style>
</head><body><main><h1>This address cannot be shown</h1><p role="alert">{sentence}</p>
<p><a href="{path}?fresh">Open the page without filters</a></p></main></body></html>
"""
_HEADERS = {
    # The browser itself refuses any other host; Dash and Plotly make styles, scripts and images in the page.
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def add_address_check(server: Flask, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Answer an address whose control values cannot be chosen with a sentence, before the browser acts on them.

    Args:
        pages: the first one is on ``/`` as well.
    """
    by_path = {"/": pages[0], **{f"/{page.name}": page for page in pages}}

    @server.before_request
    def check() -> Response | None:
        page = by_path.get(request.path)
        if page is None:
            return None
        try:
            check_address(reader, page, request.args)
        except UserError as error:
            return Response(_PAGE.format(sentence=escape(str(error)), path=escape(request.path)), 400, mimetype="text/html")
        except (DeltaError, OSError):
            return None  # the page itself says that the lake cannot be read
        return None

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response


def check_address(reader: LakeReader, page: Page, arguments: Mapping[str, str]) -> None:
    """Whether the control values of an address can be chosen; an empty choice can, and so can anything in an empty lake.

    Raises:
        UserError: they cannot.
    """
    controls = controls_in(arguments, page.control_names())
    if not controls or (there := known(reader)) is None:
        return
    for name, value in controls.items():
        if isinstance(value, Unreadable):
            raise UserError(f"The value of '{name}' in the address cannot be read: was the address copied whole?")
    try:
        parse_selection(controls, there)
    except NothingSelectedError:
        return
    page.check(reader, controls)


class Unreadable(str):
    """A control's value that is not written as the dashboard writes it."""

    __slots__ = ()


def controls_in(arguments: Mapping[str, str], names: Mapping[str, str]) -> dict[str, object]:
    """The control values of a query string, by the controls' names.

    Args:
        names: what each control is called in the URL -> its name.
    """
    return {names[key]: decoded(text) for key, text in arguments.items() if key in names}


def decoded(text: str) -> object:
    """The value of a control in a URL; Unreadable when it is not written as Vizro writes it."""
    if not text.startswith(_ENCODED) or len(text) > LONGEST_QUERY:
        return Unreadable(text)
    encoded = text.removeprefix(_ENCODED)
    try:
        return json.loads(base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return Unreadable(text)


def encoded(value: object) -> str:
    """A control's value as it stands in a URL."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return _ENCODED + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
