"""A small landing of two companies and three months, and a lake, worked on in the test's own process."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
from dagster import DagsterEventType, DagsterInstance

from sales_platform.months import MonthRange, calendar
from sales_platform.planning.plan import Plan
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform_tests.platform_runs import all_rows
from sales_platform_tests.rebuilds import rebuild
from sales_platform_tests.refreshes import planned, refresh
from sales_platform_tests.small_lake import ORDERS_HEADER, write

JUNE, JULY, AUGUST = (date(2025, month, 1) for month in (6, 7, 8))
YEAR = [date(2025, month, 1) for month in range(1, 13)]
ORDERS = "sports_bar/orders/orders_{}.csv"
NEW = ORDERS.format("2025_07_15")
PRICES = "sports_bar/gross_price/prices.csv"
SALES = ["bronze/sports_bar_orders", "silver/sales", "quarantine/sales", "gold/fact_sales", "gold/sales_enriched"]
FORECAST = "gold/demand_forecast"
FILES = "quarantine/files"
OF_RUNS = ("_ingested_at",)
_FILES = {
    "atlon/customers/customers.csv": "customer_code,customer,market,platform,channel\n7001,AtlonMart,India,E-Commerce,Direct\n",
    "atlon/products/products.csv": "product_code,division,category,product,variant\nA1,Cricket,Bats,Willow Bat,Short\n",
    "atlon/gross_price/prices.csv": "product_code,price_inr,year\nA1,100.50,2025\n",
    "atlon/sales/sales.csv": (
        "date,product_code,customer_code,sold_quantity\n2025-06-01,A1,7001,9\n2025-07-01,A1,7001,10\n2025-08-01,A1,7001,12\n"
    ),
    "sports_bar/customers/customers.csv": (
        "customer_id,customer_name,city\n789001,Fit Foods,Bengaluru\n789002,fit  foods,Hyderbad\n789003,Gym,Bangalor\n"
    ),
    "sports_bar/products/products.csv": (
        "product_name,product_id,category\nEnergy Bar (60g),25891101,energy bars\nProtien Bar (40g),25891102,protein bars\n"
    ),
    "sports_bar/gross_price/prices.csv": (
        "product_id,month,gross_price\n25891101,2025-06-01,80\n25891101,2025-07-01,-82\n25891102,2025-06-01,60\n"
        "25891102,2025-08-01,unknown\n"
    ),
}


def orders(*rows: str) -> str:
    """An order file."""
    return ORDERS_HEADER + "".join(f"{row}\n" for row in rows)


def land_three_months(landing: Path) -> None:
    """Both companies; two order files a month, with a row of each fault."""
    for path, text in _FILES.items():
        write(landing / path, text)
    for month in (6, 7, 8):
        day = f"2025-{month:02}-01"
        first = [f"O{month}1,{day},789001,25891101,5", f"O{month}2,{day},789002,25891102,", f"O{month}3,{day},x,25891102,7"]
        second = [f"O{month}1,{day},789001,25891101,5", f"O{month}4,{day},789003,99,2", f"O{month}5,{day},789003,25891101,three"]
        write(landing / ORDERS.format(f"2025_{month:02}_01"), orders(*first))
        write(landing / ORDERS.format(f"2025_{month:02}_02"), orders(*second))


@dataclass
class Place:
    """A folder with a landing and a lake, and where the history of its runs is.

    Attributes:
        folder: has both.
        instance: keeps the history.
    """

    folder: Path
    instance: DagsterInstance

    @property
    def landing(self) -> Path:
        """The landed files."""
        return self.folder / "landing"

    @property
    def lake(self) -> Lake:
        """The tables."""
        return Lake(str(self.folder / "lake"))

    @property
    def variables(self) -> dict[str, str]:
        """The settings as variables of the environment."""
        return {"SALES_LANDING": str(self.landing), "SALES_LAKE": self.lake.root, "SALES_FIRST_MONTH": "2024-01"}

    @property
    def settings(self) -> Settings:
        """The same as the platform reads them."""
        return Settings.from_environment(self.variables)

    @property
    def calendar(self) -> MonthRange:
        """All months, the running one included."""
        return calendar(self.settings.first_month)

    def copy(self, folder: Path) -> "Place":
        """The same in another folder; landed files by links, which keep what identifies a version."""
        shutil.copytree(self.folder / "lake", folder / "lake")
        return self.landed_in(folder)

    def landed_in(self, folder: Path) -> "Place":
        """The same landing in another folder, and no lake."""
        shutil.copytree(self.landing, folder / "landing", copy_function=lambda source, target: Path(target).symlink_to(source))
        return Place(folder, self.instance)

    def take(self, path: str, other: "Place") -> None:
        """Land the very file that another place has, with what identifies its version."""
        (self.landing / path).unlink(missing_ok=True)
        (self.landing / path).symlink_to(other.landing / path)

    def land(self, path: str, text: str) -> None:
        """Put a landed file in the place of what was there."""
        (self.landing / path).unlink(missing_ok=True)
        write(self.landing / path, text)

    def plan(self) -> Plan:
        """What a run would do."""
        return planned(self.settings)

    def stale(self) -> dict[str, list[date]]:
        """The stale months of each table."""
        found: dict[str, list[date]] = {}
        for one in self.plan().stale:
            found.setdefault(one.table, []).append(one.month)
        return found

    def reasons(self, table: str, month: date) -> tuple[str, ...]:
        """Why a month of a table is stale; nothing when it is not."""
        return next((one.reasons for one in self.plan().stale if (one.table, one.month) == (table, month)), ())

    def run(self, months: MonthRange | None = None) -> dict[str, list[str]]:
        """``sales-platform run``; returns the tables that have an event in the history of it, with their partitions."""
        before = {run.run_id for run in self.instance.get_runs()}
        refresh(self.instance, self.settings, months)
        found: dict[str, list[str]] = {}
        for run in self.instance.get_runs():
            if run.run_id not in before:
                for entry in self.instance.all_logs(run.run_id, of_type=DagsterEventType.ASSET_MATERIALIZATION):
                    event = entry.asset_materialization
                    assert event is not None
                    found.setdefault("/".join(event.asset_key.path), []).append(event.partition or "")
        return {table: sorted(partitions) for table, partitions in found.items()}

    def versions(self) -> dict[str, int]:
        """The Delta version of every table."""
        roots = [path.parent for path in (self.folder / "lake").glob("*/*/_delta_log")]
        opened = {f"{root.parent.name}/{root.name}": self.lake.open(root.parent.name, root.name) for root in roots}
        return {name: delta.version() for name, delta in opened.items() if delta is not None}

    def rows(self, without: Collection[str] = OF_RUNS) -> dict[tuple[str, str], pa.Table]:
        """The rows of all tables in the year in which something landed."""
        return all_rows(self.lake, "month BETWEEN DATE '2025-01-01' AND DATE '2025-12-01'", without)

    def table(self, name: str, where: str) -> pa.Table:
        """Some rows of a table, sorted; so are its columns, for one that a feed has gained is the last one."""
        layer, table = name.split("/")
        answer = self.lake.query(f"SELECT * FROM rows WHERE {where}", rows=(layer, table))
        assert answer is not None
        names = sorted(set(answer.column_names) - set(OF_RUNS))
        keys = [(name, "ascending") for name in names if not pa.types.is_nested(answer.schema.field(name).type)]
        return answer.select(names).sort_by(keys).combine_chunks()

    def from_nothing(self) -> "Place":
        """Another lake, made from the same landing; its rows alone are those of a run, see ``rebuild``."""
        other = Place(self.folder / "other", self.instance)
        shutil.rmtree(other.folder, ignore_errors=True)
        other.folder.mkdir()
        other.landing.symlink_to(self.landing)
        rebuild(other.settings)
        return other


def assert_same_rows(place: Place, other: Place, without: Collection[str] = OF_RUNS) -> None:
    """All tables of both have the same rows."""
    __tracebackhide__ = True
    found, expected = place.rows(without), other.rows(without)
    wrong = [table for table, rows in expected.items() if not rows.equals(found[table])]
    assert not wrong, "\n".join(f"{table}: {found[table].to_pylist()}\nnot {expected[table].to_pylist()}" for table in wrong)
