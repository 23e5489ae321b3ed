"""What landed, what should come of it by a computation of its own, and what the tables hold: nothing here asks the platform."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sales_platform.companies.sports_bar.names import NAME
from sales_platform.storage.lake import Lake

FOLDER = "sports_bar/orders"
Row = tuple[str, str]
"""An order and its quantity as it was typed."""
Content = Mapping[str, tuple[Row, ...]]
"""The rows of order files, by path below the landing."""


@dataclass(frozen=True)
class Figures:
    """What order files come to.

    Attributes:
        rows: of bronze, each by its file, its order and its quantity.
        sold: pieces in the fact, by month.
        reasons: rows in quarantine, by reason.
    """

    rows: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sold: Counter[date] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def path_of(day: date) -> str:
    """The file of a day's orders."""
    return f"{FOLDER}/orders_{day:%Y_%m_%d}.csv"


def text_of(path: str, rows: tuple[Row, ...]) -> str:
    """The file as it lands."""
    day = path.removesuffix(".csv")[-10:].replace("_", "-")
    lines = [f"{order},{day},789001,25891101,{quantity}\n" for order, quantity in rows]
    return "order_id,order_placement_date,customer_id,product_id,order_qty\n" + "".join(lines)


def computed(content: Content) -> Figures:
    """What the files come to: a row without a quantity, and one that stands there twice, are not sold."""
    figures = Figures()
    for path, rows in content.items():
        year, month = map(int, path.removesuffix(".csv")[-10:].split("_")[:2])
        for row, count in Counter(rows).items():
            figures.rows[path, *row] += count
            if not row[1]:
                figures.reasons["missing_quantity"] += count
                continue
            figures.sold[date(year, month, 1)] += int(row[1])
            if count > 1:
                figures.reasons["duplicate"] += count - 1
    return figures


def stored(lake: Lake) -> Figures:
    """What the tables hold."""
    figures = Figures()
    for row in _rows(lake, "SELECT _file, order_id, order_qty FROM t", ("bronze", "sports_bar_orders")):
        figures.rows[str(row["_file"]), str(row["order_id"]), str(row["order_qty"] or "")] += 1
    sold = f"SELECT month, sum(sold_quantity) AS n FROM t WHERE company = '{NAME}' GROUP BY month"
    for row in _rows(lake, sold, ("gold", "fact_sales")):
        figures.sold[row["month"]] += int(row["n"])  # type: ignore[index, call-overload]
    reasons = "SELECT unnest(reasons) AS reason FROM t WHERE feed = 'sports_bar_orders'"
    for row in _rows(lake, reasons, ("quarantine", "sales")):
        figures.reasons[str(row["reason"])] += 1
    return figures


def files_that_differ(content: Content, held: Figures) -> set[str]:
    """The files that bronze does not have as they landed."""
    return {path for path, rows in content.items() if _of(held.rows, path) != Counter(rows)}


def _of(held: Counter[tuple[str, str, str]], path: str) -> Counter[Row]:
    return Counter({(order, quantity): count for (one, order, quantity), count in held.items() if one == path})


def _rows(lake: Lake, sql: str, table: tuple[str, str]) -> list[dict[str, object]]:
    answer = Lake(lake.root).query(sql, t=table)
    return answer.to_pylist() if answer is not None else []


def write_whole(path: Path, text: str) -> None:
    """A file that is there at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}")
    part.write_text(text)
    part.rename(path)
