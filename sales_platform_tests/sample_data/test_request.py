"""What is asked of a sample: its months, its progress, and what is refused."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sales_platform.errors import UserError
from sales_platform.months import add_months
from sales_platform.sample_data import write_sample_data
from sales_platform_tests.sample_data.samples import LAST, Account, contents


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
