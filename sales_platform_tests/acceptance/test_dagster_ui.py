"""What the Dagster UI asks about a run that the command line made, over its GraphQL interface."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetCheckKey, AssetKey, DagsterInstance
from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_graphql.test.utils import execute_dagster_graphql
from dagster_shared.yaml_utils import load_yaml_from_path

import sales_platform
from sales_platform.automation.requests import JOB
from sales_platform.running.origin import LOCATION, MODULE, code_origin, remote_origin
from sales_platform_tests.platform_runs import Workplace

WORKSPACE = Path(sales_platform.__file__).with_name("workspace.yaml")
JOB_RUNS = """
query ($repository: RepositorySelector!, $job: String!) {
  repositoryOrError(repositorySelector: $repository) {
    ... on Repository { pipelines { name runs(limit: 5) { runId status } } }
  }
  runsOrError(filter: {pipelineName: $job}) {
    ... on Runs { results { runId repositoryOrigin { repositoryName repositoryLocationName } } }
  }
}
"""
LANDING = """
query ($folder: AssetKeyInput!, $table: AssetKeyInput!, $month: String!) {
  assetOrError(assetKey: $folder) {
    ... on Asset { assetObservations(limit: 1) { metadataEntries { label ... on TextMetadataEntry { text } } } }
  }
  assetNodeOrError(assetKey: $table) {
    ... on AssetNode { staleStatus(partition: $month) dependencyKeys { path } }
  }
}
"""
LINEAGE = """
query ($table: AssetKeyInput!) {
  assetOrError(assetKey: $table) {
    ... on Asset {
      assetMaterializations(limit: 2) {
        metadataEntries {
          ... on TableColumnLineageMetadataEntry { lineage { columnName columnDeps { assetKey { path } columnName } } }
        }
      }
    }
  }
}
"""
REEXECUTE = """
mutation ($run: String!) {
  launchRunReexecution(reexecutionParams: {parentRunId: $run, strategy: ALL_STEPS}) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    folder = tmp_path_factory.mktemp("dagster_ui")  # not made once for all: runs are added to its history
    made = Workplace(folder, folder / "landing")
    made.command("sample-data", "--months", "2", "--scale", "0.02", "--out", str(folder / "landing"))
    made.run()
    return made


@pytest.fixture(scope="module")
def ui(workplace: Workplace) -> Iterator[WorkspaceProcessContext]:
    """What the web server works on, with a code server of its own as ``sales-platform dev`` starts it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in workplace.variables.items():
            patch.setenv(name, value)
        with (
            DagsterInstance.get() as instance,
            WorkspaceProcessContext(instance, WorkspaceFileTarget([str(WORKSPACE)])) as context,
        ):
            yield context


def ask(ui: WorkspaceProcessContext, question: str, **variables: Any) -> Mapping[str, Any]:
    """The answer to a question, which must be one."""
    answer = execute_dagster_graphql(ui.create_request_context(), question, variables=variables)
    assert not answer.errors
    return answer.data


def test_every_workspace_has_the_code_location_that_runs_name() -> None:
    root = Path(__file__).parents[2]
    for file in (WORKSPACE, root / "workspace.yaml", root / "deploy" / "workspace.yaml"):
        workspace: Any = load_yaml_from_path(str(file))
        (location,) = workspace["load_from"]
        ((_, options),) = location.items()
        assert options["location_name"] == LOCATION, file
        assert options.get("module_name", MODULE) == MODULE, file


def test_the_metadata_of_a_month_are_of_that_month(ui: WorkspaceProcessContext) -> None:
    fact = by_month(ui, "gold", "fact_sales")
    assert len(fact) > 1
    for month in fact.values():
        assert month["rows_inserted"] == month["dagster/partition_row_count"]
        assert "dagster/column_schema" not in month  # that of the asset's definition holds
    assert len({month["rows_inserted"] for month in fact.values()}) > 1
    sales = by_month(ui, "bronze", "atlon_sales")
    assert all(len(month["files_replaced"]) == month["files"] == month["files_read"] for month in sales.values())
    replaced = [path for month in sales.values() for path in month["files_replaced"]]
    assert len(replaced) == len(set(replaced)) > 1


def test_the_result_of_a_check_says_of_which_months_it_is(ui: WorkspaceProcessContext) -> None:
    key = AssetCheckKey(AssetKey(["gold", "fact_sales"]), "key_unique")
    records = ui.instance.event_log_storage.get_asset_check_execution_history(key, limit=100)
    assert len(records) == len(ui.instance.get_runs())
    record = records[-1]
    assert record.event is not None
    assert record.event.dagster_event is not None
    metadata = record.event.dagster_event.asset_check_evaluation_data.metadata
    months = sorted(by_month(ui, "gold", "fact_sales"))
    assert metadata["months_checked"].value == f"{months[0][:7]} to {months[-1][:7]}"


def test_the_folder_of_a_feed_is_seen_and_its_bronze_table_is_not_stale_because_of_it(ui: WorkspaceProcessContext) -> None:
    folder, table = ["landing", "atlon_sales"], ["bronze", "atlon_sales"]
    month = max(by_month(ui, *table))
    found = ask(ui, LANDING, folder={"path": folder}, table={"path": table}, month=month)
    (seen,) = found["assetOrError"]["assetObservations"]
    texts = {entry["label"]: entry.get("text") for entry in seen["metadataEntries"]}
    assert set(texts) == {"files", "latest_file", "latest_file_landed"}
    assert texts["latest_file"].startswith("atlon/sales/")
    assert found["assetNodeOrError"] == {"staleStatus": "FRESH", "dependencyKeys": [{"path": folder}]}


def by_month(ui: WorkspaceProcessContext, *asset: str) -> dict[str, dict[str, Any]]:
    """The metadata of the first materialization of each partition."""
    records = ui.instance.fetch_materializations(AssetKey(asset), limit=100, ascending=True).records
    first: dict[str, dict[str, Any]] = {}
    for record in records:
        assert record.asset_materialization is not None
        metadata = {name: value.value for name, value in record.asset_materialization.metadata.items()}
        first.setdefault(str(record.partition_key), metadata)
    return first


@pytest.mark.timeout(300)
def test_the_ui_knows_a_run_of_the_command_line_and_runs_it_again(ui: WorkspaceProcessContext) -> None:
    (made,) = ui.instance.get_runs()
    job = ui.create_request_context().get_code_location(LOCATION).get_repository("__repository__").get_full_job(JOB)
    pointer = job.get_python_origin().get_repo_pointer()
    assert isinstance(pointer, ModuleCodePointer)
    assert pointer.working_directory is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(pointer.working_directory)
        assert code_origin(JOB) == job.get_python_origin()
        assert remote_origin(JOB) == job.get_remote_origin()

    repository = {"repositoryName": "__repository__", "repositoryLocationName": LOCATION}
    known = ask(ui, JOB_RUNS, repository=repository, job=JOB)
    jobs = {one["name"]: one["runs"] for one in known["repositoryOrError"]["pipelines"]}
    assert jobs[JOB] == [{"runId": made.run_id, "status": "SUCCESS"}]
    assert known["runsOrError"]["results"] == [{"runId": made.run_id, "repositoryOrigin": repository}]

    launched = ask(ui, REEXECUTE, run=made.run_id)["launchRunReexecution"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    launcher = ui.instance.run_launcher
    assert isinstance(launcher, DefaultRunLauncher)
    ui.instance.launch_run(launched["run"]["runId"], ui.create_request_context())  # as the daemon does, from its queue
    launcher.join(timeout=240)  # type: ignore[no-untyped-call]
    again = ui.instance.get_run_by_id(launched["run"]["runId"])
    assert again is not None
    assert (again.is_success, again.parent_run_id) == (True, made.run_id)


def test_the_latest_materialization_of_a_table_says_where_its_columns_come_from(ui: WorkspaceProcessContext) -> None:
    """The UI draws them from there; the other months need not repeat it."""
    answer = ask(ui, LINEAGE, table={"path": ["gold", "fact_sales"]})
    latest, *others = answer["assetOrError"]["assetMaterializations"]
    (lineage,) = (entry["lineage"] for entry in latest["metadataEntries"] if "lineage" in entry)
    deps = {one["columnName"]: [(dep["assetKey"]["path"], dep["columnName"]) for dep in one["columnDeps"]] for one in lineage}
    assert sorted(deps["revenue_inr"]) == [(["gold", "dim_prices"], "price_inr"), (["silver", "sales"], "quantity")]
    assert others
    assert not [entry for other in others for entry in other["metadataEntries"] if "lineage" in entry]
