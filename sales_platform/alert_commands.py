"""The commands of alerts: test the addresses, look now."""

import json
import os
import socket
import sys
from datetime import UTC, datetime

import typer

from sales_platform import rendering
from sales_platform.alerts.addresses import VARIABLE, name_of, read_addresses, send_to_all
from sales_platform.alerts.book import Message
from sales_platform.command_options import JsonOption, LakeOption, console, settings_of
from sales_platform.errors import UserError

app = typer.Typer(no_args_is_help=True, help="Alerts: test the addresses of SALES_ALERTS, or look now.")


@app.command()
def test() -> None:
    """Send a message to each address of SALES_ALERTS, and say which took it; exit code 1 if one did not."""
    addresses = _addresses()
    now = datetime.now(tz=UTC)
    text = f"This is a test of {VARIABLE}, sent at {now:%Y-%m-%d %H:%M:%S} UTC from {socket.gethostname()}. Nothing is wrong."
    problems = send_to_all(addresses, Message("Sales platform: a test of the alerts", text, is_over=True))
    for number, address in enumerate(addresses):
        name = name_of(number, address)
        console.print(rendering.plain(f"{name}: {problems.get(number, 'took the message')}"))
    if problems:
        sys.exit(1)


@app.command()
def check(lake: LakeOption = None, as_json: JsonOption = False) -> None:
    """Look now, tell what has begun or is over, and show what is open; exit code 1 if something is. For cron."""
    settings = settings_of(None, lake)
    addresses = read_addresses()
    from dagster import DagsterInstance  # noqa: PLC0415 - Dagster takes a second to load

    from sales_platform.alerts.watch import look  # noqa: PLC0415
    from sales_platform.home import prepare_home  # noqa: PLC0415

    prepare_home()
    with DagsterInstance.get() as instance:
        found = look(instance, settings, soon=True)
    if as_json:
        print(json.dumps({"open": found.open, "sent": found.sent, "problems": found.problems}, indent=2))  # noqa: T201
    else:
        for what in found.open:
            console.print(rendering.plain(what))
        told = "" if addresses else f" {VARIABLE} names no address, so nobody is told."
        console.print(rendering.plain(f"{found.sentence}{told}"))
    if found.open:
        sys.exit(1)


def _addresses() -> list[str]:
    if addresses := read_addresses(os.environ):
        return addresses
    raise UserError(
        f"{VARIABLE} names no address: set it to one or more, such as https://hooks.example.com/... or"
        " mailtos://user:password@mail.example.com?to=me@example.com."
    )
