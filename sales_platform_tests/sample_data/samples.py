"""A sample that was written, read back as the tests compare it with its account."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

LAST = date(2025, 12, 1)
ODD = {
    "atlon_customers": {"files": 1, "rows": 1},
    "atlon_products": {"files": 1, "rows": 4},
    "atlon_sales": {"files": 2, "rows": 4},
    "sports_bar_customers": {"files": 4, "rows": 11},
    "sports_bar_gross_price": {"files": 1, "rows": 2},
    "sports_bar_orders": {"files": 17, "rows": 57},
}
"""What the odd files add to every sample, whatever its size; rows of those that cannot be used do not count."""
ODD_REFUSED = 16
"""The order rows of odd files that go to quarantine."""
READ_AS = ("%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%B %d, %Y")
WEEKDAY = re.compile(r"[A-Z][a-z]+day, ")
Account = dict[str, Any]
Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    root: Path
    account: Account

    @property
    def mess(self) -> dict[str, int]:
        mess: dict[str, int] = self.account["mess"]
        return mess

    def drawn(self, feed: str) -> dict[str, int]:
        """The account of a feed without the odd files."""
        return {what: count - ODD.get(feed, {}).get(what, 0) for what, count in self.account[feed].items()}

    def files(self, folder: str) -> dict[str, list[Row]]:
        """The drawn files of a feed."""
        return {path.name: read(path) for path in sorted((self.root / folder).glob("*.csv"))}

    def rows(self, folder: str) -> list[Row]:
        return [row for rows in self.files(folder).values() for row in rows]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file under the contract's column names."""
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    return list(reader)


def day_of(text: str) -> date | None:
    plain = WEEKDAY.sub("", text)
    for spelling in READ_AS:
        try:
            return datetime.strptime(plain, spelling).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def file_day(name: str) -> date:
    return date(*map(int, name.removeprefix("orders_").removesuffix(".csv").split("_")))


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def cleaned(row: Row, products: set[str]) -> tuple[object, ...] | None:
    """The row as the rules of the business see it, or None when they refuse it."""
    day, quantity = day_of(row["order_placement_date"]), re.fullmatch(r"([1-9][0-9]*)(\.0)?", row["order_qty"])
    if day is None or quantity is None or row["product_id"] not in products:
        return None
    customer = row["customer_id"] if row["customer_id"].isdigit() else "999999"
    return row["order_id"], day, customer, row["product_id"], int(quantity[1])
