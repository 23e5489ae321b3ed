"""The dashboard below a path, as it is behind a server that has other things as well."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask
from markupsafe import escape

from sales_platform.dashboard.health import LIVE, READY

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_ELSEWHERE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sales platform</title></head><body><main><h1>Nothing is here</h1>
<p role="alert">The dashboard is below <a href="{prefix}/">{prefix}/</a>, as SALES_DASHBOARD_PREFIX says; a server before it must
leave the path of an address as it is.</p></main></body></html>
"""


def below(prefix: str) -> dict[str, str]:
    """Dash's options for links that begin with the prefix; routes do not, for the prefix is taken away before them."""
    return {"requests_pathname_prefix": f"{prefix}/", "routes_pathname_prefix": "/"}


def add_prefix(server: Flask, prefix: str) -> None:
    """Answer below the prefix; without it only the questions of monitors, and a sentence for everybody else.

    Rules and checks of the application see the path after the prefix; ``request.script_root`` has the prefix.

    Args:
        prefix: a path without a slash at its end, or nothing.
    """
    if prefix:
        server.wsgi_app = _below(prefix, server.wsgi_app)  # type: ignore[method-assign, assignment]


def _below(prefix: str, inner: Wsgi) -> Wsgi:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(f"{prefix}/"):
            below = {**environ, "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix, "PATH_INFO": path.removeprefix(prefix)}
            return inner(below, start_response)
        if path in (LIVE, READY):
            return inner(environ, start_response)
        if path == prefix:
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            return _say(start_response, HTTPStatus.PERMANENT_REDIRECT, "", ("Location", f"{prefix}/{query}"))
        return _say(start_response, HTTPStatus.NOT_FOUND, _ELSEWHERE.format(prefix=escape(prefix)))

    return answer


def _say(start_response: Callable[..., Any], status: HTTPStatus, text: str, *headers: tuple[str, str]) -> list[bytes]:
    body = text.encode()
    common = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(f"{status.value} {status.phrase}", [*common, *headers])
    return [body]
