"""A file that is held up and accepted, with landing and lake in a bucket."""

import pytest

from sales_platform.bronze.accepting import accept
from sales_platform.bronze.state import feed_state
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.landing.versions import KnownFile
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.s3_bucket import LAKE

FEED = FEED_BY_NAME["atlon_customers"]
PATH = "atlon/customers/customers.csv"
HEADER = "customer_code,customer,market,platform,channel\n"


def the_settings() -> Settings:
    return Settings.from_environment({"SALES_LANDING": f"s3://{BUCKET}/landing", "SALES_LAKE": LAKE})


def refused() -> list[KnownFile]:
    """What a run would find, and note in the ledger."""
    with reading_view(the_settings()) as view:
        found = feed_state(view, FEED, view.calendar).refused
        view.files.flush()
    return found


@pytest.mark.parametrize("name", [PATH, f"s3://{BUCKET}/landing/{PATH}"])
def test_a_file_in_a_bucket_is_accepted_by_its_path_or_its_address(bucket: S3Server, name: str) -> None:
    bucket.land(PATH, HEADER + "".join(f"70{n},A,India,Retail,Direct\n" for n in range(9)))
    assert refused() == []
    bucket.land(PATH, HEADER + "701,A,India,Retail,Direct\n")
    (held_up,) = refused()
    assert "customers.csv has 1 customer, its version before had 9" in str(held_up.refused)
    with reading_view(the_settings()) as view:
        assert accept(view, name, "Meera").path == PATH
    assert refused() == []
