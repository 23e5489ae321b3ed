"""Servers that take alerts, for the tests of them."""

from collections.abc import Iterator

import pytest

from sales_platform_tests.alerts.receivers import Hook, Mailbox, mail_server, web_server


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as running:
        yield running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running
