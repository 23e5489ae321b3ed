"""S3 as landing and lake: real servers over HTTP, and all that can be wrong with one."""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import LandingChangedError, UserError
from sales_platform.months import MonthRange
from sales_platform.settings import Settings
from sales_platform.storage import s3
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake, month_predicate
from sales_platform.storage.landing_zone import LandingZone, landing_zone
from sales_platform.storage.lease import Lease
from sales_platform.storage.lock import is_locked, lake_lock
from sales_platform.storage.s3 import S3Address
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform.storage.writes import append_rows, replace_rows
from sales_platform_tests.faulty_proxy import OneInFive, always, ignoring_conditions, proxy
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.s3_servers import BUCKET, SECRET, S3Server, free_port, localbucket_server, moto_server
from sales_platform_tests.storage.test_lake import SCHEMA, YEAR, counts, reader, write

ORDERS = FEED_BY_NAME["sports_bar_orders"]
LAKE = f"s3://{BUCKET}/lake"
MONTHS = list(YEAR)[:8]


@pytest.fixture(scope="module", params=["moto", "localbucket"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    served = moto_server() if request.param == "moto" else localbucket_server(tmp_path_factory.mktemp("buckets"))
    with served as running:
        yield running


@pytest.fixture
def bucket(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, with an empty bucket and the environment that points to it."""
    for key in server.keys(""):
        server.client.delete_object(Bucket=BUCKET, Key=key)
    use(monkeypatch, server)
    return server


def use(monkeypatch: pytest.MonkeyPatch, server: S3Server, **changes: str) -> None:
    """The environment that points to the server."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "SALES_LANDING", "SALES_LAKE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**server.environment, "AWS_ALLOW_HTTP": "true", **changes}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "_chain", None)


def the_landing() -> LandingZone:
    return landing_zone(f"s3://{BUCKET}/landing")


def test_a_bucket_lists_and_opens_landed_files_and_leaves_hidden_and_unfinished_ones_alone(bucket: S3Server) -> None:
    names = ("2025/orders_2025_07_01.csv", ".hidden.csv", "_temporary.csv", "a.csv.part", ".tmp/b.csv", "é 'x\".csv")
    for name in names:
        bucket.land(f"sports_bar/orders/{name}", f"content of {name}")
    bucket.land("sports_bar/orders_old/c.csv", "another folder")
    files = the_landing().files(ORDERS)
    assert [file.path.removeprefix("sports_bar/orders/") for file in files] == [names[0], names[5]]
    assert [the_landing().open(file).read().decode() for file in files] == [f"content of {names[0]}", f"content of {names[5]}"]


def test_a_version_is_the_content_and_an_object_replaced_since_it_was_listed_is_told(bucket: S3Server) -> None:
    bucket.land("sports_bar/orders/a.csv", "one")
    (before,) = the_landing().files(ORDERS)
    bucket.land("sports_bar/orders/a.csv", "two")
    (after,) = the_landing().files(ORDERS)
    assert before.version != after.version
    with pytest.raises(LandingChangedError, match=r"a.csv' changed or vanished while it was read"):
        the_landing().open(before)
    bucket.client.delete_object(Bucket=BUCKET, Key="landing/sports_bar/orders/a.csv")
    with pytest.raises(LandingChangedError):
        the_landing().open(after)


def test_a_large_object_comes_whole_through_a_connection_that_is_cut_again_and_again(
    bucket: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(range(256)) * 20_000
    bucket.land("sports_bar/orders/large.csv", content)
    with proxy(bucket.url, OneInFive(seed=3)) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        (file,) = the_landing().files(ORDERS)
        for _ in range(5):
            assert the_landing().open(file).read() == content


@pytest.mark.usefixtures("bucket")
def test_eight_processes_write_eight_months_of_a_new_table_in_a_bucket_at_once() -> None:
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        pool.starmap(write, [(LAKE, month, range(10)) for month in MONTHS])
    assert counts(LAKE) == dict.fromkeys(MONTHS, 10)


def settings(landing: str = f"s3://{BUCKET}/landing", lake: str = LAKE) -> Settings:
    return Settings.from_environment({"SALES_LANDING": landing, "SALES_LAKE": lake})


def test_a_sound_bucket_is_connected_and_stays_so(bucket: S3Server) -> None:
    connect(settings())
    connect(settings())
    assert bucket.keys("") == ["lake/.sales_platform/conditional_writes"]


def told(lake: str = LAKE) -> str:
    """What is said when the lake cannot be used, within seconds."""
    started = time.monotonic()
    with pytest.raises(UserError) as error:
        connect(settings(lake=lake))
    assert time.monotonic() - started < 20
    assert SECRET not in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.usefixtures("bucket")
def test_a_missing_bucket_is_named() -> None:
    assert told("s3://no-such-bucket/lake").startswith("There is no bucket 'no-such-bucket': create it, or name another with")


def test_an_endpoint_that_does_not_answer_is_named(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, bucket, AWS_ENDPOINT_URL=f"http://127.0.0.1:{free_port()}")
    assert "does not answer (AWS_ENDPOINT_URL is http://127.0.0.1:" in told()


def test_wrong_keys_are_told(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(bucket.url, always(403, "SignatureDoesNotMatch")) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        assert "S3 refuses access to the bucket 'sales-platform'" in told()


def test_a_wrong_region_is_told(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(bucket.url, always(400, "AuthorizationHeaderMalformed")) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        assert "from the region 'eu-central-1'; it may be in another region: set AWS_REGION" in told()


@pytest.mark.usefixtures("bucket")
def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert told().startswith("No AWS credentials were found: set AWS_ACCESS_KEY_ID")


@pytest.mark.usefixtures("bucket")
def test_a_profile_serves_as_well_as_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text(f"[sales]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = {SECRET}\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "sales")
    connect(settings())
    write(LAKE, MONTHS[0], range(10))
    assert counts(LAKE) == {MONTHS[0]: 10}


def test_a_server_that_ignores_conditional_writes_is_refused_unless_the_operator_says_so(
    bucket: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(bucket.url, ignoring_conditions) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        assert "ignores conditional writes (If-None-Match), so two writers could overwrite each other's commits" in told()
        monkeypatch.setenv("SALES_ALLOW_UNSAFE_S3", "yes")
        assert told() == "SALES_ALLOW_UNSAFE_S3 is 'yes': set it to 1, or leave it unset."
        monkeypatch.setenv("SALES_ALLOW_UNSAFE_S3", "1")
        connect(settings())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("S3_BUCKET_NAME", "Not A Bucket"),
        ("SALES_LAKE", "gs://bucket/lake"),
        ("SALES_LANDING", "s3:///landing"),
        ("AWS_ENDPOINT_URL", "127.0.0.1:9000"),
    ],
)
def test_an_address_that_cannot_be_one_is_named_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(UserError, match=rf"{variable} is '{value}'"):
        Settings.from_environment({variable: value})


@pytest.mark.usefixtures("bucket")
def test_only_one_holds_a_lake_in_a_bucket_and_the_next_follows_when_it_is_released() -> None:
    order: list[str] = []
    first, second = (Lease(S3Address.parse(LAKE), seconds=3) for _ in range(2))

    def follow() -> None:
        with second.held(lambda: order.append("waits")):
            order.append("second")

    with first.held(lambda: None):
        assert first.is_held()
        thread = threading.Thread(target=follow)
        thread.start()
        time.sleep(4.5)  # longer than a lease: it is renewed
        order.append("first ends")
    thread.join()
    assert order == ["waits", "first ends", "second"]
    assert not first.is_held()
    assert not is_locked(LAKE)


@pytest.mark.usefixtures("bucket")
def test_a_lake_whose_holder_was_killed_is_taken_over_at_once() -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=_hold_for_ever, args=(held,))
    process.start()
    assert held.wait(60)
    assert is_locked(LAKE)
    process.kill()
    process.join()
    started = time.monotonic()
    with lake_lock(LAKE):
        assert time.monotonic() - started < 5


def _hold_for_ever(held: "multiprocessing.synchronize.Event") -> None:
    with lake_lock(LAKE):
        held.set()
        time.sleep(600)


def test_a_holder_that_was_taken_over_writes_no_more(bucket: S3Server) -> None:
    lease = Lease(S3Address.parse(LAKE), seconds=1)
    with lease.held(lambda: None), lake_snapshot(LAKE, lease.check) as lake:
        write(lake, MONTHS[0], range(10))
        bucket.client.put_object(Bucket=BUCKET, Key="lake/.sales_platform/lock/000000000009", Body=b"{}")
        assert lease.lost.wait(10)
        with pytest.raises(UserError, match="Lock lost: another run has taken the lake over"):
            write(lake, MONTHS[0], range(9))
        with pytest.raises(UserError, match="Lock lost"):
            append_rows(lake, ("ledger", "t"), pa.table({"step": ["a"]}), partition_by="step")
    assert counts(LAKE) == {MONTHS[0]: 10}
    assert Lake(LAKE).open("ledger", "t") is None


@pytest.mark.usefixtures("bucket")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_renewal_that_ends_by_an_unexpected_error_loses_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected() -> None:
        raise KeyError("LastModified")

    lease = Lease(S3Address.parse(LAKE), seconds=1)
    with lease.held(lambda: None):
        lease.check()
        monkeypatch.setattr(lease, "_newest", unexpected)
        assert lease.lost.wait(5)
        with pytest.raises(UserError, match=r"Lock lost: its renewal failed \(KeyError\('LastModified'\)\).*: run again"):
            lease.check()


@pytest.mark.usefixtures("bucket")
def test_a_renewal_that_hangs_loses_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    lease, end = Lease(S3Address.parse(LAKE), seconds=1), threading.Event()

    def hang() -> None:
        end.wait()

    with lease.held(lambda: None):
        monkeypatch.setattr(lease, "_newest", hang)
        time.sleep(1.5)
        with pytest.raises(UserError, match="Lock lost: it was not renewed for 1 seconds"):
            lease.check()
        end.set()


def test_a_server_that_fails_for_less_than_the_lease_loses_no_lock(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = threading.Event()
    with proxy(bucket.url, lambda request: failing.is_set() and always(403, "AccessDenied")(request)) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE), seconds=3)
        with lease.held(lambda: None):
            for _ in range(2):
                failing.set()
                time.sleep(1.5)
                failing.clear()
                time.sleep(1)
            lease.check()
            failing.set()
            assert lease.lost.wait(10)
            with pytest.raises(UserError, match=r"Lock lost: it could not be renewed for 3 seconds \(AccessDenied\)"):
                lease.check()


def test_a_lock_is_released_without_an_error_when_the_server_is_gone(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    with proxy(bucket.url, lambda _request: False) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE)).held(lambda: None)
        lease.__enter__()
    lease.__exit__(None, None, None)
    assert time.monotonic() - started < 20


def test_sql_reads_a_lake_in_a_bucket_and_leaves_it_as_it_is(bucket: S3Server, tmp_path: Path) -> None:
    months = MonthRange.of(MONTHS[0], MONTHS[0])
    rows = partial(reader, MONTHS[0], range(5))
    replace_rows(Lake(LAKE), ("gold", "fact_sales"), SCHEMA, rows, month_predicate(months))
    keys = bucket.keys("")
    environment = {**bucket.environment, "SALES_LAKE": LAKE}
    asked = "select sum(number) as n from gold.fact_sales"
    done = Workplace(tmp_path, tmp_path).command("sql", asked, "--format", "json", **environment)
    assert (done.stdout, done.stderr, done.returncode) == ('[\n{"n": 10}\n]\n', "", 0)
    refused = Workplace(tmp_path, tmp_path).command("sql", f"select * from delta.`{LAKE}/gold/fact_sales`", **environment)
    assert "There is no table" in refused.stderr
    assert bucket.keys("") == keys
