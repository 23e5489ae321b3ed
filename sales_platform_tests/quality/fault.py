"""Ways to break a sound lake, and what the check that sees it must say."""

from dataclasses import dataclass, field
from datetime import date

from sales_platform.settings import Settings
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.refreshes import refresh
from sales_platform_tests.small_lake import Break, SmallLake

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
IN_JULY, IN_AUGUST = "month = '2025-07-01'", "month = '2025-08-01'"
ONE_ORDER = f"{IN_JULY} AND order_id = 'O07151'"
ORDER_FILE = "sports_bar/orders/orders_2025_07_15.csv"


@dataclass(frozen=True)
class Fault:
    """A way to break a lake, and what the check must say.

    Attributes:
        check: table and name.
        harm: breaks the lake.
        sentence: what the finding's sentence begins with.
        by_month: how much is found in each month.
        shown: values that the examples must hold.
    """

    check: str
    harm: Break
    sentence: str
    by_month: dict[date, int]
    shown: dict[str, object] = field(default_factory=dict)


def runs_with(*files: tuple[str, str | bytes]) -> Break:
    """Files that land and that a run ingests, in the test's own process."""

    def run(lake: SmallLake) -> None:
        lake.land(*files)
        with quick_instance() as instance:
            refresh(instance, Settings.from_environment(lake.place.variables))

    return run


def doubles(table: str, where: str) -> Break:
    return lambda lake: lake.double(table, where)


def loses(table: str, where: str) -> Break:
    return lambda lake: lake.delete(table, where)


def changes(table: str, where: str, **values: str) -> Break:
    return lambda lake: lake.update(table, where, **values)
