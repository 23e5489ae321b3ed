"""The addresses that our servers listen on."""

import socket

from sales_platform.errors import UserError


def check_free(server: str, host: str, port: int, option: str = "--port") -> None:
    """Find out, before seconds of loading, whether a server can listen there.

    Args:
        server: what it is, for the sentence.
        option: that names the port.

    Raises:
        UserError: it cannot.
    """
    if not 0 <= port < 2**16:  # the resolver would take it modulo 65536
        raise UserError(f"The {server} cannot listen on port {port}: choose one from 0 to 65535 with {option}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UserError(
            f"The {server} cannot listen on {host}:{port} ({error.strerror}): choose another with {option} or --host."
        ) from None
