"""A change of a file's status is no change of the file; a digest of its content decides."""

import os
from pathlib import Path

import pytest

from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform_tests.planning.place import ORDERS, Place, orders


@pytest.fixture
def own(place: Place) -> Place:
    """A place whose landed files are its own, taken in by a run; the modes of links are those of others' files."""
    for path in place.landing.rglob("*.csv"):
        text = path.read_text()
        path.unlink()
        path.write_text(text)
    place.run()
    return place


def change_modes(place: Place) -> None:
    """``chmod -R``."""
    for path in place.landing.rglob("*.csv"):
        path.chmod(0o600 if path.stat().st_mode & 0o044 else 0o644)


def test_other_modes_of_all_files_make_nothing_stale(own: Place) -> None:
    before = own.rows()
    change_modes(own)
    assert own.stale() == {}
    assert own.run() == {}
    assert own.rows() == before


def test_what_was_found_is_kept_so_that_no_file_is_read_for_it_again(own: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    change_modes(own)
    own.run()
    maintain_lake(own.settings)
    monkeypatch.setattr("sales_platform.landing.same_content.content_digest", _fails)
    assert own.stale() == {}


def test_other_content_of_the_same_size_and_time_is_a_change(own: Place) -> None:
    path = own.landing / ORDERS.format("2025_07_01")
    _rewrite_at_the_same_time(path, path.read_text().replace("789001,25891101,5", "789001,25891101,6"))
    assert "silver/sales" in own.stale()
    own.run()
    assert own.stale() == {}


def test_a_file_whose_status_changed_is_read_again_when_it_is_asked_for(own: Place) -> None:
    change_modes(own)
    own.land(ORDERS.format("2025_07_05"), orders("N,2025-07-05,789001,25891101,1"))
    assert "bronze/sports_bar_orders" in own.run()
    (own.folder / "lake/ledger/fingerprints").rename(own.folder / "gone")
    before = own.rows()
    assert own.run()
    assert own.rows() == before
    assert own.stale() == {}


def _rewrite_at_the_same_time(path: Path, text: str) -> None:
    status = path.stat()
    path.write_text(text)
    assert path.stat().st_size == status.st_size
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _fails(*_arguments: object) -> str:
    raise AssertionError("read again")
