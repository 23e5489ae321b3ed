"""The sample data: as large as asked, the same every time, and as messy as its account says, to the row."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.atlon import sample as atlon
from sales_platform.companies.registry import FEEDS
from sales_platform.companies.sports_bar.sample import order_parts
from sales_platform.companies.sports_bar.sample.customer_rows import CITY_SPELLINGS, MENDED_BY_SEED, customer_ids
from sales_platform.companies.sports_bar.sample.date_texts import ALL_FORMATS, date_texts
from sales_platform.companies.sports_bar.sample.days import EMPTY, plan_days
from sales_platform.companies.sports_bar.sample.product_rows import product_ids
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months
from sales_platform.sample_data import write_sample_data
from sales_platform.sample_data.mess import Mess

LAST = date(2025, 12, 1)
READ_AS = ("%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%B %d, %Y")
WEEKDAY = re.compile(r"[A-Z][a-z]+day, ")

Account = dict[str, Any]
Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    root: Path
    account: Account

    @property
    def mess(self) -> dict[str, int]:
        mess: dict[str, int] = self.account["mess"]
        return mess

    def files(self, folder: str) -> dict[str, list[Row]]:
        return {path.name: read(path) for path in sorted((self.root / folder).glob("*.csv"))}

    def rows(self, folder: str) -> list[Row]:
        return [row for rows in self.files(folder).values() for row in rows]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file under the contract's column names."""
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    return list(reader)


def day_of(text: str) -> date | None:
    plain = WEEKDAY.sub("", text)
    for spelling in READ_AS:
        try:
            return datetime.strptime(plain, spelling).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def file_day(name: str) -> date:
    return date(*map(int, name.removeprefix("orders_").removesuffix(".csv").split("_")))


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def cleaned(row: Row, products: set[str]) -> tuple[object, ...] | None:
    """The row as the rules of the business see it, or None when they refuse it."""
    day, quantity = day_of(row["order_placement_date"]), re.fullmatch(r"([1-9][0-9]*)(\.0)?", row["order_qty"])
    if day is None or quantity is None or row["product_id"] not in products:
        return None
    customer = row["customer_id"] if row["customer_id"].isdigit() else "999999"
    return row["order_id"], day, customer, row["product_id"], int(quantity[1])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("sample") / "landing"
    return Sample(root, write_sample_data(root, last_month=LAST))


@pytest.fixture(scope="module")
def orders(sample: Sample) -> dict[str, list[Row]]:
    """The order files; their columns are those of the contract, without the one that some of them add."""
    contract = next(feed.columns for feed in FEEDS if feed.name == "sports_bar_orders")
    files = sample.files("sports_bar/orders")
    return {name: [{column: row[column] for column in contract} for row in rows] for name, rows in files.items()}


@pytest.fixture(scope="module")
def products(sample: Sample) -> set[str]:
    return {row["product_id"] for row in sample.rows("sports_bar/products") if row["product_id"].isdigit()}


# Size


def test_a_usual_sample_is_about_as_large_as_the_real_extracts(sample: Sample) -> None:
    account = sample.account
    assert account["sports_bar_orders"]["rows"] == pytest.approx(53_000, rel=0.02)
    assert account["sports_bar_orders"]["files"] == 731 - sample.mess["day_missing"]
    assert account["atlon_sales"]["rows"] == pytest.approx(93_000, rel=0.02)
    assert account["atlon_sales"]["files"] == 24
    assert account["atlon_customers"]["rows"] == 18
    assert account["atlon_products"]["rows"] == 400
    assert len({row["customer_id"] for row in sample.rows("sports_bar/customers")}) == 35
    assert len({row["product_id"] for row in sample.rows("sports_bar/products")}) == 18


def test_the_account_names_exactly_the_files_and_rows_of_every_feed(sample: Sample) -> None:
    for feed in FEEDS:
        files = sample.files(feed.folder)
        assert sample.account[feed.name] == {"files": len(files), "rows": sum(map(len, files.values()))}
        assert all(set(feed.columns) <= set(row) and None not in row.values() for rows in files.values() for row in rows)


def test_the_account_is_fit_for_json(sample: Sample) -> None:
    assert json.loads(json.dumps(sample.account)) == sample.account


def test_the_scale_multiplies_orders_and_sales_and_takes_the_root_for_masters(tmp_path: Path) -> None:
    small: Account = write_sample_data(tmp_path / "small", months=2, scale=1, last_month=LAST)
    large: Account = write_sample_data(tmp_path / "large", months=2, scale=4, last_month=LAST)
    for feed, times in {
        "sports_bar_orders": 4,
        "atlon_sales": 4,
        "atlon_products": 2,
        "sports_bar_customers": 2,
    }.items():
        assert large[feed]["rows"] == pytest.approx(times * small[feed]["rows"], rel=0.03), feed


def test_ids_and_names_stay_unique_in_the_largest_samples() -> None:
    company = atlon.Atlon.drawn(seed=7, growth=20)
    for rows, name in ((company.products, slice(3, 5)), (company.customers, slice(1, 2))):
        assert len({row[0] for row in rows}) == len({row[name] for row in rows}) == len(rows)
    for ids in (customer_ids(7_500), product_ids(3_900)):
        assert len(set(ids)) == len(ids)
        assert all(key.isdigit() for key in ids)
    assert "999999" not in customer_ids(7_500)


# The same every time


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for out in ("one", "two"):
        write_sample_data(tmp_path / out, months=2, scale=0.2, last_month=LAST)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_sample(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_sample_data(tmp_path / str(seed), months=1, scale=0.2, seed=seed, last_month=LAST)
    assert contents(tmp_path / "1") != contents(tmp_path / "2")


# Order rows


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
    assert refused + duplicates == sample.account["orders_to_quarantine"]


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
    assert made.account["sports_bar_orders"]["rows"] == sum(map(len, files.values()))
    assert made.mess["duplicate_in_file"] == sum(one == other for rows in files.values() for one, other in pairwise(rows))
    sold = [(row["product_code"], row["customer_code"]) for row in made.rows("atlon/sales")]
    assert len(sold) == len(set(sold)) == made.account["atlon_sales"]["rows"]


# Order files


def test_files_out_of_the_ordinary_are_as_many_as_the_account_says(sample: Sample) -> None:
    counts: Counter[str] = Counter()
    contract = next(feed.columns for feed in FEEDS if feed.name == "sports_bar_orders")
    texts = {path: path.read_bytes() for path in (sample.root / "sports_bar/orders").iterdir()}
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


# Masters and prices


def test_the_mess_in_the_masters_is_as_much_as_the_account_says(sample: Sample) -> None:
    customers, items = sample.rows("sports_bar/customers"), sample.rows("sports_bar/products")
    names, cities = [row["customer_name"] for row in customers], [row["city"] for row in customers]
    known = {spelling for spellings, _ in CITY_SPELLINGS.values() for spelling in spellings}
    found = {
        "city_known_misspelling": sum(city in known for city in cities),
        "city_unknown_misspelling": sum(bool(city) and city not in known | set(CITY_SPELLINGS) for city in cities),
        "city_empty": sum(not city for city in cities),
        "name_spacing": sum(name != " ".join(name.split()) for name in names),
        "name_case": sum(name.isupper() or name.islower() for name in names),
        "name_apostrophe": sum("'" in name for name in names),
        "duplicate_customer": len(customers) - len({row["customer_id"] for row in customers}),
        "duplicate_product": len(items) - len({row["product_id"] for row in items}),
        "protein_misspelled": sum("Protien" in row["product_name"] for row in items),
        "category_lower_case": sum(row["category"].islower() for row in items),
        "product_text_id": sum(not row["product_id"].isdigit() for row in items),
    }
    assert found == {kind: sample.mess[kind] for kind in found}


def test_customers_without_a_city_are_mended_by_the_seed_or_by_the_correction_or_stay_so(sample: Sample) -> None:
    cities: dict[str, set[str]] = {}
    for row in sample.rows("sports_bar/customers"):
        cities.setdefault(row["customer_id"], set()).add(row["city"])
    nowhere = {key for key, known in cities.items() if known == {""}}
    (correction,) = sample.rows("corrections")
    assert correction["value"] in CITY_SPELLINGS
    assert nowhere > MENDED_BY_SEED | {correction["key"]}
    assert any(known > {""} for known in cities.values())


def test_the_mess_in_the_prices_is_as_much_as_the_account_says(sample: Sample, products: set[str]) -> None:
    rows = sample.rows("sports_bar/gross_price")
    prices = [row["gross_price"] for row in rows]
    found = {
        "price_negative": sum(price.startswith("-") for price in prices),
        "price_text": sum(price in {"unknown", "not_available"} for price in prices),
        "price_unknown_product": sum(row["product_id"] not in products for row in rows),
        "price_month_format": sum(not re.fullmatch("....-..-..", row["month"]) for row in rows),
    }
    assert found == {kind: sample.mess[kind] for kind in found}


def test_every_product_has_a_price_line_each_month_and_a_usable_price_each_year(sample: Sample, products: set[str]) -> None:
    rows = [(row["product_id"], day_of(row["month"]), row["gross_price"]) for row in sample.rows("sports_bar/gross_price")]
    months = {add_months(LAST, -back) for back in range(24)}
    assert {(key, month) for key in products for month in months} <= {(key, month) for key, month, _ in rows}
    usable = {(key, month.year) for key, month, price in rows if month and re.fullmatch(r"-?[0-9]+(\.5)?", price)}
    assert {(key, year) for key in products for year in (2024, 2025)} <= usable


# Atlon and demand


def test_atlon_is_clean(sample: Sample) -> None:
    codes = {row["product_code"] for row in sample.rows("atlon/products")}
    customers = {row["customer_code"] for row in sample.rows("atlon/customers")}
    priced = {(row["product_code"], row["year"]) for row in sample.rows("atlon/gross_price") if int(row["price_inr"]) > 0}
    assert priced == {(code, year) for code in codes for year in ("2024", "2025")}
    sold = set()
    for name, rows in sample.files("atlon/sales").items():
        assert {row["date"] for row in rows} == {f"{name[12:16]}-{name[17:19]}-01"}
        assert all(row["product_code"] in codes and row["customer_code"] in customers for row in rows)
        assert all(int(row["sold_quantity"]) > 0 for row in rows)
        sold |= {(row["date"], row["product_code"], row["customer_code"]) for row in rows}
    assert len(sold) == sample.account["atlon_sales"]["rows"]


def test_demand_grows_and_has_seasons(sample: Sample) -> None:
    pieces: Counter[str] = Counter()
    for row in sample.rows("atlon/sales"):
        pieces[row["date"][:7]] += int(row["sold_quantity"])
    assert all(pieces[f"2025-{month:02}"] > pieces[f"2024-{month:02}"] for month in range(1, 13))
    assert all(pieces[f"{year}-10"] > 1.15 * pieces[f"{year}-05"] for year in (2024, 2025))


# What is asked for


def test_a_sample_ends_with_the_month_before_the_running_one(tmp_path: Path) -> None:
    account: Account = write_sample_data(tmp_path / "landing", months=1, scale=0.1)
    before = {f"{add_months(datetime.now(tz=UTC).date().replace(day=1), -1):%Y-%m}"}
    assert set(account["months"].values()) == before


def test_progress_is_told_after_every_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_sample_data(tmp_path, months=2, scale=0.1, last_month=date(2025, 1, 31), progress=lambda *files: told.append(files))
    written = len(contents(tmp_path))
    assert told == [(number, written) for number in range(1, written + 1)]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"months": 0}, "at least 1 month, not 0"),
        ({"months": -3}, "at least 1 month, not -3"),
        ({"scale": 0}, "above 0, not 0"),
        ({"scale": -1.5}, "above 0, not -1.5"),
        ({"scale": float("nan")}, "above 0, not nan"),
        ({"scale": float("inf")}, "scale inf is too large"),
        ({"scale": 2_000}, "24 months at scale 2000 is too large: .* at most 47,000"),
        ({"seed": -1}, "0 or above, not -1"),
        ({"months": 25}, "begins in 2024-01, so a sample up to 2025-12 can have at most 24 months, not 25"),
        ({"months": 10**12}, "at most 24 months"),
        ({"last_month": date(2023, 6, 1)}, "at most 0 months"),
        ({"months": 4, "first_month": date(2025, 10, 1)}, "begins in 2025-10, .* at most 3 months"),
    ],
)
def test_a_sample_that_cannot_be_is_refused_with_a_sentence(tmp_path: Path, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        write_sample_data(tmp_path / "landing", **{"last_month": LAST, **asked})
    assert not (tmp_path / "landing").exists()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        write_sample_data(tmp_path, months=1, last_month=LAST)
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_or_a_dead_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(UserError, match="is not a folder"):
            write_sample_data(tmp_path / name, months=1, last_month=LAST)


def test_a_folder_that_cannot_be_written_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match=r"cannot be written to '.*landing': .*\."):
        write_sample_data(tmp_path / "file" / "landing", months=1, last_month=LAST)
