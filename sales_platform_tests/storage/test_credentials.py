"""Credentials that expire: the chain renews them, here and in children, and each thing that is wrong has its own sentence."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sales_platform.dashboard.reading import LakeReader
from sales_platform.errors import UserError
from sales_platform.settings import Settings
from sales_platform.storage import credentials
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import is_locked, lake_lock
from sales_platform.storage.newest_version import newest_version
from sales_platform_tests.faulty_proxy import Handler, always, proxy
from sales_platform_tests.processes import all_at_once
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.storage.s3_bucket import LAKE, use
from sales_platform_tests.storage.test_lake import JULY, TABLE, write

_PROCESS = """import json, pathlib
print(json.dumps({{"Version": 1, "AccessKeyId": pathlib.Path("{key}").read_text(), "SecretAccessKey": "of a role",
                  "SessionToken": "of a session", "Expiration": "{until}"}}))
"""
SUM = "SELECT sum(number) AS total FROM t"


class Role:
    """Keys that a process gives; of a server that takes the newest ones only."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "key"
        self.rotate("AKIDFIRST")
        until = (datetime.now(tz=UTC) + timedelta(minutes=5)).isoformat()  # so near that the chain asks each time
        (folder / "process.py").write_text(_PROCESS.format(key=self.file, until=until))
        (folder / "config").write_text(f"[default]\ncredential_process = {sys.executable} {folder / 'process.py'}\n")

    def rotate(self, key: str) -> None:
        """From now on there is another key."""
        self.file.write_text(key)

    @property
    def key(self) -> str:
        """The one that is taken now."""
        return self.file.read_text()

    def __call__(self, request: Handler) -> bool:
        found = re.search("Credential=([A-Z]+)/", request.headers.get("Authorization", ""))
        if found is not None and found[1] == self.key:
            return False
        request.error(400, "ExpiredToken")
        return True


@pytest.fixture
def role(moto: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Role]:
    """A bucket that is used by a role with a table in it."""
    use(monkeypatch, moto.empty())
    write(LAKE, JULY, range(5))
    made = Role(tmp_path)
    with proxy(moto.url, made) as url:
        use(monkeypatch, moto, AWS_ENDPOINT_URL=url)
        for name in credentials.KEYS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        yield made
    for name in (*credentials.KEYS, "SALES_AWS_KEY_OF_CHAIN"):
        os.environ.pop(name, None)


def total(lake: Lake) -> int:
    answer = lake.query(SUM, t=TABLE)
    assert answer is not None
    return int(answer.column("total")[0].as_py())


def _for_days(key_file: str) -> list[int]:
    """A process that goes on while the keys change; not that of the proxy, which delta-rs would keep from answering."""
    credentials._chain = None
    connect(Settings.from_environment(), landing=False)
    lake, found = Lake(LAKE), []
    ticks = iter(range(0, 1000, 10))
    dashboard = LakeReader(lake, lambda: float(next(ticks)))
    for key in ("AKIDFIRST", "AKIDSECOND", "AKIDTHIRD"):
        Path(key_file).write_text(key)
        dashboard._answers.clear()
        found += [total(lake), dashboard.rows(SUM, t=TABLE)[0]["total"], newest_version(LAKE, TABLE)]
        with lake_lock(LAKE):
            found.append(int(is_locked(LAKE)))
    return found


def test_what_runs_for_days_goes_on_when_the_keys_of_its_start_have_expired(role: Role) -> None:
    assert all_at_once(_for_days, [(str(role.file),)]) == [[10, 10, 1, 1] * 3]


def _total_of_child(_number: int) -> int:
    credentials._chain = None  # a child of a daemon has loaded nothing
    connect(Settings.from_environment(), landing=False)
    return total(Lake(LAKE))


def test_a_child_does_not_take_the_keys_of_its_parent_for_the_operators(role: Role) -> None:
    connect(Settings.from_environment(), landing=False)
    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIDFIRST"
    role.rotate("AKIDSECOND")
    assert all_at_once(_total_of_child, [(0,)]) == [10]


def test_keys_that_the_operator_has_set_are_left_alone(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(Settings.from_environment(), landing=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", role.key[::-1])
    credentials.renew_credentials()
    assert os.environ["AWS_ACCESS_KEY_ID"] == role.key[::-1]


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (
            400,
            "ExpiredToken",
            "The AWS credentials have expired, so S3 refuses access to the bucket 'sales-platform' (ExpiredToken)",
        ),
        (403, "AccessDenied", "S3 refuses access to the bucket 'sales-platform' (AccessDenied): check AWS_ACCESS_KEY_ID"),
        (400, "AuthorizationHeaderMalformed", "S3 cannot use the bucket 'sales-platform' from the region 'eu-central-1'"),
    ],
)
def test_expired_denied_and_another_region_are_three_sentences(
    moto: S3Server, monkeypatch: pytest.MonkeyPatch, status: int, code: str, sentence: str
) -> None:
    with proxy(moto.url, always(status, code)) as url:
        use(monkeypatch, moto, AWS_ENDPOINT_URL=url)
        with pytest.raises(UserError) as told:
            connect(Settings.from_environment(), landing=False)
    assert str(told.value).startswith(sentence)


def test_a_process_that_gives_no_keys_is_told(role: Role, tmp_path: Path) -> None:
    (tmp_path / "process.py").write_text("raise SystemExit('log in first')")
    assert role.key
    with pytest.raises(UserError, match=r"The AWS credentials cannot be renewed .*log in"):
        connect(Settings.from_environment(), landing=False)
