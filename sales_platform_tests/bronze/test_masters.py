"""Masters that hold far less than what they would displace, or that cannot identify a record, do not displace anything."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.bronze.state import master_of
from sales_platform.companies.registry import FEEDS, SOURCE_OF_FEED
from sales_platform.feeds import Feed
from sales_platform.landing.identified import ACCEPT, MISSING, Identified
from sales_platform.landing.masters import HANDFUL, Master, judged
from sales_platform.landing.versions import KnownFile, files_in_force, refused_files, versions_by_path
from sales_platform.storage.landing_zone import LandingFile

LANDED_AT = datetime(2025, 9, 17, 12, tzinfo=UTC)
CUSTOMERS, PRICES = Master("customers", ("id",), snapshot=True), Master("prices", ("id", "month"), snapshot=False)
MASTERS = [feed for feed in FEEDS if master_of(feed)]


def known(path: str, keys: int | None, version: str = "v1", **more: object) -> KnownFile:
    return replace(KnownFile(path, version, 10, LANDED_AT, keys or 0, {None: keys or 0}, keys=keys), **more)  # type: ignore[arg-type]


def landed(files: Iterable[KnownFile]) -> list[LandingFile]:
    return [file.as_landed() for file in files]


def held_up(
    master: Master, learned: Sequence[KnownFile], before: Sequence[KnownFile] = (), there: Sequence[KnownFile] = ()
) -> list[str]:
    files = judged(master, learned, before, landed([*there, *learned]))
    return sorted(item.path for item in files if item.refused)


@pytest.mark.parametrize("master", [CUSTOMERS, PRICES])
def test_a_version_with_far_fewer_records_than_the_one_before_is_held_up_with_both_counts(master: Master) -> None:
    (item,) = judged(master, [known("a/list.csv", 1, "v2")], [known("a/list.csv", 35)], [])
    one = master.records.removesuffix("s")
    assert item.refused == (
        f"list.csv has 1 {one}, its version before had 35: if that is right, accept it with `sales-platform accept a/list.csv`"
    )
    assert item.held_up


def test_a_dated_snapshot_is_compared_with_the_dated_one_before_whichever_landed_first() -> None:
    june, july, august, september = (
        known(f"c/customers_2025_{month:02}.csv", keys) for month, keys in ((6, 35), (7, 1), (8, 2), (9, 36))
    )
    files = judged(CUSTOMERS, [september, august, july, june], [], [])
    assert [(item.path, str(item.refused).split(":")[0]) for item in files if item.refused] == [
        (july.path, "customers_2025_07.csv has 1 customer, the one before (customers_2025_06.csv) had 35"),
        (august.path, "customers_2025_08.csv has 2 customers, the one before (customers_2025_06.csv) had 35"),
    ]


def test_dates_in_the_names_of_price_lists_displace_nothing_for_their_rows_say_the_month() -> None:
    assert not held_up(PRICES, [known("prices_2025_08.csv", 1)], [known("prices_2025_07.csv", 35)])


def test_the_first_dated_file_is_compared_with_the_one_that_held_before_it() -> None:
    assert held_up(CUSTOMERS, [known("c_2025_05.csv", 1)], [known("c_2025_07.csv", 35)]) == ["c_2025_05.csv"]


def test_files_without_a_date_and_further_ones_of_the_same_month_displace_nothing() -> None:
    before = [known("c_2025_07.csv", 35)]
    assert not held_up(CUSTOMERS, [known("more.csv", 1)], before)
    assert not held_up(CUSTOMERS, [known("c_2025_07_20.csv", 1)], before)


@pytest.mark.parametrize("parts", [(20, 15), (15, 20)])
def test_the_parts_of_a_month_are_judged_together_in_whichever_order_they_land(parts: tuple[int, int]) -> None:
    before = [known("c_2025_07.csv", 40)]
    a, b = (known(f"c_2025_08_{name}.csv", keys) for name, keys in zip("ab", parts, strict=True))
    assert not held_up(CUSTOMERS, [a, b], before)
    (first,) = judged(CUSTOMERS, [a], before, landed([a]))
    second = judged(CUSTOMERS, [b], [*before, first], landed([a, b]))
    latest = versions_by_path([*before, first, *second])
    assert all(item.refused is None for versions in latest.values() for item in versions.values())


def test_a_version_that_bronze_has_taken_in_stays_in_force_when_it_is_read_again() -> None:
    before = [known("c.csv", 35, "v1"), known("c.csv", 1, "v2", stored=frozenset({date(2025, 7, 1)}))]
    assert not held_up(CUSTOMERS, [known("c.csv", 1, "v2", reading="new")], before)
    assert not held_up(CUSTOMERS, [known("c.csv", 1, "v2", reading="new", refused=f"{MISSING}city")], before)
    assert held_up(CUSTOMERS, [known("c.csv", 1, "v3")], before) == [], "the one before is no handful any more"


def test_the_rows_that_an_earlier_release_counted_stand_for_records() -> None:
    before = replace(known("c.csv", None), rows=35)
    assert held_up(CUSTOMERS, [known("c.csv", 1, "v2")], [before]) == ["c.csv"]


def test_what_a_person_has_accepted_stays_so_however_it_is_read_later() -> None:
    good, refused = known("c.csv", 35, stored=frozenset({date(2025, 7, 1)})), known("c.csv", 1, "v2", refused="held up")
    accepted, again = replace(refused, refused=None, accepted="Meera"), replace(refused, reading="new")
    history, there = [good, refused, accepted, again], [refused.as_landed()]
    (item,) = files_in_force(there, history, "new")
    assert (item.file.version, item.landed) == ("v2", True)
    assert refused_files(there, history) == []
    useless = replace(refused, reading="new", keys=0, refused="none of its 3 rows has a id: correct it and land it again")
    assert [item.version for item in refused_files(there, [*history, useless])] == ["v2"], "a person cannot make it useful"


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(["same", "dated"]), st.sampled_from(["customers", "products"]))
def test_a_list_is_held_up_exactly_when_it_has_less_than_half_of_a_handful_or_more(
    before: int, after: int, kind: str, records: str
) -> None:
    master = Master(records, ("id",), snapshot=True)
    old, new = ("m.csv", "m.csv") if kind == "same" else ("m_2025_07.csv", "m_2025_08.csv")
    names = held_up(master, [known(new, after, "v2")], [known(old, before)])
    assert names == ([new] if before >= HANDFUL and 2 * after < before else [])


@given(st.permutations([(5, 30), (6, 29), (7, 2), (8, 31), (9, 14), (10, 40)]))
def test_in_which_order_files_are_read_together_does_not_matter(order: list[tuple[int, int]]) -> None:
    files = [known(f"m_2025_{month:02}.csv", keys) for month, keys in order]
    assert held_up(CUSTOMERS, files) == ["m_2025_07.csv", "m_2025_09.csv"]


def batch_of(feed: Feed, rows: Sequence[dict[str, str]], extra: str | None = None, without: Iterable[str] = ()) -> pa.RecordBatch:
    columns = [[None if name in without else row[name] for row in rows] for name in feed.columns]
    arrays = [pa.array(values, pa.string()) for values in [*columns, [extra] * len(rows)]]
    return pa.RecordBatch.from_arrays(arrays, names=[*feed.columns, "_extra"])


def rows_of(feed: Feed, count: int) -> list[dict[str, str]]:
    return [{name: f"{name} {number}" for name in feed.columns} for number in range(count)]


@given(st.sampled_from(MASTERS), st.data(), st.integers(1, 5))
def test_a_master_without_an_agreed_column_is_refused_by_the_columns_name(feed: Feed, data: st.DataObject, count: int) -> None:
    missing = data.draw(st.sets(st.sampled_from(feed.columns), min_size=1, max_size=len(feed.columns) - 1))
    key = SOURCE_OF_FEED[feed.name].record.key
    found = Identified(feed, key)
    found.add(batch_of(feed, rows_of(feed, count), '{"Renamed": "x"}', missing))
    problem = str(found.problem("a b.csv", LANDED_AT.date()))
    assert problem.startswith(f"{MISSING}{', '.join(name for name in feed.columns if name in missing)}; its columns are ")
    assert "Renamed: rename them and land it again" in problem
    assert (f"{ACCEPT} 'a b.csv'" in problem) == (not missing & {*key}), "nothing identifies its records, whoever accepts it"


@given(st.sampled_from(MASTERS), st.data())
def test_rows_without_a_key_and_repeated_headers_are_no_records(feed: Feed, data: st.DataObject) -> None:
    key = SOURCE_OF_FEED[feed.name].record.key
    good = rows_of(feed, data.draw(st.integers(0, 4)))
    lost = data.draw(st.sampled_from(key))
    blank = data.draw(st.sampled_from(["", " ", "\u00a0\t", "#N/A", "null", " #REF! ", lost, f" {lost.upper()} "]))
    bad = [{**row, lost: blank} for row in rows_of(feed, data.draw(st.integers(1, 3)))]
    found = Identified(feed, key)
    for row in data.draw(st.permutations([*good, *bad, *good])):
        found.add(batch_of(feed, [row]))
    assert found.records == len(good)
    problem = found.problem("a.csv", LANDED_AT.date())
    assert (problem is None) == bool(good)
    assert good or "land it again" in str(problem)


def test_a_master_without_rows_is_refused_and_sales_are_not_counted() -> None:
    feed = MASTERS[0]
    assert Identified(feed, SOURCE_OF_FEED[feed.name].record.key).problem("a.csv", LANDED_AT.date()) == (
        "it has no rows: land it again with its records"
    )
    assert Identified(feed, ()).problem("a.csv", LANDED_AT.date()) is None


def test_a_file_that_was_held_up_and_is_taken_away_is_not_listed_any_more_and_one_that_nobody_could_use_is() -> None:
    good, held = known("c.csv", 35), known("c_2025_08.csv", 1, refused="c_2025_08.csv has 1 customer, ...")
    useless = known("c_2025_09.csv", 0, refused="it has no rows: land it again with its records")
    assert [item.path for item in refused_files(landed([good, held]), [good, held, useless])] == [held.path, useless.path]
    assert [item.path for item in refused_files(landed([good]), [good, held, useless])] == [useless.path]
