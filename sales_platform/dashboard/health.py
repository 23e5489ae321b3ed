"""What monitors ask of the dashboard: is the process alive, can the lake be read; and no page under addresses that have none."""

from collections.abc import Sequence

from flask import Flask, Response, jsonify, request

from sales_platform.dashboard.page import Page
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed

LIVE, READY = "/health/live", "/health/ready"
_ANY_PATH = "/<path:path>"
"""Dash's rule for whatever no other rule is for; it answers with the application."""


def add_health(server: Flask, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Serve both questions; an address of nothing is answered with status 404."""
    paths = {f"/{page.name}" for page in pages}

    def live() -> Response:
        return jsonify(status="alive")

    def ready() -> tuple[Response, int]:
        problem = _problem(reader)
        return (jsonify(status="ready"), 200) if problem is None else (jsonify(status="not ready", why=problem), 503)

    server.add_url_rule(LIVE, "health_live", live)
    server.add_url_rule(READY, "health_ready", ready)

    @server.after_request
    def unknown(response: Response) -> Response:
        if str(request.url_rule) == _ANY_PATH and request.path.rstrip("/") not in paths and response.status_code == 200:  # noqa: PLR2004
            response.status_code = 404
        return response


def _problem(reader: LakeReader) -> str | None:
    """Why the figures cannot be read, in one sentence."""
    try:
        with all_told(Deed(place="the lake")):
            return None if reader.version(SALES) is not None else "There are no figures in the lake yet."
    except SENTENCES as error:
        return str(error)
