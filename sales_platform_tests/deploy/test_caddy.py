"""The Caddyfile, run by Caddy itself: a login and TLS before everything, and each path where it belongs."""

import os
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pyarrow.flight as fl
import pytest

from sales_platform_tests.deploy.manifests import DEPLOY
from sales_platform_tests.deploy.reverse_proxy import LOGIN, USER
from sales_platform_tests.s3_servers import free_port

CADDY = shutil.which("caddy")
HASH = "$2a$14$sSumWFzA.EEe3UvGnDmfpO8onsrGhryY.OX4fBBDI5JwiWzn9lswS"
"""Of reverse_proxy.PASSWORD, by "caddy hash-password"."""
STARTED = ("serving initial configuration", "certificate obtained successfully")
"""What it says when it is ready, in either order; before the second it refuses TLS."""
pytestmark = pytest.mark.skipif(CADDY is None, reason="there is no caddy: install Debian's")


@dataclass
class Site:
    """What Caddy serves, and what came through it.

    Attributes:
        address: of dashboard and Dagster.
        sql: of the SQL server.
        seen: the server behind, the path it was asked for, and the headers.
    """

    address: str
    sql: str
    seen: list[tuple[str, str, Message]] = field(default_factory=list)


class Flights(fl.FlightServerBase):  # type: ignore[misc]
    def do_get(self, _context: object, _ticket: object) -> object:
        return fl.RecordBatchStream(pa.table({"pieces": [1, 2, 3]}))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port, sql_port = free_port(), free_port()
    found = Site(f"https://localhost:{port}", f"grpc+tls://localhost:{sql_port}")
    servers = {name: _server(name, found) for name in ("dashboard", "dagster")}
    flights = Flights("grpc://127.0.0.1:0")
    variables = {
        "PROXY_SITE": found.address,
        "PROXY_SQL_SITE": f"https://localhost:{sql_port}",
        "PROXY_HTTP_PORT": str(free_port()),
        "PROXY_USER": USER,
        "PROXY_PASSWORD_HASH": HASH,
        "SALES_DASHBOARD_PREFIX": "/sales",
        "PROXY_TO_DASHBOARD": f"127.0.0.1:{servers['dashboard'].server_port}",
        "PROXY_TO_DAGSTER": f"127.0.0.1:{servers['dagster'].server_port}",
        "PROXY_TO_SQL": f"127.0.0.1:{flights.port}",
    }
    try:
        with _caddy(variables, tmp_path_factory.mktemp("caddy")):
            yield found
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()
        flights.shutdown()


def _server(name: str, site: Site) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((name, self.path, self.headers))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(name.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever).start()
    return server


@contextmanager
def _caddy(variables: dict[str, str], home: Path) -> Iterator[None]:
    command = [str(CADDY), "run", "--config", str(DEPLOY / "proxy" / "Caddyfile"), "--adapter", "caddyfile"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), **variables}
    log = home / "log"
    with log.open("wb") as said, subprocess.Popen(command, env=environment, stderr=said) as process:
        try:
            _wait_for_its_start(process, log)
            yield
        finally:
            process.terminate()


def _wait_for_its_start(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not all(one in log.read_text() for one in STARTED):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)


def ask(address: str, login: str | None = LOGIN) -> tuple[int, str, str]:
    """Status, text and the address in the end."""
    unverified = ssl._create_unverified_context()  # noqa: S323 - Caddy has made the certificate just now
    request = urllib.request.Request(address, headers={"Authorization": login} if login else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, context=unverified) as answer:  # noqa: S310
            return answer.status, answer.read().decode(), answer.url
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", error.url or ""


def test_nothing_is_shown_without_the_login(site: Site) -> None:
    for path in ("/", "/sales/", "/sales/health/ready", "/dagster/graphql", "/elsewhere"):
        assert ask(site.address + path, None)[0] == 401
        assert ask(site.address + path, "Basic cmVhZGVyOndyb25n")[0] == 401
    assert site.seen == []


def test_each_path_leads_to_its_server_as_it_is_and_the_password_goes_no_further(site: Site) -> None:
    assert ask(f"{site.address}/sales/customers?from=2025-10")[:2] == (200, "dashboard")
    assert ask(f"{site.address}/dagster/graphql")[:2] == (200, "dagster")
    assert ask(site.address)[1:] == ("dashboard", f"{site.address}/sales/")
    assert ask(f"{site.address}/elsewhere")[0] == 404
    assert ask(f"{site.address}/salesmen")[0] == 404
    assert [(name, path) for name, path, _ in site.seen] == [
        ("dashboard", "/sales/customers?from=2025-10"),
        ("dagster", "/dagster/graphql"),
        ("dashboard", "/sales/"),
    ]
    for _, _, headers in site.seen:
        assert headers["Authorization"] is None
        assert headers["X-Forwarded-Proto"] == "https"
        assert headers["Host"] == site.address.removeprefix("https://")


def test_the_sql_server_asks_for_the_same_login(site: Site) -> None:
    with fl.connect(site.sql, disable_server_verification=True) as client:
        options = fl.FlightCallOptions(headers=[(b"authorization", LOGIN.encode())])
        assert client.do_get(fl.Ticket(b""), options).read_all().to_pydict() == {"pieces": [1, 2, 3]}
        with pytest.raises((fl.FlightUnauthenticatedError, pa.ArrowException)):
            client.do_get(fl.Ticket(b"")).read_all()
