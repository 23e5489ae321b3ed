"""Serve the dashboard with a production web server."""

import socket
from collections.abc import Callable

from waitress import create_server

from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake

THREADS = 8


def serve(lake: Lake, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until the process is interrupted.

    Args:
        on_ready: called with the address as soon as it answers.

    Raises:
        UserError: the address cannot be listened on.
    """
    from sales_platform.dashboard.app import build  # noqa: PLC0415 - a taken port is said before seconds of loading

    _check_free(host, port)
    server = create_server(build(lake), host=host, port=port, threads=THREADS, ident="")
    on_ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    server.run()


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            f"The dashboard cannot listen on {host}:{port} ({reason}): choose another with --port or --host."
        ) from None
