"""A landing of the two known companies and of a third one, with faults of every kind, and the place that runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sales_platform_tests import third_company
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import ORDERS_HEADER, land_sound_files, write

WRITTEN = datetime(2025, 8, 20, tzinfo=UTC).timestamp()
"""When the files were written: rows whose month cannot be read are of that month."""
WEEK_1, WEEK_5, WEEK_6 = (f"kaveri/weeks/week_{day}.csv" for day in ("2025-06-30", "2025-07-28", "2025-08-04"))
NO_WEEK = "kaveri/weeks/week_2025-08-11.csv"
OF_THE_THIRD = {
    "kaveri/shops/shops.csv": (
        "Shop,Trading As,Billing Address,Delivery Address,Company\n"
        'S01,Anna-Purna,"9 Port Road, Kochi",,Franchise\n'
        'S01,Anna-Purna,"9 Port Road, Kochi","1 Hill Road, Mysuru",Franchise\n'
        'S02,Anna-Purna,"9 Port Road, Kochi","2 Beach Road,  kochi ",Own\n'
        "S03,Anna-Purna,9 Port Road,4 Lake Road,Own\n"
        'S04,Anna-Kali,"7 Main Road, Chennai",,\n'
        'S05, Sri   Devi ,,"3 Fort Road, Chennai",Kiosk\n'
        ',Nobody,,"Kochi",Own\n'
    ),
    "kaveri/items/items.csv": (
        "item, CALLED,Group,Pack\nKV-1001,Masala  Chia,teas,250 g\n"
        "KV-1002,Masala Chai,Tea,500 g\nKV-1003,Banana Chips,Snaks,100 g\n"
        "KV-l004,Masala Chia,tee,1 kg\nKV-1009,Cup of Chai,Tea,Tasting\n,Nothing,Tea,\n"
    ),
    "kaveri/rates/rates.csv": (
        'From,Item,Rate\n01.07.2025,KV-1001,"₹ 1,234.50"\n01.08.2025,KV-1001,Rs. 1240\n01.06.2025,KV-1002,Rs. 425\n'
        "01.07.2025,KV-1002,on request\n01.08.2025,KV-1002,Rs. 425\n01.07.2025,KV-1003,-₹ 40.00\n01.08.2025,KV-1003,₹ 42\n"
        '01.07.2025,KV-1004,"Rs. 1,999.50"\n01.08.2025,KV-1004,"Rs. 2,000.00"\n31.02.2025,KV-1001,5\n'
    ),
    "kaveri/rates/rates_2025_08.csv": 'From,Item,Rate\n01.08.2025,KV-1001,"₹ 1,250.00"\n',
    WEEK_1: (
        "Sold On,Shop,Item,Units,Value\n30.06.2025,S01,KV-1001,10 pcs,1\n"
        '01.07.2025,S01,KV-1001,"1,200 pcs",1\n01.07.2025,S02,KV-1002,20,\n02.07.2025,,KV-1001,3,\n'
        "02.07.2025,walk in,KV-1003,4 pcs,\n03.07.2025,S01,KV-1004,50 pcs,\n03.07.2025,S02, KV-1004\u00a0,30,\n"
        "03.07.2025,S03,KV-1003,,\n04.07.2025,S03,KV-1003,few,\n04.07.2025,S09,KV-1001,7 pcs,\n06.07.2025,S01,KV-1001,5,\n"
        "31.06.2025,S01,KV-1001,5,\n05.07.2025,S05,KV-1001,9,1,more\n"
    ),
    WEEK_5: (
        " sold on ,SHOP,item,Units,Value,Remark\n31.07.2025,S01,KV-1001,11,,a\n01.08.2025,S01,KV-1001,12 pcs,,\n"
        "01.08.2025,S05,KV-1003,13,,\n01.08.2025,,KV-1004,60,,\n01.07.2025,S02,KV-1002,25,,\n31.07.2025,S01,KV-1001,11,,\n"
        '2025-08-02,S01,KV-1001,5,,\n02.08.2025,S02,KV-1002,"1,000",,\n'
    ),
    WEEK_6: "Sold On;Shop;Item;Units\n04.08.2025;S03;KV-1009;6\n05.08.2025;S03;KV-1002;8\n",
    NO_WEEK: "",
    "kaveri/goals/goals.csv": (
        'Month,Item,Group,Pieces\n01.07.2025,KV-1001,,"1,500"\n01.07.2025,,snaks,10\n01.08.2025,,Teas,2000\n01.08.2025,KV-7777,,5\n'
    ),
    "kaveri/shelves/shelves.csv": (
        "Counted On,Item,On Shelf,Under Way\n31.07.2025,KV-1001,300,\n19.08.2025,KV-1001,240,60\n19.08.2025,KV-1002,10,\n"
        "19.08.2025,KV-1003,none,\n"
    ),
}
OF_THE_OTHERS = {
    "atlon/sales/more.csv": "date,product_code,customer_code,sold_quantity\n2025-07-01,A9,7001,5\n2025-08-01,A1,7002,3\n",
    "sports_bar/orders/orders_2025_07_31_b.csv": (
        f"{ORDERS_HEADER}O1,2025/07/31,789001,25891101,\nO2,31-07-2025,none,25891102,4\nO2,31-07-2025,none,25891102,4\n"
        "O3,2025/07/31,789001,25899999,6\n"
    ),
    "sports_bar/gross_price/more.csv": "product_id,month,gross_price\n25891101,2025/06/01,-78\n25899999,2025-07-01,10\n",
}


@dataclass(frozen=True)
class ThreeCompanies(Workplace):
    """A place whose commands know the third company."""

    @property
    def variables(self) -> dict[str, str]:
        known = {"SALES_COMPANIES": third_company.__name__, "PYTHONPATH": str(Path(__file__).parents[2])}
        return super().variables | known

    def json(self, *arguments: str) -> Any:
        """What a command prints as JSON; it must succeed."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def sql(self, query: str) -> list[dict[str, Any]]:
        """The rows of an answer."""
        done = self.command("sql", query, "--format", "json")
        assert done.returncode == 0, done.stdout + done.stderr
        rows: list[dict[str, Any]] = json.loads(done.stdout)
        return rows

    def python(self, *arguments: str) -> Any:
        """What a Python process that knows the third company prints as JSON."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, **self.variables},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @property
    def said(self) -> str:
        """What the first run printed."""
        return (self.folder / "said.txt").read_text()

    def land(self, path: str, text: str, written: float = WRITTEN) -> None:
        """Put a landed file, written at a known time, in the place of the one there is."""
        (self.landing / path).unlink(missing_ok=True)  # it may be a link to one that others look at
        write(self.landing / path, text)
        os.utime(self.landing / path, (written, written))


def land_all(folder: Path) -> ThreeCompanies:
    """The whole landing in a folder."""
    place = ThreeCompanies(folder, folder / "landing")
    land_sound_files(place.landing)
    for path, text in (OF_THE_OTHERS | OF_THE_THIRD).items():
        place.land(path, text)
    for file in place.landing.rglob("*.csv"):
        os.utime(file, (WRITTEN, WRITTEN))
    return place
