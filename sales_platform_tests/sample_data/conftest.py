"""One usual sample for all tests that only read it."""

import pytest

from sales_platform.companies.registry import FEEDS
from sales_platform.sample_data import write_sample_data
from sales_platform_tests.sample_data.samples import LAST, Row, Sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("sample") / "landing"
    return Sample(root, write_sample_data(root, last_month=LAST))


@pytest.fixture(scope="session")
def orders(sample: Sample) -> dict[str, list[Row]]:
    """The order files; their columns are those of the contract, without the one that some of them add."""
    contract = next(feed.columns for feed in FEEDS if feed.name == "sports_bar_orders")
    files = sample.files("sports_bar/orders")
    return {name: [{column: row[column] for column in contract} for row in rows] for name, rows in files.items()}


@pytest.fixture(scope="session")
def products(sample: Sample) -> set[str]:
    return {row["product_id"] for row in sample.rows("sports_bar/products") if row["product_id"].isdigit()}
