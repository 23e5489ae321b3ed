"""Serve the dashboard with a production web server."""

from collections.abc import Callable
from threading import Thread

from waitress import create_server

from sales_platform.addresses import check_free
from sales_platform.dashboard.reading import LakeReader
from sales_platform.storage.lake import Lake

THREADS = 8


def serve(lake: Lake, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until the process is interrupted.

    Args:
        on_ready: called with the address as soon as it answers.

    Raises:
        UserError: the address cannot be listened on.
    """
    from sales_platform.dashboard.app import build, warm_up  # noqa: PLC0415 - a taken port is said before seconds of loading

    check_free("dashboard", host, port)
    reader = LakeReader(lake)
    server = create_server(build(reader), host=host, port=port, threads=THREADS, ident="")
    on_ready(f"http://{f'[{host}]' if ':' in host else host}:{server.effective_port}")
    Thread(target=warm_up, args=(reader,)).start()
    server.run()
