"""What a run leaves that did not come to its end, or was not about everything."""

from collections.abc import Iterator

import pyarrow as pa
import pytest
from dagster import DagsterEventType
from deltalake import DeltaTable

from sales_platform.catalog import BY_TEXT
from sales_platform.errors import RunFailedError
from sales_platform.months import MonthRange
from sales_platform.planning.record import Record
from sales_platform.storage.judged import Judged
from sales_platform_tests.planning.place import FILES, FORECAST, JULY, NEW, SALES, Place, assert_same_rows
from sales_platform_tests.refreshes import materialize, written

UNFINISHED = "the last run did not finish it"
OF_JULY = MonthRange.of(JULY, JULY)


def breaks(*_arguments: object) -> None:
    raise RuntimeError("broken for a test")


@pytest.fixture
def landed(place: Place, with_an_order: Place) -> Place:
    """One more order file."""
    place.take(NEW, with_an_order)
    return place


def test_a_run_that_is_killed_leaves_its_months_stale_and_the_next_one_computes_them(
    landed: Place, with_an_order: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sales_platform.storage.frame_handlers.merge_months", breaks)
        patch.setattr(Record, "finish", lambda _record: None)  # no word at its end
        with pytest.raises(RunFailedError, match="broken for a test"):
            landed.run()
    assert set(landed.stale()) == {*SALES, FILES, FORECAST}
    assert landed.reasons("silver/sales", JULY) == (UNFINISHED, "file new: sports_bar/orders/orders_2025_07_15.csv")
    assert landed.reasons("gold/fact_sales", JULY) == (UNFINISHED, "file new: sports_bar/orders/orders_2025_07_15.csv")
    assert set(landed.run()) == {*SALES, FILES, FORECAST}
    assert landed.plan().stale == []
    assert_same_rows(landed, with_an_order)


def test_a_run_that_fails_leaves_stale_what_it_did_not_reach(
    landed: Place, with_an_order: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sales_platform.storage.frame_handlers.merge_months", breaks)
        with pytest.raises(RunFailedError, match="broken for a test"):
            landed.run()
    assert {table: months for table, months in landed.stale().items() if table != FORECAST} == {
        "gold/fact_sales": [JULY],
        "gold/sales_enriched": [JULY],
    }
    assert landed.reasons("gold/fact_sales", JULY) == (UNFINISHED,)
    assert set(landed.run()) == {"gold/fact_sales", "gold/sales_enriched", FORECAST}
    assert_same_rows(landed, with_an_order)


def test_rows_that_a_blocking_check_stopped_are_computed_and_checked_again_before_gold_is_written(
    landed: Place, with_an_order: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = Judged.accepted

    def twice(self: Judged, months: MonthRange) -> Iterator[pa.RecordBatch]:
        for batch in accepted(self, months):
            yield from [batch, batch]

    with monkeypatch.context() as patch:
        patch.setattr(Judged, "accepted", twice)
        with pytest.raises(RunFailedError, match="silver/sales primary_key_unique"):
            landed.run()
    assert {*SALES[1:], FORECAST} - {"quarantine/sales"} <= set(landed.stale())
    assert landed.reasons("silver/sales", JULY) == (UNFINISHED,)
    before = {run.run_id for run in landed.instance.get_runs()}
    landed.run()
    (run,) = [run.run_id for run in landed.instance.get_runs() if run.run_id not in before]
    kinds = {DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_CHECK_EVALUATION}
    said = [(entry.dagster_event.event_type, _table(entry)) for entry in landed.instance.all_logs(run, of_type=kinds)]  # type: ignore[union-attr]
    silver = said.index((DagsterEventType.ASSET_MATERIALIZATION, "silver/sales"))
    checked = said.index((DagsterEventType.ASSET_CHECK_EVALUATION, "silver/sales"))
    assert silver < checked < said.index((DagsterEventType.ASSET_MATERIALIZATION, "gold/fact_sales"))
    assert_same_rows(landed, with_an_order)


def _table(entry: object) -> str:
    event = entry.dagster_event  # type: ignore[attr-defined]
    return "/".join(event.asset_key.path if event.asset_key else event.asset_check_evaluation_data.asset_key.path)


def test_a_table_that_is_computed_by_hand_from_stale_inputs_stays_stale(landed: Place, with_an_order: Place) -> None:
    before = landed.stale()
    computed = written(materialize(landed.instance, OF_JULY, "gold/fact_sales", "gold/sales_enriched"))
    assert computed == {"gold/fact_sales": ["2025-07-01"], "gold/sales_enriched": ["2025-07-01"]}
    assert landed.stale() == before
    landed.run()
    assert landed.plan().stale == []
    assert_same_rows(landed, with_an_order)


def test_what_is_downstream_of_a_table_that_was_computed_by_hand_is_stale_and_says_so(
    landed: Place, with_an_order: Place
) -> None:
    materialize(landed.instance, OF_JULY, "bronze/sports_bar_orders")
    assert set(landed.stale()) == {*SALES[1:], FILES, FORECAST}
    assert landed.reasons("silver/sales", JULY) == ("bronze/sports_bar_orders was computed after it",)
    assert set(landed.run()) == {*SALES[1:], FILES, FORECAST}
    assert_same_rows(landed, with_an_order)


def test_everything_of_a_month_by_hand_leaves_nothing_stale_in_it(landed: Place, with_an_order: Place) -> None:
    """Tables of which nothing has landed are made as well, by who asks for them; they are empty, and lack the other months."""
    materialize(landed.instance, OF_JULY)
    assert [one for one in landed.plan().stale if one.month == JULY or BY_TEXT[one.table].needs is None] == []
    assert_same_rows(landed, with_an_order)


def test_a_table_that_was_restored_is_followed_by_what_was_made_from_it_meanwhile(place: Place, with_an_order: Place) -> None:
    """The rows of a file that has left the landing are in bronze only."""
    place.take(NEW, with_an_order)
    before = DeltaTable(f"{place.lake.root}/bronze/sports_bar_orders").version()
    place.run()
    (place.landing / NEW).unlink()
    place.run()
    rows = place.rows()
    bronze = DeltaTable(f"{place.lake.root}/bronze/sports_bar_orders")
    good = bronze.version()
    bronze.restore(before)
    place.run(OF_JULY)
    assert place.rows() != rows
    DeltaTable(f"{place.lake.root}/bronze/sports_bar_orders").restore(good)
    place.run()
    found = place.rows()
    assert [table for table, expected in rows.items() if not found[table].equals(expected)] == []
    assert place.plan().stale == []
