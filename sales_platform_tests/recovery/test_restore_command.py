"""The command ``sales-platform restore``."""

import json
import re
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance
from dagster._core.instance.ref import InstanceRef

from sales_platform.fingerprints.made import MadeLedger
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import SmallLake, land_sound_files

ROW = "order_id,order_placement_date,customer_id,product_id,order_qty\nX1,2025-07-05,789001,25891101,1000\n"
WRONG = "sports_bar/orders/orders_2025_07_05_more.csv"


@pytest.fixture
def refreshed(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """A lake of a sound landing, to change."""

    def make(folder: Path) -> None:
        land_sound_files(folder / "landing")
        Workplace(folder, folder / "landing").run()

    folder = made_once(tmp_path_factory, "restored", make)
    return SmallLake(Workplace(folder, folder / "landing")).copy(tmp_path)


def test_a_wrong_file_is_taken_back(refreshed: SmallLake) -> None:
    place = refreshed.place
    before = json.loads(place.command("kpis", "--json").stdout)
    refreshed.run_with((WRONG, ROW))
    place = refreshed.place
    version = place.lake.reopen("gold", "fact_sales").version()
    assert json.loads(place.command("kpis", "--json").stdout) != before
    (place.landing / WRONG).unlink()
    done = place.command("restore", "--as-of", str(version - 1))
    assert done.returncode == 0, done.stderr
    assert re.search(rf"version {version - 1} of gold/fact_sales is its version {version + 1} now", done.stdout)
    assert f"1 file was taken in since; the next run takes in again what is still in the landing: {WRONG}." in done.stdout
    assert "Files that were accepted since must be accepted again." in done.stdout
    assert json.loads(place.command("kpis", "--json").stdout) == before
    assert_ui_shows_the_restore(place, (version - 1, version + 1))
    assert "every month is up to date. No file was read" in place.run()
    undo = done.stdout.rsplit("restore --as-of ", 1)[1].strip()
    again = place.command("restore", "--as-of", undo, "--json")
    assert json.loads(again.stdout)["tables"]["gold/fact_sales"] == {"version_then": version, "version_now": version + 2}


def assert_ui_shows_the_restore(place: Workplace, versions: tuple[int, int]) -> None:
    """As an observation of the table; its latest materialization is still that of the last run."""
    key = AssetKey(["gold", "fact_sales"])
    with DagsterInstance.from_ref(InstanceRef.from_dir(place.variables["DAGSTER_HOME"])) as instance:
        (seen,) = instance.fetch_observations(key, limit=10).records
        materialized = instance.fetch_materializations(key, limit=1).records[0]
    assert seen.asset_observation is not None
    found = {name: value.value for name, value in seen.asset_observation.metadata.items()}
    assert (found["delta_version_then"], found["delta_version"]) == versions
    made = MadeLedger(place.lake).rows_of("gold/fact_sales")
    assert found["fingerprints"] == {f"{month:%Y-%m}": one.fingerprint for (_, month), one in made.items()}
    assert materialized.timestamp < seen.timestamp


def test_a_history_that_cannot_be_written_does_not_undo_a_restore(refreshed: SmallLake) -> None:
    refreshed.run_with((WRONG, ROW))
    place = refreshed.place
    for database in (Path(place.variables["DAGSTER_HOME"]) / "history").rglob("*.db"):
        database.write_bytes(b"no database")
    done = place.command("restore", "--as-of", str(place.lake.reopen("gold", "fact_sales").version() - 1))
    assert (done.returncode, done.stdout[:9]) == (0, "Restored ")
    assert "The tables are restored, but Dagster's history could not be written" in done.stderr


def test_what_cannot_be_restored_is_one_sentence(refreshed: SmallLake) -> None:
    for arguments, sentence in (
        (("2999-01-01",), "2999-01-01 lies in the future (it is "),
        (("yesterday",), "'yesterday' is neither a version nor a time: "),
        (("2020-01-01",), "Nothing had been run at 2020-01-01: "),
        (("999",), "gold/fact_sales has no version 999: "),
        (("0", "--table", "gold/none"), "There is no table gold/none: name one as layer/name, of bronze/"),
        (("0", "--table", "ledger/files"), "There is no table ledger/files: "),
    ):
        done = refreshed.place.command("restore", "--as-of", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"Error: {sentence}")
        assert done.stderr.count("\n") == 1
