"""The addresses of SALES_ALERTS, and how a message gets there; addresses hold secrets, so none is ever shown or logged."""

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sales_platform.alerts.book import Message
from sales_platform.errors import UserError

VARIABLE = "SALES_ALERTS"
_BETWEEN = re.compile(r"[\s,;]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15})://\S")
_TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""The loggers that would write addresses."""


def read_addresses(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The addresses, in their order; none where the setting is empty.

    Raises:
        UserError: one is not an address; the sentence does not repeat it.
    """
    text = (environment.get(VARIABLE) or "").strip()
    addresses = [one.strip(" ,;") for one in _BETWEEN.split(text)] if text else []
    for number, address in enumerate(addresses, 1):
        if not _SCHEME.match(address) or re.search(r"\s", address):
            raise UserError(
                f"{VARIABLE}: address {number} is not one. Write them one after the other, with a space between, such as"
                " https://hooks.example.com/... or mailtos://user:password@mail.example.com?to=me@example.com; see the runbook."
            )
    return addresses


def name_of(number: int, address: str) -> str:
    """What an address may be called: its number, from 1 on, and its kind."""
    match = _SCHEME.match(address)
    return f"address {number + 1} ({match[1].lower() if match else 'unknown'})"


def send(address: str, message: Message) -> str | None:
    """Send a message; None when it was taken, else why not, without the address."""
    with _quiet():
        try:
            return _send(address, message)
        except Exception as error:  # noqa: BLE001 - whatever a service's code raises: its text may hold the address
            return f"failed ({type(error).__name__})"


def _send(address: str, message: Message) -> str | None:
    import apprise  # noqa: PLC0415 - a tenth of a second, for those who are sent something

    service = apprise.Apprise.instantiate(_as_webhook(address), suppress_exceptions=True)
    if service is None:
        return "is not one that can be sent to: the runbook shows how they are written"
    kind = apprise.NotifyType.SUCCESS if message.is_over else apprise.NotifyType.WARNING
    taken = service.notify(body=message.text, title=message.title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT)
    return None if taken else "did not take the message: is it right, can it be reached, is the password right?"


def _as_webhook(address: str) -> str:
    """An address of the web that is of no service in particular is sent JSON."""
    import apprise  # noqa: PLC0415 - as above

    scheme, _, rest = address.partition("://")
    if scheme.lower() not in ("http", "https") or apprise.Apprise.instantiate(address, suppress_exceptions=True) is not None:
        return address
    return f"{'json' if scheme.lower() == 'http' else 'jsons'}://{rest}"


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of the libraries that send is logged meanwhile."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [(logger.level, logger.propagate) for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
            logger.propagate = False
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = propagate


def send_to_all(addresses: Sequence[str], message: Message) -> dict[int, str]:
    """Send a message to each address; returns, by their numbers from 0 on, why those did not take it that did not."""
    return {number: problem for number, address in enumerate(addresses) if (problem := send(address, message)) is not None}
