"""The sample data are as large as asked, and the same every time."""

import json
from pathlib import Path

import pytest

from sales_platform.companies.atlon import sample as atlon
from sales_platform.companies.registry import FEEDS
from sales_platform.companies.sports_bar.sample.customer_rows import customer_ids
from sales_platform.companies.sports_bar.sample.product_rows import product_ids
from sales_platform.sample_data import write_sample_data
from sales_platform_tests.sample_data.samples import LAST, Account, Sample, contents


def test_a_usual_sample_is_about_as_large_as_the_real_extracts(sample: Sample) -> None:
    account = {feed.name: sample.drawn(feed.name) for feed in FEEDS}
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
        assert sample.drawn(feed.name) == {"files": len(files), "rows": sum(map(len, files.values()))}
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
        drawn = [Sample(tmp_path, account).drawn(feed)["rows"] for account in (small, large)]
        assert drawn[1] == pytest.approx(times * drawn[0], rel=0.03), feed


def test_ids_and_names_stay_unique_in_the_largest_samples() -> None:
    company = atlon.Atlon.drawn(seed=7, growth=20)
    for rows, name in ((company.products, slice(3, 5)), (company.customers, slice(1, 2))):
        assert len({row[0] for row in rows}) == len({row[name] for row in rows}) == len(rows)
    for ids in (customer_ids(7_500), product_ids(3_900)):
        assert len(set(ids)) == len(ids)
        assert all(key.isdigit() for key in ids)
    assert "999999" not in customer_ids(7_500)


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for out in ("one", "two"):
        write_sample_data(tmp_path / out, months=2, scale=0.2, last_month=LAST)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_sample(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_sample_data(tmp_path / str(seed), months=1, scale=0.2, seed=seed, last_month=LAST)
    assert contents(tmp_path / "1") != contents(tmp_path / "2")
