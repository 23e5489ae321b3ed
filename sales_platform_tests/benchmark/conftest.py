"""A tiny plain sample, and the lake that a run makes of it."""

from pathlib import Path

import pytest
from samples import plain_sample

from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace

MONTHS, SCALE = 2, 0.02


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """To be looked at only."""

    def make(folder: Path) -> None:
        plain_sample(folder / "landing", MONTHS, SCALE)
        Workplace(folder, folder / "landing").run()

    folder = made_once(tmp_path_factory, "tiny", make)
    return Workplace(folder, folder / "landing")
