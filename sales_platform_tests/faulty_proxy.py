"""A proxy before an S3 server that answers wrongly now and then: errors, slow-downs, cut connections, answers that are lost."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Fault = Callable[["Handler"], bool]
"""Spoils a request; returns whether it has answered it."""


@contextmanager
def proxy(target: str, fault: Fault) -> Iterator[str]:
    """Serve on loopback what the target serves, spoilt by the fault; yields the address."""
    handler = type("Bound", (Handler,), {"target": urlsplit(target).netloc, "fault": staticmethod(fault)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """Forwards one connection's requests."""

    protocol_version = "HTTP/1.1"
    target: str
    fault: Fault

    def handle_any(self) -> None:
        """Forward a request, unless the fault answers it."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.fault(self):
            self.answer(*self.forward())

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any  # noqa: N815 - names of http.server

    def forward(self, without: str = "") -> tuple[int, list[tuple[str, str]], bytes]:
        """What the target answers; one header may be left out."""
        connection = http.client.HTTPConnection(self.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"connection", without.lower()}}
        connection.request(self.command, self.path, self.body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), content

    def answer(self, status: int, headers: list[tuple[str, str]], content: bytes, sent: float = 1) -> None:
        """Send an answer, or just a part of its content and then nothing more."""
        self.send_response_only(status)
        left_out = {"transfer-encoding", "connection"} | ({"content-length"} if self.command != "HEAD" else set())
        for name, value in headers:
            if name.lower() not in left_out:
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: int(len(content) * sent)])
        if sent < 1:
            self.close_connection = True

    def error(self, status: int, code: str) -> None:
        """Send an S3 error."""
        text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        self.answer(status, [("Content-Type", "application/xml")], text)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""


class OneInFive:
    """Every request fails with a chance of one in five, in one of five ways."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not a secret
        self.count: Counter[str] = Counter()

    def __call__(self, request: Handler) -> bool:
        """Choose a fault."""
        ways = ("500", "503", "cut before", "cut after", "half")
        way = self._random.choice(ways) if self._random.random() < 0.2 else ""
        self.count[way] += 1
        if way == "500":
            request.error(500, "InternalError")
        elif way == "503":
            request.error(503, "SlowDown")
        elif way == "cut before":
            request.close_connection = True
        elif way == "cut after":  # the server has done it, and nobody hears of it
            request.forward()
            request.close_connection = True
        elif way == "half":
            request.answer(*request.forward(), sent=0.5)
        return bool(way)


def ignoring_conditions(request: Handler) -> bool:
    """A server that does not know conditional writes."""
    request.answer(*request.forward(without="If-None-Match"))
    return True


def always(status: int, code: str) -> Fault:
    """A server that answers every request with the same error."""

    def fault(request: Handler) -> bool:
        request.error(status, code)
        return True

    return fault
