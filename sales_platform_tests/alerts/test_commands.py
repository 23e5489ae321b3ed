"""Alerts of the command line, and the sensor, as they are run."""

import shutil
from pathlib import Path

import pytest
from dagster import DagsterInstance, build_sensor_context

from sales_platform.alerts.alert_sensor import alerts
from sales_platform.definitions import defs
from sales_platform_tests.alerts.receivers import SECRET, Hook, Mailbox
from sales_platform_tests.platform_runs import Workplace, with_own_landing
from sales_platform_tests.s3_servers import free_port
from sales_platform_tests.small_lake import ORDERS_HEADER, SmallLake, write


def test_a_run_that_fails_is_told_by_web_hook_and_mail_and_so_is_its_end(broken: SmallLake, hook: Hook, mailbox: Mailbox) -> None:
    place, addresses = broken.place, {"SALES_ALERTS": f"{hook.address} {mailbox.address}"}
    shutil.copytree(place.landing, place.folder / "landing")
    own = Workplace(place.folder, place.folder / "landing")
    (own.folder / "landing").rename(own.folder / "away")
    failed = own.command("run", **addresses)
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1)
    assert hook.titles == ["Sales platform: 'sales-platform run' failed before its run began."]
    (own.folder / "away").rename(own.folder / "landing")
    for day in (21, 22):
        late = f"{ORDERS_HEADER}L{day},2025-07-{day},789001,25891101,1\n"
        write(own.landing / f"sports_bar/orders/orders_2025_07_{day}_late.csv", late)
        assert "refreshing 1 month (2025-07)" in own.run(**addresses)
    assert hook.titles[1:] == ["Sales platform, over: 'sales-platform run' failed before its run began."]
    assert [subject for _, subject, _ in mailbox.mails] == hook.titles
    assert SECRET not in failed.stdout + failed.stderr
    assert [path for path in (own.folder / "home").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_an_address_that_is_down_fails_no_run(broken: SmallLake) -> None:
    nobody = f"json://127.0.0.1:{free_port()}/{SECRET}"
    done = broken.place.command(
        "run", "--lake", str(broken.place.folder / "no.lake"), "--landing", "/no/such/folder", SALES_ALERTS=nobody
    )
    assert done.returncode == 2
    assert "An alert was not sent: address 1 (json) did not take the message" in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_the_test_of_addresses_says_which_took_the_message(hook: Hook, mailbox: Mailbox, tmp_path: Path) -> None:
    place, nobody = Workplace(tmp_path, tmp_path), f"json://127.0.0.1:{free_port()}/{SECRET}"
    good = place.command("alerts", "test", SALES_ALERTS=f"{hook.address}, {mailbox.address}")
    assert good.returncode == 0, good.stderr
    assert good.stdout.splitlines() == ["address 1 (http): took the message", "address 2 (mailto): took the message"]
    assert hook.titles == ["Sales platform: a test of the alerts"]
    assert [subject for _, subject, _ in mailbox.mails] == hook.titles
    bad = place.command("alerts", "test", SALES_ALERTS=nobody)
    assert bad.returncode == 1
    assert bad.stdout.startswith("address 1 (json): did not take the message")
    assert SECRET not in bad.stdout + bad.stderr
    none = place.command("alerts", "test")
    assert (none.returncode, none.stderr.count("\n")) == (2, 1)
    assert "SALES_ALERTS names no address: set it" in none.stderr


def test_a_look_by_hand_shows_what_is_open(broken: SmallLake, hook: Hook, tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text('[[kpi]]\nfigure = "quantity"\nbeside = "month before"\nabove = -0.5\n')
    variables = {"SALES_ALERTS": hook.address, "SALES_ALERT_LIMITS": str(limits)}
    broken.place = with_own_landing(broken.place, tmp_path)
    late = f"{ORDERS_HEADER}L1,2025-08-20,789001,25891101,1\n"
    write(broken.place.landing / "sports_bar/orders/orders_2025_08_20_late.csv", late)
    broken.place.run(SALES_ALERT_LIMITS=str(limits))
    done = broken.place.command("alerts", "check", **variables)
    assert done.returncode == 1, done.stderr
    assert "Quantity of 2025-08 is " in done.stdout
    assert "1 matter open, 1 message sent." in done.stdout
    assert "1 matter open, 0 messages sent." in broken.place.command("alerts", "check", **variables).stdout
    assert len(hook.taken) == 1


def test_the_sensor_tells_nobody_where_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALES_ALERTS", raising=False)
    with DagsterInstance.ephemeral() as instance:
        tick = alerts.evaluate_tick(build_sensor_context(instance=instance, definitions=defs))
    assert tick.skip_message == "SALES_ALERTS names no address, so nobody is told anything."
