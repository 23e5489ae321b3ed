"""One landed file of two gigabytes: Atlon's sales of 24 months with a long note in every row, taken in by a single run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from platform_runs import Installation, Run

FIRST_MONTH, MONTHS = date(2024, 1, 1), 24
CUSTOMERS = 1000
_NOTE = "A note that the contract does not know is kept with its row. " * 15
_BYTES_PER_ROW = 34 + len(_NOTE)
_MASTERS = {
    "atlon/customers/customers.csv": "customer_code,customer,market,platform,channel",
    "atlon/products/products.csv": "product_code,division,category,product,variant",
    "atlon/gross_price/prices.csv": "product_code,price_inr,year",
}


@dataclass(frozen=True)
class LargeFile:
    """What the run over the file took.

    Attributes:
        size: bytes of the file.
        rows: in it.
        units: pieces in it.
        run: as measured.
        figures: of the lake afterwards.
    """

    size: int
    rows: int
    units: int
    run: Run
    figures: dict[str, object]


def measure_large_file(folder: Path, size: int) -> LargeFile:
    """Write a file of about so many bytes, run the platform over it, and read the figures."""
    products = max(1, size // (_BYTES_PER_ROW * MONTHS * CUSTOMERS))
    landing = folder / "landing"
    rows, units = _write(landing, products)
    installation = Installation(folder / "platform", FIRST_MONTH)
    run = installation.run(landing)
    path = landing / "atlon/sales/sales.csv"
    return LargeFile(path.stat().st_size, rows, units, run, installation.figures())


def _write(landing: Path, products: int) -> tuple[int, int]:
    codes, customers = [f"P{number:07d}" for number in range(products)], [f"7{number:07d}" for number in range(CUSTOMERS)]
    lines = {
        "atlon/customers/customers.csv": [f"{code},Customer {code},India,E-Commerce,Direct" for code in customers],
        "atlon/products/products.csv": [f"{code},Cricket,Bats,Bat {code},Short" for code in codes],
        "atlon/gross_price/prices.csv": [f"{code},100.50,{year}" for code in codes for year in (2024, 2025)],
    }
    for path, rows in lines.items():
        (landing / path).parent.mkdir(parents=True)
        (landing / path).write_text("\n".join([_MASTERS[path], *rows]) + "\n")
    sales = landing / "atlon/sales/sales.csv"
    sales.parent.mkdir(parents=True)
    with sales.open("w") as file:
        file.write("date,product_code,customer_code,sold_quantity,note\n")
        file.writelines(_blocks(codes, customers))
    return MONTHS * products * CUSTOMERS, MONTHS * products * sum(1 + number % 500 for number in range(CUSTOMERS))


def _blocks(codes: list[str], customers: list[str]) -> Iterator[str]:
    ends = [f",{customer},{1 + number % 500},{_NOTE}\n" for number, customer in enumerate(customers)]
    for month in range(MONTHS):
        day = date(FIRST_MONTH.year + month // 12, month % 12 + 1, 1).isoformat()
        for code in codes:
            start = f"{day},{code}"
            yield start + start.join(ends)
