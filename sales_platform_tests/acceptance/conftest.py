"""The real extracts, run once for all tests that look at the result."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sales_platform_tests.acceptance.three_companies import ThreeCompanies, land_all
from sales_platform_tests.platform_runs import REAL_LANDING, Workplace, with_own_landing


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A full run over a copy of the extracts, made once; tests that change it work on copies."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(REAL_LANDING, folder / "landing", copy_function=shutil.copyfile)
    for path in (folder / "landing").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    workplace = Workplace(folder, folder / "landing")
    workplace.run()
    yield workplace
    shutil.rmtree(folder)


@pytest.fixture
def copied(refreshed: Workplace, tmp_path: Path) -> Workplace:
    """The refreshed platform, to change at will; the landed files keep their identity, only the lake is copied."""
    shutil.copytree(refreshed.folder / "lake", tmp_path / "lake")
    return Workplace(tmp_path, refreshed.landing)


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> ThreeCompanies:
    """A full run over the landing of three companies; to be looked at only."""
    place = land_all(tmp_path_factory.mktemp("three"))
    (place.folder / "said.txt").write_text(place.run())
    return place


@pytest.fixture
def three_copied(three: ThreeCompanies, tmp_path: Path) -> ThreeCompanies:
    """The same landing and lake in a folder of the test's own, to change at will."""
    shutil.copytree(three.folder / "lake", tmp_path / "lake")
    with_own_landing(three, tmp_path)
    return ThreeCompanies(tmp_path, tmp_path / "landing")
