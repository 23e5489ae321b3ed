"""Listings of a bucket that leap over what nobody wants: nothing is missed, and no request is made more than needed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.storage import listing_s3, s3_landing
from sales_platform.storage.landed_names import is_hidden
from sales_platform.storage.newest_version import newest_versions
from sales_platform.storage.s3 import S3Address
from sales_platform.storage.s3_landing import S3Landing

PAGE = 3


class Bucket:
    """A client of a bucket with some keys, which answers with a few at a time; counts its requests."""

    def __init__(self, keys: set[str]) -> None:
        self.keys, self.requests = sorted(keys, key=str.encode), 0

    def list_objects_v2(
        self,
        Bucket: str,  # noqa: N803 - boto3's names
        Prefix: str,  # noqa: N803
        StartAfter: str = "",  # noqa: N803
        ContinuationToken: str = "",  # noqa: N803
    ) -> dict[str, Any]:
        assert Bucket == "bucket"
        self.requests += 1
        after = ContinuationToken or StartAfter
        found = [key for key in self.keys if key.startswith(Prefix) and key > after]
        item = {"Size": 1, "ETag": '"e"', "LastModified": datetime(2025, 7, 1, tzinfo=UTC)}
        answer: dict[str, Any] = {"Contents": [{"Key": key, **item} for key in found[:PAGE]], "IsTruncated": len(found) > PAGE}
        return answer | ({"NextContinuationToken": answer["Contents"][-1]["Key"]} if answer["IsTruncated"] else {})


_TABLES = [("bronze", "a"), ("bronze", "a-b"), ("bronze", "a0"), ("gold", "a"), ("ledger", "files")]
_NAMES = ["_delta_log/{:020}.json", "_delta_log/{:020}.checkpoint.parquet", "month=1/{}.parquet", "{}.parquet", "_delta_logs/{}"]
_KEYS = st.builds(
    lambda prefix, table, name, number: f"{prefix}{'/'.join(table)}/{name.format(number)}",
    st.sampled_from(["lake/", "lake/", "lake/", "lakes/", ""]),
    st.sampled_from([*_TABLES, (".sales_platform", "lock"), ("silver", "other")]),
    st.sampled_from(_NAMES),
    st.integers(0, 9),
)


@given(st.sets(_KEYS, max_size=60), st.sets(st.sampled_from(_TABLES)))
def test_the_newest_versions_are_those_of_each_log_in_no_more_requests(keys: set[str], tables: set[tuple[str, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        together, apart = Bucket(keys), Bucket(keys)
        patch.setattr(listing_s3, "s3_client", lambda: together)
        found = newest_versions("s3://bucket/lake", tables)
        patch.setattr(listing_s3, "s3_client", lambda: apart)
        expected = {table: version for table in tables for version in newest_versions("s3://bucket/lake", [table]).values()}
    logs = {table: [key for key in keys if key.startswith(f"lake/{'/'.join(table)}/_delta_log/")] for table in tables}
    assert found == expected == {table: max(int(key.split("/")[-1][:20]) for key in log) for table, log in logs.items() if log}
    assert together.requests <= apart.requests


def test_tables_with_few_files_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket({f"lake/bronze/{name}/_delta_log/{0:020}.json" for name in "abcdef"})
    monkeypatch.setattr(listing_s3, "s3_client", lambda: bucket)
    assert newest_versions("s3://bucket/lake", [("bronze", name) for name in "abcdef"]) == {("bronze", n): 0 for n in "abcdef"}
    assert bucket.requests == 2
    assert newest_versions("s3://bucket/lake", []) == {}
    assert bucket.requests == 2


@given(st.sets(st.text("ab./_", min_size=1, max_size=8).filter(lambda path: "//" not in path and not path.startswith("/"))))
def test_a_landing_leaves_out_what_is_hidden_and_nothing_else(paths: set[str]) -> None:
    bucket = Bucket({f"landing/{path}" for path in paths})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(s3_landing, "s3_client", lambda: bucket)
        landing = S3Landing("s3://bucket/landing")
        assert [file.path for file in landing._listed("")] == sorted(
            path for path in paths if not path.endswith("/") and not is_hidden(path)
        )


def test_a_hidden_folder_costs_a_request_however_much_is_in_it() -> None:
    bucket = Bucket({"a.csv", "z.csv", *(f".archive/{number}.csv" for number in range(1000))})
    found = listing_s3.listed(S3Address("bucket", ""), "", s3_landing._out_of_hidden, client=bucket)
    assert [path for path, _ in found if not path.startswith(".")] == ["a.csv", "z.csv"]
    assert bucket.requests == 2
