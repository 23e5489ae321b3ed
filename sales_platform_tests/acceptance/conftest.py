"""Copies of the real extracts' lake, and a lake of three companies."""

import shutil
from pathlib import Path

import pytest

from sales_platform_tests.acceptance.three_companies import ThreeCompanies, land_all
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace, with_own_landing


@pytest.fixture
def copied(refreshed: Workplace, tmp_path: Path) -> Workplace:
    """The refreshed platform, to change at will; the landed files keep their identity, only the lake is copied."""
    shutil.copytree(refreshed.folder / "lake", tmp_path / "lake")
    return Workplace(tmp_path, refreshed.landing)


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> ThreeCompanies:
    """A full run over the landing of three companies; to be looked at only."""

    def make(folder: Path) -> None:
        (folder / "said.txt").write_text(land_all(folder).run())

    folder = made_once(tmp_path_factory, "three", make)
    return ThreeCompanies(folder, folder / "landing")


@pytest.fixture
def three_copied(three: ThreeCompanies, tmp_path: Path) -> ThreeCompanies:
    """The same landing and lake in a folder of the test's own, to change at will."""
    shutil.copytree(three.folder / "lake", tmp_path / "lake")
    with_own_landing(three, tmp_path)
    return ThreeCompanies(tmp_path, tmp_path / "landing")
