"""What is in quarantine, of lakes in which some entities have not landed."""

from pathlib import Path

import pyarrow as pa
import pytest

from sales_platform.errors import UserError
from sales_platform.reports.quarantine import quarantine_report
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import write
from sales_platform_tests.frames import JULY

TEXTS = ("company", "feed", "_file", "raw")
SCHEMA = pa.schema(
    [("month", pa.date32()), ("_row", pa.int64()), ("reasons", pa.list_(pa.string())), *((name, pa.string()) for name in TEXTS)]
)
ROW = {"month": JULY, "company": "north", "feed": "north_sales", "_file": "s.csv", "_row": 1, "reasons": ["return"], "raw": "{}"}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    found = Lake(str(tmp_path))
    write(found, "quarantine", "sales", [ROW], SCHEMA)
    return found


def test_entities_of_which_nothing_has_landed_are_left_out(lake: Lake) -> None:
    (report,) = quarantine_report(lake, None, None)
    assert (report.entity, report.rows, report.reasons) == ("sales", 1, {"return": 1})


def test_an_entity_that_is_asked_for_and_has_not_landed_is_told(lake: Lake) -> None:
    with pytest.raises(UserError, match=f"Nothing of targets is in {lake.root} yet: land files of it"):
        quarantine_report(lake, "targets", None)
