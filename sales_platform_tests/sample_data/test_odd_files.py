"""Odd files are in every sample, alike in number; a run finds exactly what the account says of them and of all else."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import SOURCES
from sales_platform.companies.sports_bar.sample.days import plan_days
from sales_platform.companies.sports_bar.sample.odd_order_files import odd_order_files
from sales_platform.companies.sports_bar.sample.odd_order_values import odd_order_values
from sales_platform.companies.sports_bar.sample.odd_orders import OddOrders
from sales_platform.feeds import Months
from sales_platform.months import MonthRange, add_months
from sales_platform.sample_data import write_sample_data
from sales_platform.sample_data.odd_files import csv_text, gzipped, workbook, zipped
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.refreshes import refresh
from sales_platform_tests.sample_data.samples import LAST, ODD, Account, Sample, contents

MONTHS = 3
ROWS_OF_ODD = "SELECT * FROM t WHERE contains(_file, '/by_mail/')"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Account]:
    """The lake that a run makes of a small sample, and the sample's account."""

    def make(folder: Path) -> None:
        account = write_sample_data(folder / "landing", months=MONTHS, scale=0.05, last_month=LAST)
        (folder / "account.json").write_text(json.dumps(account))
        with quick_instance() as instance, pytest.MonkeyPatch.context() as patch:
            for name, place in (("SALES_LANDING", "landing"), ("SALES_LAKE", "lake")):
                patch.setenv(name, str(folder / place))
            patch.setenv("SALES_FIRST_MONTH", "2024-01")
            refresh(instance, Settings.from_environment())

    folder = made_once(tmp_path_factory, "odd_files", make)
    return Lake(str(folder / "lake")), json.loads((folder / "account.json").read_text())


def ask(lake: Lake, sql: str, *table: str) -> list[dict[str, Any]]:
    answer = lake.query(sql, t=(table[0], table[1]))
    return answer.to_pylist() if answer is not None else []


def test_a_run_takes_in_as_many_rows_as_the_account_says(landed: tuple[Lake, Account]) -> None:
    lake, account = landed
    for source in SOURCES:
        feed = source.feed
        one_month = f"month = DATE '{LAST}'" if feed.months in {Months.SNAPSHOT, Months.BY_YEAR} else "TRUE"
        (counted,) = ask(lake, f"SELECT count(*) AS n FROM t WHERE {one_month}", "bronze", feed.name)
        assert counted["n"] == account[feed.name]["rows"], feed.name


def test_a_run_quarantines_exactly_what_the_account_says_by_feed_and_reason(landed: tuple[Lake, Account]) -> None:
    lake, account = landed
    found: Counter[str] = Counter()
    for source in SOURCES:
        feed, entity = source.feed, source.entity.name
        one_month = f"month = DATE '{LAST}'" if feed.months in {Months.SNAPSHOT, Months.BY_YEAR} else "TRUE"
        rows = ask(lake, f"SELECT reasons FROM t WHERE feed = '{feed.name}' AND {one_month}", "quarantine", entity)
        found.update(f"{feed.name}.{reason}" for row in rows for reason in row["reasons"])
        if feed.name == "sports_bar_orders":
            assert len(rows) == account["orders_to_quarantine"]
    assert found == account["rows_to_quarantine"]


def test_a_run_cannot_use_exactly_the_files_that_the_account_names(landed: tuple[Lake, Account]) -> None:
    lake, account = landed
    found = {row["_file"]: row["reason"] for row in ask(lake, "SELECT _file, reason FROM t", "quarantine", "files")}
    assert found.keys() == account["refused_files"].keys()
    assert len(found) == account["files_of_no_use"]
    for path, said in account["refused_files"].items():
        assert found[path].startswith(said), path


def test_what_can_mean_one_thing_only_is_read_as_a_named_repair(landed: tuple[Lake, Account]) -> None:
    lake, account = landed
    mess = account["mess"]
    counts: Counter[str] = Counter()
    for entity in ("sales", "prices"):
        counts.update(repair for row in ask(lake, ROWS_OF_ODD, "silver", entity) for repair in row["repairs"] or ())
    counted = {
        "code_repaired": mess["code_disguised"],
        "date_month_first": mess["date_month_first"] - 1,  # the other line of Atlon's contradiction is in quarantine
        "date_spelling": mess["date_other_spelling"] + mess["date_time"],
        "number_spelling": mess["price_spelling"],
    }
    assert {name: counts[name] for name in counted} == counted


def test_no_file_of_a_list_displaces_the_drawn_one(landed: tuple[Lake, Account]) -> None:
    lake, _ = landed
    for month in [add_months(LAST, -back) for back in range(MONTHS)]:
        (counted,) = ask(lake, f"SELECT count(DISTINCT customer_code) AS n FROM t WHERE month = DATE '{month}'"
                         " AND company = 'sports_bar' AND customer_code <> '999999'", "silver", "customers")  # fmt: skip
        assert counted["n"] == 35 + 6 + 2


def test_odd_files_are_as_many_in_every_sample(tmp_path: Path) -> None:
    for name, months, scale in (("short", 1, 0.01), ("long", 24, 0.02), ("large", 2, 3)):
        made = Sample(tmp_path, write_sample_data(tmp_path / name, months, scale, last_month=LAST))
        odd = [path for path in contents(tmp_path / name) if "/by_mail/" in path]
        assert len(odd) == sum(count["files"] for count in ODD.values()), name
        assert made.account["files_of_no_use"] == 5


def test_their_kinds_are_in_the_smallest_sample(tmp_path: Path) -> None:
    account: Account = write_sample_data(tmp_path, months=1, scale=0.01, last_month=LAST)
    kinds = list(account["mess"])
    odd = kinds[kinds.index("stray_quote") :]
    assert [kind for kind in odd if not account["mess"][kind]] == []


@given(st.integers(0, 2**32), st.integers(1, 30), st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_odd_orders_are_made_of_any_plan_of_days_and_no_two_share_an_order(seed: int, months: int, last: date) -> None:
    last = last.replace(day=1)
    span = MonthRange.of(add_months(last, 1 - months), last)
    orders = OddOrders.of(plan_days(np.random.default_rng(seed), span, 40), 35, 18)
    files = [*odd_order_values(orders), *odd_order_files(orders)]
    assert len({file.landed for file in files}) == len(files) == 19
    assert sum(file.rows for file in files) == ODD["sports_bar_orders"]["rows"]


def test_packed_files_are_the_same_bytes_each_time() -> None:
    rows = [("a", "b"), ("x & <y>", 7)]
    once, again = ((gzipped(csv_text(rows)), zipped({"a.csv": csv_text(rows)}), workbook(rows)) for _ in range(2))
    assert once == again
