"""gRPC's own health service (grpc.health.v1), for what asks a server by it: Kubernetes, load balancers, ``grpc_health_probe``.

It listens on a port of its own: Arrow's Flight server is C++ and takes no other service on its port.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
from deltalake.exceptions import DeltaError
from grpc_health.v1.health import HealthServicer
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server

from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake

SECONDS = 10.0
"""How often it looks whether the lake can be read."""
FLIGHT_SQL = "arrow.flight.protocol.FlightService"
"""The service whose health is told, beside that of the server as a whole, whose name is empty."""
_FACT = ("gold", "fact_sales")


@contextmanager
def health_server(lake: Lake, host: str, port: int, seconds: float = SECONDS) -> Iterator[int]:
    """Tell on a port, while it is open, whether the lake can be read; the port that it is is given.

    Args:
        port: 0 is any free one.
        seconds: how often it looks.
    """
    servicer, ended = HealthServicer(), threading.Event()
    server = grpc.server(ThreadPoolExecutor(max_workers=2))
    add_HealthServicer_to_server(servicer, server)
    chosen = server.add_insecure_port(f"{f'[{host}]' if ':' in host else host}:{port}")
    _look(servicer, lake)

    def keep_looking() -> None:
        while not ended.wait(seconds):
            _look(servicer, lake)

    threading.Thread(target=keep_looking, daemon=True).start()
    server.start()
    try:
        yield int(chosen)
    finally:
        ended.set()
        server.stop(grace=None)


def _look(servicer: HealthServicer, lake: Lake) -> None:
    status = HealthCheckResponse.SERVING if can_be_read(lake) else HealthCheckResponse.NOT_SERVING
    for service in ("", FLIGHT_SQL):
        servicer.set(service, status)


def can_be_read(lake: Lake) -> bool:
    """Whether there are figures, and they can be opened."""
    try:
        return lake.open(*_FACT) is not None
    except (UserError, DeltaError, OSError):
        return False
