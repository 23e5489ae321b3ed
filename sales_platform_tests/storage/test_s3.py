"""S3 as landing and lake: real servers over HTTP, and all that can be wrong with one."""

import time
from functools import partial
from pathlib import Path

import pytest

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import LandingChangedError, UserError
from sales_platform.months import MonthRange
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import LandingZone, landing_zone
from sales_platform.storage.sql_text import month_predicate
from sales_platform.storage.writes import replace_rows
from sales_platform_tests.faulty_proxy import OneInFive, always, ignoring_conditions, proxy
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.processes import all_at_once
from sales_platform_tests.s3_servers import BUCKET, SECRET, S3Server, free_port
from sales_platform_tests.storage.s3_bucket import LAKE, MONTHS, use
from sales_platform_tests.storage.test_lake import SCHEMA, counts, reader, write

ORDERS = FEED_BY_NAME["sports_bar_orders"]


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
    all_at_once(write, [(LAKE, month, range(10)) for month in MONTHS])
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
