"""The asset graph as people see it: where bronze comes from, plain descriptions, types in words."""

import re
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from dagster import AssetKey

from sales_platform.assets.landing import landing_key, seen_in_landing
from sales_platform.automation.requests import JOB
from sales_platform.companies.registry import FEEDS
from sales_platform.definitions import defs
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.storage.report import type_in_words

FEED = FEEDS[0]
MARKDOWN = re.compile(r"`|\]\(|\*\*|\n|^[-#] ")


def test_each_bronze_table_is_downstream_of_its_folder_in_the_landing() -> None:
    graph = defs.resolve_asset_graph()
    for feed in FEEDS:
        assert graph.get(AssetKey(["bronze", feed.name])).parent_keys == {landing_key(feed)}
        assert graph.get(landing_key(feed)).is_external
    job = defs.resolve_job_def(JOB)
    assert not job.asset_layer.selected_asset_keys & set(map(landing_key, FEEDS))


def test_the_latest_file_of_a_folder_is_shown_with_its_time() -> None:
    noon, one = datetime(2025, 7, 1, 12, tzinfo=UTC), datetime(2025, 7, 1, 13, tzinfo=UTC)
    seen = seen_in_landing(FEED, [LandingFile("b.csv", 1, "v", one), LandingFile("c.csv", 1, "v", noon)])
    assert seen is not None
    assert seen.asset_key == landing_key(FEED)
    shown = {name: value.value for name, value in seen.metadata.items()}
    assert shown == {"files": 2, "latest_file": "b.csv", "latest_file_landed": one.timestamp()}
    assert seen_in_landing(FEED, []) is None


def test_no_description_is_markdown_which_the_catalogue_would_show_as_it_is() -> None:
    graph = defs.resolve_asset_graph()
    described = {key.to_user_string(): graph.get(key).description or "" for key in graph.get_all_asset_keys()}
    assert all(described.values())
    assert {name for name, text in described.items() if MARKDOWN.search(text)} == set()
    details = graph.get(AssetKey(["silver", "sales"])).metadata["details"].value
    assert details.startswith("- `")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (pa.decimal128(38, 2), "decimal(38, 2)"),
        (pa.list_(pa.string()), "array<string>"),
        (pa.date32(), "date"),
        (pa.timestamp("us", "UTC"), "timestamp"),
        (pa.int64(), "bigint"),
        (pa.string_view(), "string"),
        (pa.large_string(), "string"),
        (pa.bool_(), "boolean"),
    ],
)
def test_types_are_shown_in_words(kind: pa.DataType, words: str) -> None:
    assert type_in_words(kind) == words
