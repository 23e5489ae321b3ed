"""Sports Bar's order rows and files are as messy as the account says, to the row."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.atlon import sample as atlon
from sales_platform.companies.registry import FEEDS
from sales_platform.companies.sports_bar.sample import order_parts
from sales_platform.companies.sports_bar.sample.date_texts import ALL_FORMATS, date_texts
from sales_platform.companies.sports_bar.sample.days import EMPTY, plan_days
from sales_platform.months import MonthRange, add_months
from sales_platform.sample_data import write_sample_data
from sales_platform.sample_data.mess import Mess
from sales_platform_tests.sample_data.samples import LAST, ODD_REFUSED, WEEKDAY, Row, Sample, cleaned, day_of, file_day


def test_every_kind_of_mess_is_in_a_usual_sample(sample: Sample) -> None:
    assert list(sample.mess) == [kind.key for kind in Mess]
    assert [kind for kind, count in sample.mess.items() if not count] == []


def test_the_faults_of_order_rows_are_as_many_as_the_account_says(
    sample: Sample, orders: dict[str, list[Row]], products: set[str]
) -> None:
    counts: Counter[str] = Counter()
    for row in (row for rows in orders.values() for row in rows):
        quantity = row["order_qty"]
        faults = {
            "missing_quantity": not quantity,
            "invalid_quantity": bool(quantity) and not re.fullmatch(r"[1-9][0-9]*(\.0)?", quantity),
            "unknown_product": row["product_id"] not in products,
            "unknown_customer": not row["customer_id"].isdigit(),
            "unreadable_date": day_of(row["order_placement_date"]) is None,
        }
        counts.update(kind for kind, found in faults.items() if found)
        counts["two_faults"] += sum(faults.values()) > 1
    assert counts == {kind: sample.mess[kind] for kind in counts}


def test_the_spellings_of_order_rows_are_as_many_as_the_account_says(sample: Sample, orders: dict[str, list[Row]]) -> None:
    rows = [row for rows in orders.values() for row in rows]
    dates = [row["order_placement_date"] for row in rows if day_of(row["order_placement_date"])]
    plain = [WEEKDAY.sub("", text) for text in dates]
    assert sample.mess["date_weekday"] == sum(text != without for text, without in zip(dates, plain, strict=True))
    assert sample.mess["date_format"] == sum(not re.fullmatch(r"....-..-..", text) for text in plain)
    assert sample.mess["quantity_decimal_point"] == sum(row["order_qty"].endswith(".0") for row in rows)
    shapes = {re.sub("[0-9]", "9", re.sub("[A-Z][a-z]+day", "D", re.sub("[A-Z][a-z]+ ", "M ", text))) for text in dates}
    assert len(shapes) == len(ALL_FORMATS)


def test_the_rules_refuse_as_many_order_rows_as_the_account_says(
    sample: Sample, orders: dict[str, list[Row]], products: set[str]
) -> None:
    seen: dict[str, set[object]] = {}
    refused = duplicates = 0
    for name, rows in orders.items():
        for row in (cleaned(row, products) for row in rows):
            month = seen.setdefault(name[:14], set())
            refused += row is None
            duplicates += row in month
            month |= {row} - {None}
    assert duplicates == sample.mess["duplicate_in_file"] + sample.mess["duplicate_next_day"]
    assert refused + duplicates + ODD_REFUSED == sample.account["orders_to_quarantine"]


def test_rows_land_twice_next_to_each_other_or_with_the_next_day_in_another_format(
    sample: Sample, orders: dict[str, list[Row]]
) -> None:
    twice = late = 0
    for name, rows in orders.items():
        yesterday = file_day(name) - timedelta(days=1)
        earlier = {row["order_id"] + row["product_id"]: row for row in orders.get(f"orders_{yesterday:%Y_%m_%d}.csv", [])}
        twice += sum(one == other for one, other in pairwise(rows))
        for row in (row for row in rows if day_of(row["order_placement_date"]) not in {None, file_day(name)}):
            first = earlier[row["order_id"] + row["product_id"]]
            assert first["order_placement_date"] != row["order_placement_date"]
            assert first | {"order_placement_date": ""} == row | {"order_placement_date": ""}
            late += 1
    assert (twice, late) == (sample.mess["duplicate_in_file"], sample.mess["duplicate_next_day"])


def test_days_drawn_in_many_parts_keep_their_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_parts, "ROWS_AT_ONCE", 20)
    monkeypatch.setattr(atlon, "PAIRS_AT_ONCE", 100)
    made = Sample(tmp_path, write_sample_data(tmp_path, months=1, last_month=LAST))
    files = made.files("sports_bar/orders")
    assert made.drawn("sports_bar_orders")["rows"] == sum(map(len, files.values()))
    assert made.mess["duplicate_in_file"] == sum(one == other for rows in files.values() for one, other in pairwise(rows))
    sold = [(row["product_code"], row["customer_code"]) for row in made.rows("atlon/sales")]
    assert len(sold) == len(set(sold)) == made.drawn("atlon_sales")["rows"]


def test_files_out_of_the_ordinary_are_as_many_as_the_account_says(sample: Sample) -> None:
    counts: Counter[str] = Counter()
    contract = next(feed.columns for feed in FEEDS if feed.name == "sports_bar_orders")
    texts = {path: path.read_bytes() for path in (sample.root / "sports_bar/orders").glob("*.csv")}
    for text in texts.values():
        header, *rows = text.removeprefix(b"\xef\xbb\xbf").decode().splitlines()
        names = header.split(",")
        tidy = [name.strip().lower() for name in names]
        counts["file_bom"] += text.startswith(b"\xef\xbb\xbf")
        counts["file_crlf"] += text.count(b"\r\n") == text.count(b"\n")
        counts["file_header_only"] += not rows
        counts["file_extra_column"] += len(names) == len(contract) + 1
        counts["file_column_order"] += set(names) == set(contract) and tuple(names) != contract
        counts["file_header_spelling"] += tidy != names
    counts["day_missing"] = (date(2026, 1, 1) - date(2024, 1, 1)).days - len(texts)
    counts["correction_file"] = len(sample.files("corrections"))
    assert counts == {kind: sample.mess[kind] for kind in counts}


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(0, 10**7))
def test_the_plan_spreads_all_rows_over_the_days_that_have_a_filled_file(seed: int, months: int, rows: int) -> None:
    span = MonthRange.of(add_months(LAST, 1 - months), LAST)
    plan = plan_days(np.random.default_rng(seed), span, rows)
    filled = [day for day in plan if day.oddity not in EMPTY]
    assert [day.day for day in plan] == [span.start + timedelta(days=number) for number in range(len(plan))]
    assert all(day.rows == 0 for day in plan if day.oddity in EMPTY)
    assert all(day.rows >= 1 for day in filled)
    assert rows <= sum(day.rows for day in plan) <= rows + len(filled)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_format_of_a_date_says_the_same_day(day: date) -> None:
    texts = date_texts(day)
    assert len(set(texts)) == len(ALL_FORMATS)
    assert [day_of(text) for text in texts] == [day] * len(texts)
    assert all(text.startswith(f"{day:%A}, ") for text in texts[len(texts) // 2 :])
