"""How a correction is withdrawn: not by deleting its file, but by landing the file once more without it, as the runbook says."""

import pytest

from sales_platform_tests.planning.place import JULY, Place, assert_same_rows
from sales_platform_tests.planning.test_what_is_computed import FIX

HEADER = FIX.splitlines()[0] + "\n"
OTHER = FIX.splitlines()[1].replace("O71", "O72") + "\n"
WITHOUT = {"its header alone": HEADER, "other rows": HEADER + OTHER}


@pytest.mark.parametrize("left", WITHOUT)
def test_a_correction_is_withdrawn_by_landing_its_file_without_it(place: Place, up_to_date: Place, left: str) -> None:
    place.land("corrections/fixes.csv", FIX)
    place.run()
    (place.landing / "corrections/fixes.csv").unlink()
    assert place.plan().stale == []  # a file that is gone stays in force
    place.land("corrections/fixes.csv", WITHOUT[left])
    assert place.reasons("silver/sales", JULY) == ("a correction is new, changed or withdrawn",)
    place.run()
    tables = ("silver", "sales"), ("gold", "fact_sales")
    if left == "its header alone":
        (place.landing / "corrections/fixes.csv").unlink()
        for table in tables:
            assert rows_in(place, table) == rows_in(up_to_date, table)
    else:
        assert_same_rows(place, place.from_nothing())


def rows_in(place: Place, table: tuple[str, str]) -> list[str]:
    found = place.lake.query("SELECT * FROM t", t=table)
    assert found is not None
    return sorted(map(repr, found.to_pylist()))
