"""What monitors ask of the dashboard, in the test's own process."""

from pathlib import Path

import pytest

from sales_platform.dashboard.app import build
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader
from sales_platform.storage.lake import Lake


def answer(reader: LakeReader, path: str) -> tuple[int, dict[str, str] | None]:
    got = build(reader).test_client().get(path)
    return got.status_code, got.get_json(silent=True)


def test_it_is_ready_while_the_figures_can_be_read(reader: LakeReader) -> None:
    assert answer(reader, "/health/ready") == (200, {"status": "ready"})


def test_it_lives_without_figures_but_is_not_ready(tmp_path: Path) -> None:
    empty = LakeReader(Lake(str(tmp_path / "nothing")))
    assert answer(empty, "/health/live") == (200, {"status": "alive"})
    assert answer(empty, "/health/ready") == (503, {"status": "not ready", "why": "There are no figures in the lake yet."})


def test_it_is_not_ready_when_the_table_is_damaged(reader: LakeReader) -> None:
    for log in Path(reader.lake.root, *SALES, "_delta_log").iterdir():
        log.write_text("not a log")
    status, said = answer(reader, "/health/ready")
    assert (status, said and said["status"]) == (503, "not ready")


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/products", 200), ("/healthz", 404), ("/products/none", 404)])
def test_an_address_of_nothing_is_not_found(reader: LakeReader, path: str, status: int) -> None:
    assert answer(reader, path)[0] == status
