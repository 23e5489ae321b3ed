"""Addresses: how they are read, that messages get there, and that their secrets do not get anywhere else."""

import logging

import pytest

from sales_platform.alerts.addresses import name_of, read_addresses, send
from sales_platform.alerts.book import Message
from sales_platform.errors import UserError
from sales_platform_tests.alerts.receivers import SECRET, Hook, Mailbox
from sales_platform_tests.s3_servers import free_port

MESSAGE = Message("A title", "A text with ₹ and\ntwo lines")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", []),
        ("  ", []),
        ("https://a.b/c", ["https://a.b/c"]),
        ("https://a.b/c mailto://u:p@h?to=x@y,z@y", ["https://a.b/c", "mailto://u:p@h?to=x@y,z@y"]),
        ("https://a.b/c,\n json://h , slack://t/u/v;", ["https://a.b/c", "json://h", "slack://t/u/v"]),
    ],
)
def test_addresses_stand_one_after_the_other(text: str, addresses: list[str]) -> None:
    assert read_addresses({"SALES_ALERTS": text}) == addresses


@pytest.mark.parametrize("text", [f"user:{SECRET}@host", f"https://a.b/c {SECRET}", f"https:// {SECRET}", f"1://{SECRET}"])
def test_what_is_no_address_is_said_without_repeating_it(text: str) -> None:
    with pytest.raises(UserError, match=r"SALES_ALERTS: address 1 is not one\.") as raised:
        read_addresses({"SALES_ALERTS": text})
    assert SECRET not in str(raised.value)


def test_a_web_hook_is_sent_json(hook: Hook) -> None:
    assert send(hook.address, MESSAGE) is None
    assert hook.paths == [f"/hooks/{SECRET}"]
    assert (hook.taken[0]["title"], hook.taken[0]["message"]) == (MESSAGE.title, MESSAGE.text)


def test_a_mail_is_sent_by_smtp(mailbox: Mailbox) -> None:
    assert send(mailbox.address, MESSAGE) is None
    ((to, subject, text),) = mailbox.mails
    assert (to, subject, text.split()) == (["ops@example.com"], MESSAGE.title, MESSAGE.text.split())


def test_an_address_that_does_not_take_a_message_says_so_and_its_secret_is_in_no_log(
    hook: Hook, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    hook.status = 500
    nobody = f"http://user:{SECRET}@127.0.0.1:{free_port()}/{SECRET}"
    mail = f"mailto://user:{SECRET}@localhost:{free_port()}?from=a@example.com&to=b@example.com&mode=insecure"
    unknown = f"nothing://{SECRET}"
    for address in (hook.address, nobody, mail, unknown):
        problem = send(address, MESSAGE)
        assert problem is not None
        assert SECRET not in problem
    printed = "".join(capfd.readouterr())
    assert SECRET not in caplog.text + printed
    assert MESSAGE.text not in caplog.text


def test_an_address_is_called_by_its_number_and_kind() -> None:
    assert name_of(0, f"mailto://u:{SECRET}@h") == "address 1 (mailto)"
    assert name_of(1, f"{SECRET}") == "address 2 (unknown)"
