"""Serve the dashboard with a production web server."""

from collections.abc import Callable
from threading import Thread
from urllib.parse import urlsplit

from waitress import create_server

from sales_platform.dashboard.reading import LakeReader
from sales_platform.listening import check_free
from sales_platform.settings import DefinitionSettings
from sales_platform.storage.lake import Lake
from sales_platform.web_place import dashboard_prefix

THREADS = 8
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def trusted_hosts(host: str, address: str) -> list[str] | None:
    """The names that a browser may call the dashboard by; None for any, where it is open to others than this machine.

    Without them any web site could read the figures by resolving its own name to this machine (DNS rebinding).

    Args:
        host: listened on.
        address: where people open the dashboard.
    """
    if host not in LOOPBACK:
        return None
    return ["127.0.0.1", "localhost", "[::1]", *filter(None, [urlsplit(address).hostname])]


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
    application = build(reader)
    application.config["TRUSTED_HOSTS"] = trusted_hosts(host, DefinitionSettings.from_environment().dashboard_url)
    server = create_server(application, host=host, port=port, threads=THREADS, ident="")
    on_ready(f"http://{f'[{host}]' if ':' in host else host}:{server.effective_port}{dashboard_prefix()}")
    Thread(target=warm_up, args=(reader,)).start()
    server.run()
