"""The dashboard in the asset graph: seen, linked, and never run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dagster import AssetKey, asset

from sales_platform.assets.dashboard import dashboard, linked
from sales_platform.automation.requests import JOB
from sales_platform.catalog import TABLES
from sales_platform.dashboard.found_pages import found_pages
from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.settings import DEFAULT_DASHBOARD_URL, Settings
from sales_platform.table import Table

DASHBOARD = AssetKey("dashboard")
PAGES = {table.name: table.page for table in TABLES if table.page}
GOLD = {table.name for table in TABLES if table.layer == "gold"}


def test_the_dashboard_is_downstream_of_every_gold_table_with_its_address() -> None:
    node = defs.resolve_asset_graph().get(DASHBOARD)
    assert node.parent_keys == {AssetKey(["gold", table]) for table in GOLD}
    assert node.group_name == "dashboard"
    assert node.metadata["dashboard"].value == f"{DEFAULT_DASHBOARD_URL}/"


def test_every_gold_table_links_to_its_page_and_no_other_table_does() -> None:
    graph = defs.resolve_asset_graph()
    metadata = {key: graph.get(key).metadata for key in graph.materializable_asset_keys}
    assert {key.path[1] for key, entries in metadata.items() if "dashboard" in entries} == GOLD == set(PAGES)
    forecast = AssetKey(["gold", "demand_forecast"])
    assert metadata[forecast]["dashboard"].value == f"{DEFAULT_DASHBOARD_URL}/inventory"


def test_a_gold_table_without_a_page_has_no_link_and_is_not_above_the_dashboard() -> None:
    shown, hidden = asset(key=["gold", "shown"])(lambda: None), asset(key=["gold", "hidden"])(lambda: None)
    tables = [Table("gold", "shown", "", columns=(), page="overview"), Table("gold", "hidden", "", columns=())]
    specs = {spec.key: spec for one in linked("https://bi.example.com", [shown, hidden], tables) for spec in one.specs}
    assert specs[AssetKey(["gold", "shown"])].metadata["dashboard"].value == "https://bi.example.com/overview"
    assert "dashboard" not in specs[AssetKey(["gold", "hidden"])].metadata
    assert [dep.asset_key for dep in dashboard("https://bi.example.com", tables).deps] == [AssetKey(["gold", "shown"])]


def test_the_dashboard_is_not_a_part_of_the_runs() -> None:
    job = defs.resolve_job_def(JOB)
    assert DASHBOARD not in job.asset_layer.selected_asset_keys
    assert not [name for name in job.graph.node_dict if "dashboard" in name]


def test_another_address_can_be_set() -> None:
    settings = Settings.from_environment({"SALES_DASHBOARD_URL": "https://bi.example.com/"})
    assert settings.dashboard_url == "https://bi.example.com"
    assert dashboard(settings.dashboard_url).metadata["dashboard"].value == "https://bi.example.com/"
    code = (
        "from dagster import AssetKey; from sales_platform.definitions import defs;"
        "print(defs.resolve_asset_graph().get(AssetKey('dashboard')).metadata['dashboard'].value)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SALES_DASHBOARD_URL": "https://bi.example.com"},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout == "https://bi.example.com/\n"


@pytest.mark.parametrize("address", ["here", "javascript:alert(1)", "http://", "https://x y", "http://x)[y](javascript:z"])
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(UserError, match=r"SALES_DASHBOARD_URL is '.*', which is not a web address"):
        Settings.from_environment({"SALES_DASHBOARD_URL": address})


def test_the_pages_that_gold_links_to_are_pages_of_the_dashboard() -> None:
    assert set(PAGES.values()) <= {page.name for page in found_pages()}


def test_an_address_has_the_path_that_the_dashboard_is_below() -> None:
    with pytest.raises(UserError, match=r"set SALES_DASHBOARD_PREFIX to '/sales', or leave it out of the address"):
        Settings.from_environment({"SALES_DASHBOARD_URL": "https://bi.example.com/sales/"})
    both = {"SALES_DASHBOARD_URL": "https://bi.example.com/sales/", "SALES_DASHBOARD_PREFIX": "/sales"}
    assert Settings.from_environment(both).dashboard_url == "https://bi.example.com/sales"
    assert Settings.from_environment({"SALES_DAGSTER_URL": "https://bi.example.com/dagster/"}).dagster_url.endswith("/dagster")
