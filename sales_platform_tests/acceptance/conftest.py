"""The real extracts, run once for all tests that look at the result."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sales_platform_tests.platform_runs import REAL_LANDING, Workplace


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
