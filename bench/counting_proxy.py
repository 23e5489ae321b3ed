"""A proxy on loopback that counts the bytes of the connections that go through it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_CHUNK = 1 << 18
_SECONDS_TO_END = 10
"""For connections that nobody closes."""


@dataclass
class Counted:
    """What has gone through, in bytes.

    Attributes:
        port: where the proxy listens.
        sent, received: by the client.
    """

    port: int
    sent: int = 0
    received: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, sent: int = 0, received: int = 0) -> None:
        """Count more."""
        with self._lock:
            self.sent += sent
            self.received += received


@contextmanager
def counting_proxy(host: str, port: int) -> Iterator[Counted]:
    """Forward connections to an address as long as the context lasts; they end with those who have made them."""
    listener = socket.create_server(("127.0.0.1", 0))
    counted = Counted(listener.getsockname()[1])
    accepting = threading.Thread(target=_accept, args=(listener, (host, port), counted), daemon=True)
    accepting.start()
    try:
        yield counted
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()


def _accept(listener: socket.socket, target: tuple[str, int], counted: Counted) -> None:
    connections: list[threading.Thread] = []
    with suppress(OSError):  # closed
        while True:
            client, _ = listener.accept()
            connections.append(threading.Thread(target=_forward, args=(client, target, counted), daemon=True))
            connections[-1].start()
    for connection in connections:
        connection.join(_SECONDS_TO_END)


def _forward(client: socket.socket, target: tuple[str, int], counted: Counted) -> None:
    with client, socket.create_connection(target) as server:
        back = threading.Thread(target=_pump, args=(server, client, counted, "received"), daemon=True)
        back.start()
        _pump(client, server, counted, "sent")
        back.join()


def _pump(source: socket.socket, target: socket.socket, counted: Counted, way: str) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            counted.add(**{way: len(data)})
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
