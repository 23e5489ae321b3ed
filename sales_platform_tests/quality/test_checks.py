"""Every asset check passes on a sound lake, and fails for the right reason on one that is broken."""

import pytest

from sales_platform import catalog
from sales_platform.assets.checks import checks_of
from sales_platform_tests.quality.bronze_faults import BRONZE_FAULTS
from sales_platform_tests.quality.fault import Fault
from sales_platform_tests.quality.gold_faults import GOLD_FAULTS
from sales_platform_tests.quality.silver_faults import SILVER_FAULTS
from sales_platform_tests.small_lake import SmallLake

CHECKS = {f"{table.text} {check.name}": check for table in catalog.TABLES for check in checks_of(table)}
"""Every check of the platform, by table and name."""
FAULTS = [*BRONZE_FAULTS, *SILVER_FAULTS, *GOLD_FAULTS]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_passes_on_a_sound_lake(sound: SmallLake, name: str) -> None:
    finding = CHECKS[name].find(sound.scope)
    assert finding.passed, finding
    assert not finding.examples


def test_every_check_has_a_fault() -> None:
    assert {fault.check for fault in FAULTS} == set(CHECKS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_a_check_fails_for_the_right_reason_on_a_broken_lake(broken: SmallLake, fault: Fault) -> None:
    fault.harm(broken)
    finding = CHECKS[fault.check].find(broken.scope)
    assert finding.sentence.startswith(fault.sentence)
    assert {month: count for month, count in finding.by_month.items() if count} == fault.by_month
    if fault.shown:
        assert fault.shown.items() <= dict(finding.examples[0]).items()
