"""A table is one declaration: put it into a module of gold, and everything that follows from a table is there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sales_platform.settings import DEFAULT_DASHBOARD_URL
from sales_platform_tests.tables import made_up

PROGRAM = """
import json
from sales_platform import gold
gold.__path__.append({folder!r})
from dagster import AssetCheckKey, AssetKey
from sales_platform import catalog
from sales_platform.automation.requests import JOB
from sales_platform.definitions import defs
from sales_platform.sql.table_names import find_table, layer_tables
from sales_platform.sql.statements import read_statement

graph = defs.resolve_asset_graph()
node = graph.get(AssetKey(["gold", "product_range"]))
check = AssetCheckKey(node.key, "key_unique")
spec = graph.get_check_spec(check)
job = defs.resolve_job_def(JOB)
columns = node.metadata["dagster/column_schema"].columns
print(json.dumps({{
    "gold": [table.name for table in catalog.GOLD],
    "order": [table.text for table in catalog.TABLES],
    "description": node.description,
    "columns": {{column.name: [column.type, column.description] for column in columns}},
    "page": node.metadata["dashboard"].value,
    "group": node.group_name,
    "kinds": sorted(node.kinds),
    "parents": [key.to_user_string() for key in node.parent_keys],
    "children": [key.to_user_string() for key in node.child_keys],
    "checks": [key.name for key in graph.asset_check_keys if key.asset_key == node.key],
    "check": [spec.description, spec.blocking],
    "in the job": [node.key in job.asset_layer.selected_asset_keys, "check_gold_product_range" in job.graph.node_dict],
    "months": node.partitions_def == graph.get(AssetKey(["gold", "fact_sales"])).partitions_def,
    "sql": [find_table("Gold", "Product_Range"), ("gold", "product_range") in layer_tables("gold")],
    "query": sorted(read_statement("SELECT sum(products) FROM gold.product_range").tables.values()),
}}))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What a process finds whose package ``sales_platform.gold`` has the made-up modules as well."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(folder=made_up.__path__[0])],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_its_module_is_found_and_the_helper_beside_it_is_not(found: dict[str, Any]) -> None:
    assert "product_range" in found["gold"]
    assert "arithmetic" not in found["gold"]
    assert found["order"].index("gold/fact_sales") < found["order"].index("gold/product_range")


def test_it_is_an_asset_of_every_run_downstream_of_what_it_reads(found: dict[str, Any]) -> None:
    assert found["parents"] == ["gold/fact_sales"]
    assert (found["group"], found["kinds"], found["months"]) == ("gold", ["deltalake", "pyspark"], True)
    assert found["in the job"] == [True, True]


def test_its_key_is_checked_and_stops_what_is_downstream(found: dict[str, Any]) -> None:
    assert found["checks"] == ["key_unique"]
    assert found["check"] == ["One row per month, company, customer_code.", True]


def test_people_see_its_description_its_columns_and_its_page(found: dict[str, Any]) -> None:
    page = f"{DEFAULT_DASHBOARD_URL}/customers"
    assert found["description"] == "How many products each customer buys in a month."
    assert found["page"] == page
    assert "dashboard" in found["children"]
    assert list(found["columns"]) == ["month", "company", "customer_code", "products", "dozens"]
    assert found["columns"]["products"] == ["bigint", "Products that the customer bought."]
    assert found["columns"]["month"] == ["date", "First day of the month the row belongs to; the partition column."]


def test_sql_has_it(found: dict[str, Any]) -> None:
    assert found["sql"] == [["gold", "product_range"], True]
    assert found["query"] == [["gold", "product_range"]]
