"""A small server that stands before the dashboard as a real one would: a login, a path, and other things beside it."""

import base64
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import urlsplit

USER, PASSWORD = "reader", "let me in"
LOGIN = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
_OF_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Proxy:
    """A running one.

    Attributes:
        address: where it is.
        elsewhere: paths that were asked for outside of the prefix.
    """

    address: str
    elsewhere: list[str] = field(default_factory=list)


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def say(self, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _served(handler: type[_Quiet]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def reverse_proxy(behind: str, prefix: str) -> Iterator[Proxy]:
    """Pass on what is below the prefix to the server behind, with its path as it is, to those who have logged in."""

    class Handler(_Quiet):
        def do_GET(self) -> None:
            if self.headers["Authorization"] != LOGIN:
                return self.say(401, b"", [("WWW-Authenticate", 'Basic realm="sales"')])
            if not self.path.startswith(f"{prefix}/"):
                proxy.elsewhere.append(self.path)
                return self.say(404, b"", [])
            return self._pass_on()

        do_POST = do_GET  # noqa: N815 - the names are the protocol's

        def _pass_on(self) -> None:
            sent = {name: value for name, value in self.headers.items() if name.lower() != "authorization"}
            forwarded = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": self.headers["Host"]}
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            connection = http.client.HTTPConnection(urlsplit(behind).netloc, timeout=60)
            try:
                connection.request(self.command, self.path, body or None, sent | forwarded)
                answer = connection.getresponse()
                kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _OF_A_CONNECTION]
                self.say(answer.status, answer.read(), kept)
            finally:
                connection.close()

    with _served(Handler) as address:
        proxy = Proxy(address)
        yield proxy


@contextmanager
def portal() -> Iterator[tuple[str, dict[str, str]]]:
    """Another site, whose page shows the address under "shown" in a frame."""

    class Handler(_Quiet):
        shown: ClassVar[dict[str, str]] = {}

        def do_GET(self) -> None:
            page = (
                f"<!doctype html><link rel=icon href='data:,'><iframe width=1300 height=900 src='{self.shown['shown']}'></iframe>"
            )
            self.say(200, page.encode(), [("Content-Type", "text/html")])

    with _served(Handler) as address:
        yield address, Handler.shown
