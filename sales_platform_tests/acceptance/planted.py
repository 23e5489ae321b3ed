"""Odd values planted in the landing of three companies: one row for each value in each column of each feed."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sales_platform_tests.acceptance.three_companies import WEEK_1, ThreeCompanies
from sales_platform_tests.odd_values import MARK, ODD
from sales_platform_tests.third_company import NAME

OWN = re.compile(rf"{MARK}|88[0-9]{{6}}|KV-[5-9][0-9]{{3}}|S99|Odd|7777")
"""What stands in each planted row, and in no other one."""
KNOWN = 400
"""So many planted records of each master are sound, for prices, sales and corrections to refer to."""


@dataclass(frozen=True)
class Plant:
    """A file in which odd rows are planted.

    Attributes:
        path: of a landed file, or of a new one.
        row: a sound row with a record of its own, by number.
        sound: whether such rows are planted as well, for others to refer to.
        header: of a file that has not landed yet.
    """

    path: str
    row: Callable[[int], Sequence[str]]
    sound: bool = False
    header: str = ""


_CORRECTIONS = "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
PLANTS = (
    Plant("atlon/customers/customers.csv", lambda n: (f"88{n:06}", "Odd Mart", "India", "E-Commerce", "Direct"), sound=True),
    Plant("atlon/products/products.csv", lambda n: (f"{MARK}{n:06}", "Cricket", "Bats", "Odd Bat", "Short"), sound=True),
    Plant("atlon/gross_price/prices.csv", lambda n: (f"{MARK}{n % KNOWN:06}", "7777.50", "2025")),
    Plant("atlon/sales/sales.csv", lambda n: ("2025-07-01", f"{MARK}{n % KNOWN:06}", f"88{n // KNOWN:06}", "5")),
    Plant("sports_bar/customers/customers.csv", lambda n: (f"88{n:06}", "Odd Foods", "Hyderabad"), sound=True),
    Plant("sports_bar/products/products.csv", lambda n: ("Odd Bar (60g)", f"88{n:06}", "energy bars"), sound=True),
    Plant("sports_bar/gross_price/prices.csv", lambda n: (f"88{n % KNOWN:06}", "2025-07-01", "7777")),
    Plant(
        "sports_bar/orders/orders_2025_07_15.csv",
        lambda n: (f"{MARK}{n:06}", "2025-07-15", f"88{n % KNOWN:06}", f"88{n % KNOWN:06}", "7"),
    ),
    Plant(
        f"{NAME}/shops/shops.csv",
        lambda n: ("S99" if n == 0 else f"{MARK}{n}", "Odd", "", "1 Odd Road, Kochi", "Own"),
        sound=True,
    ),
    Plant(f"{NAME}/items/items.csv", lambda n: (f"KV-{5000 + n}", "Odd Chai", "Tea", "250 g"), sound=True),
    Plant(f"{NAME}/rates/rates.csv", lambda n: ("01.07.2025", f"KV-{5000 + n % KNOWN}", "Rs. 7777")),
    Plant(WEEK_1, lambda n: (f"0{1 + n // KNOWN}.07.2025", "S99", f"KV-{5000 + n % KNOWN}", "5 pcs", "1")),
    Plant(
        "corrections/odd.csv",
        lambda n: ("sports_bar", "customers", f"88{n % KNOWN:06}", "city", "Bengaluru", "Meera", "2025-08-19", MARK),
        header=_CORRECTIONS,
    ),
)


def plant(place: ThreeCompanies) -> int:
    """Plant odd rows at the beginning, in the middle and at the end of a file of each feed; returns how many."""
    planted = 0
    for one in PLANTS:
        landed = place.landing / one.path
        header, *lines = (landed.read_text() if landed.exists() else one.header).splitlines(keepends=True)
        odd = [_line(row) for row in odd_rows(one)]
        sound = [_line(one.row(number)) for number in range(KNOWN)] if one.sound else []
        middle = len(lines) // 2
        place.land(one.path, "".join([header, *odd[::3], *lines[:middle], *odd[1::3], *lines[middle:], *odd[2::3], *sound]))
        planted += len(odd) + len(sound)
    return planted


def odd_rows(of: Plant) -> Iterator[list[str]]:
    """One row for each odd value in each column; the record of each is its own as far as the value leaves it one."""
    places = itertools.product(range(len(of.row(0))), ODD)
    for number, (column, value) in enumerate(places, start=KNOWN if of.sound else 0):
        row = list(of.row(number))
        row[column] = value
        yield row


def _line(row: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
