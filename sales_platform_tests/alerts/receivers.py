"""A mail server and a web server on loopback, which keep what they are sent."""

import email
import email.policy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from sales_platform_tests.s3_servers import free_port

SECRET = "s3cr3t-of-an-address"  # noqa: S105 - nobody's


@dataclass
class Hook:
    """A web server.

    Attributes:
        taken: the JSON of each message.
        paths: where they were sent.
        status: of its answers.
    """

    taken: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    status: int = 200
    port: int = 0

    @property
    def address(self) -> str:
        """As a person writes it, with a secret in it."""
        return f"http://127.0.0.1:{self.port}/hooks/{SECRET}"

    @property
    def titles(self) -> list[str]:
        """Of the messages that it took."""
        return [one["title"] for one in self.taken]


@contextmanager
def web_server() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.paths.append(self.path)
            if hook.status < 300:
                hook.taken.append(json.loads(body))
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Mailbox:
    """What a mail server was sent: recipients, subject and text."""

    mails: list[tuple[list[str], str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """As a person writes it."""
        return f"mailto://127.0.0.1:{self.port}?from=platform@example.com&to=ops@example.com&mode=insecure"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = mail.get_body(("plain",))
        self.mails.append((envelope.rcpt_tos, str(mail["Subject"]), text.get_content() if text is not None else ""))
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
