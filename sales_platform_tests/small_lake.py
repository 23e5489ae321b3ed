"""A small landing without any fault, the lake that a run makes of it, and copies of that lake to break."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from sales_platform.months import MonthRange
from sales_platform.quality.finding import Scope
from sales_platform.run_view import ROWS_IN_MEMORY, RunView
from sales_platform.settings import Settings
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import landing_zone
from sales_platform.storage.listed_landing import ListedLanding
from sales_platform_tests.platform_runs import Workplace, with_own_landing

MONTHS = MonthRange.of(date(2025, 7, 1), date(2025, 8, 1))
CALENDAR = MonthRange.of(date(2024, 1, 1), date(2026, 11, 1))
_FILES = {
    "atlon/customers/customers.csv": "customer_code,customer,market,platform,channel\n7001,AtlonMart,India,E-Commerce,Direct\n",
    "atlon/products/products.csv": "product_code,division,category,product,variant\nA1,Cricket,Bats,Willow Bat,Short\n",
    "atlon/gross_price/prices.csv": "product_code,price_inr,year\nA1,100.50,2025\n",
    "atlon/sales/sales.csv": "date,product_code,customer_code,sold_quantity\n2025-07-01,A1,7001,10\n2025-08-01,A1,7001,12\n",
    "sports_bar/customers/customers.csv": (
        "customer_id,customer_name,city\n789001,Fit Foods,Bengaluru\n789002,Fit Foods,Hyderabad\n"
    ),
    "sports_bar/products/products.csv": (
        "product_name,product_id,category\nEnergy Bar (60g),25891101,energy bars\nEnergy Bar (40g),25891102,energy bars\n"
    ),
    "sports_bar/gross_price/prices.csv": (
        "product_id,month,gross_price\n25891101,2025-07-01,80\n25891101,2025-08-01,84\n25891102,2025-07-01,60\n"
        "25891102,2025-08-01,60\n"
    ),
    "atlon/targets/targets.csv": (
        "month,product_code,category,target_quantity,target_inr\n2025-08-01,A1,,12,\n2025-07-01,A1,Bats,10,1000.50\n"
    ),
    "atlon/stock/stock.csv": ("date,product_code,stock_quantity,on_order_quantity\n2025-08-31,A1,4,2\n2025-07-31,A1,5,\n"),
    "sports_bar/targets/targets.csv": (
        "month,category,product_id,target_qty,target_value\n2025-07-01,,25891101,150,12000\n2025-08-01,energy bars,,400,30000\n"
    ),
    "sports_bar/stock/stock.csv": (
        "stock_date,product_id,qty_in_hand,qty_on_order\n31/07/2025,25891101,90,10\n31/08/2025,25891101,80,20\n"
    ),
}


def land_plans(landing: Path) -> None:
    """The targets and the stock of both companies, which need not be delivered."""
    for path, text in _FILES.items():
        if path.split("/")[1] in ("targets", "stock"):
            write(landing / path, text)


def land_sound_files(landing: Path) -> None:
    """Two months of both companies: one order of each product a day, 5 and 7 pieces."""
    for path, text in _FILES.items():
        write(landing / path, text)
    for step in range(62):
        day = date(2025, 7, 1) + timedelta(days=step)
        rows = [f"O{day:%m%d}{code},{day},78900{code},2589110{code},{3 + 2 * code}.0\n" for code in (1, 2)]
        write(landing / f"sports_bar/orders/orders_{day:%Y_%m_%d}.csv", ORDERS_HEADER + "".join(rows))


ORDERS_HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty\n"


def write(path: Path, text: str | bytes) -> None:
    """Put a landed file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def view_of(landing: Path, lake: Lake, calendar: MonthRange) -> RunView:
    """A view of a landing and a lake, over a calendar that is not today's."""
    settings = Settings.from_environment({"SALES_LANDING": str(landing), "SALES_LAKE": lake.root})
    listed = ListedLanding(lambda: landing_zone(str(landing)))
    return RunView(settings, calendar, lake, listed, BatchStore(ROWS_IN_MEMORY))


@dataclass
class SmallLake:
    """A landing and a lake, to be looked at or to be broken."""

    place: Workplace

    def copy(self, folder: Path) -> "SmallLake":
        """The same lake in another folder, of the same landing."""
        shutil.copytree(self.place.folder / "lake", folder / "lake")
        return SmallLake(Workplace(folder, self.place.landing))

    def land(self, *files: tuple[str, str | bytes]) -> None:
        """Put more files into a landing of its own."""
        if self.place.landing != self.place.folder / "landing":
            self.place = with_own_landing(self.place, self.place.folder)
        for path, text in files:
            (self.place.landing / path).unlink(missing_ok=True)  # it may be a link to one that others look at
            write(self.place.landing / path, text)

    def run_with(self, *files: tuple[str, str | bytes]) -> str:
        """Put more files into a landing of its own, and run; returns what the run printed."""
        self.land(*files)
        return self.place.run()

    @property
    def scope(self) -> Scope:
        """What a check of a run over both months is given."""
        return Scope(view_of(self.place.landing, self.place.lake, CALENDAR), MONTHS)

    def table(self, name: str) -> DeltaTable:
        """A Delta table, by layer/name."""
        return DeltaTable(f"{self.place.folder}/lake/{name}")

    def rows(self, name: str) -> pa.Table:
        """All rows of a table."""
        answer = Lake(f"{self.place.folder}/lake").query("SELECT * FROM t", t=_named(name))
        assert answer is not None
        return answer

    def double(self, name: str, where: str) -> None:
        """Write some rows a second time."""
        answer = self.place.lake.query(f"SELECT * FROM t WHERE {where}", t=_named(name))
        assert answer is not None
        assert answer.num_rows
        schema = pa.schema(self.table(name).schema().to_arrow())
        write_deltalake(self.table(name), answer.select(schema.names).cast(schema), mode="append")

    def delete(self, name: str, where: str) -> None:
        """Lose some rows."""
        assert self.table(name).delete(where)["num_deleted_rows"]

    def update(self, name: str, where: str, **values: str) -> None:
        """Set some columns of some rows, by SQL."""
        assert self.table(name).update(updates=values, predicate=where)["num_updated_rows"]


def _named(name: str) -> tuple[str, str]:
    layer, table = name.split("/")
    return layer, table


Break = Callable[[SmallLake], object]
