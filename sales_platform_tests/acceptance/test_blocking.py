"""A check that blocks stops what is downstream: bad data does not reach the next layer, and the run says so."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from dagster import DagsterInstance

from sales_platform.errors import RunFailedError
from sales_platform.settings import Settings
from sales_platform.storage.judged import Judged
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.refreshes import refresh
from sales_platform_tests.small_lake import MONTHS, SmallLake


@pytest.fixture
def instance(broken: SmallLake, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    monkeypatch.setenv("SALES_LANDING", str(broken.place.landing))
    monkeypatch.setenv("SALES_LAKE", str(broken.place.folder / "lake"))
    with quick_instance() as made:
        yield made


def test_rows_that_are_written_twice_do_not_reach_gold(
    broken: SmallLake, instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The judged rows of sales are doubled on their way to silver, as a faulty writer would."""
    before = broken.rows("gold/fact_sales").sort_by("product_code")
    accepted = Judged.accepted

    def twice(self: Judged, months: object) -> Iterator[pa.RecordBatch]:
        for batch in accepted(self, months):  # type: ignore[arg-type]
            yield batch
            if "quantity" in batch.schema.names:
                yield batch

    monkeypatch.setattr(Judged, "accepted", twice)
    with pytest.raises(RunFailedError, match="Checks stopped the run") as failed:
        refresh(instance, Settings.from_environment(), MONTHS)
    said = str(failed.value)
    assert "silver/sales primary_key_unique: 126 rows repeat a key." in said
    assert "silver/sales row_accounting: 126 rows are missing or counted twice." in said
    assert broken.rows("gold/fact_sales").sort_by("product_code").equals(before)

    monkeypatch.undo()
    monkeypatch.setenv("SALES_LANDING", str(broken.place.landing))
    monkeypatch.setenv("SALES_LAKE", str(tmp_path / "lake"))
    checks = refresh(instance, Settings.from_environment(), MONTHS)
    assert all(check.passed for check in checks)
    assert {check.asset_key.path[0] for check in checks} == {"bronze", "silver", "quarantine", "gold"}
