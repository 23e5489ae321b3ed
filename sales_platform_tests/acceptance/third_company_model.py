"""What must become of the third company's files, worked out in plain Python from its rules: nothing of the platform is used."""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path


@dataclass
class Sale:
    """A landed row of sales, and what must become of it."""

    file: str
    row: int
    day: date | None
    shop: str
    item: str
    pieces: int | None
    reasons: list[str] = field(default_factory=list)
    own_spelling: bool = True

    @property
    def month(self) -> date:
        return self.day.replace(day=1) if self.day else date.fromisoformat(self.file[-14:-7] + "-01")

    @property
    def code(self) -> str:
        """The customer code; whatever is no shop's code is the counter's."""
        return self.shop if re.fullmatch("S[0-9]{2}", self.shop) else "COUNTER"


@dataclass
class Model:
    """Everything that must come out."""

    sales: list[Sale]
    prices: dict[str, Decimal]
    listed: dict[tuple[date, str], Decimal]

    def fact(self) -> dict[tuple[date, str, str], tuple[int, Decimal]]:
        """Pieces and INR by month, item and customer."""
        found: dict[tuple[date, str, str], int] = {}
        for sale in (sale for sale in self.sales if not sale.reasons):
            key = (sale.month, sale.item, sale.code)
            found[key] = found.get(key, 0) + (sale.pieces or 0)
        return {key: (pieces, pieces * self.prices[key[1]]) for key, pieces in found.items()}

    def at_stake(self, month: date) -> tuple[int, Decimal]:
        """Pieces and INR of a month that quarantine holds and no other row has."""
        lost = [
            one for one in self.sales if one.reasons and one.month == month and not {"duplicate", "superseded"} & {*one.reasons}
        ]
        readable = [(sale, sale.pieces) for sale in lost if sale.pieces]
        worth = [pieces * self._price(sale) for sale, pieces in readable]
        return sum(pieces for _, pieces in readable), sum(worth, Decimal(0))

    def _price(self, sale: Sale) -> Decimal:
        return self.prices.get(sale.item) or self.listed.get((sale.month, sale.item), Decimal(0))


def model(landing: Path) -> Model:
    """Read the landing."""
    items = {row["item"] for _, _, row in rows(landing, "items") if _is_item(row["item"]) and row["pack"] != "Tasting"}
    shops = {row["shop"] for _, _, row in rows(landing, "shops")} - {""}
    listed: dict[tuple[date, str], Decimal] = {}
    for _, _, row in rows(landing, "rates"):  # a later file comes later, and counts
        price, day = _amount(row["rate"]), _day(row["from"])
        if price and day:
            listed[day.replace(day=1), row["item"]] = abs(price)
    prices = {item: price for (_, item), price in sorted(listed.items()) if item in items}
    sales = [_sale(file, number, row, items, shops) for file, number, row in rows(landing, "weeks")]
    kept = {(sale.day, sale.code, sale.item): sale for sale in sales if not sale.reasons}
    for sale in (sale for sale in sales if not sale.reasons):
        counts = kept[sale.day, sale.code, sale.item]
        if counts is not sale:
            in_file = "duplicate" if counts.pieces == sale.pieces else "contradiction"
            sale.reasons.append(in_file if counts.file == sale.file else "superseded")
    return Model(sales, prices, listed)


def rows(landing: Path, folder: str) -> list[tuple[str, int, dict[str, str]]]:
    """File, row number and the trimmed values by small header, of all files of a folder in the order of their names."""
    found = []
    for path in sorted((landing / "kaveri" / folder).iterdir()):
        text = path.read_text()
        header, *lines = csv.reader(text.splitlines(), delimiter=";" if ";" in text else ",") if text else [[]]
        names = [name.strip().lower() for name in header]
        for number, line in enumerate(lines, start=1):
            row = {name: value.strip(" \u00a0") for name, value in zip(names, line, strict=False)}
            found.append((f"kaveri/{folder}/{path.name}", number, row | {"malformed": "yes" * (len(line) != len(header))}))
    return found


def _sale(file: str, number: int, row: dict[str, str], items: set[str], shops: set[str]) -> Sale:
    digits = re.sub("[, ]|pcs", "", row["units"])
    sale = Sale(file, number, _day(row["sold on"]), row["shop"], row["item"], int(digits) if digits.isdecimal() else None)
    sale.own_spelling = "." in row["sold on"]
    broken = {
        "malformed_row": bool(row["malformed"]),
        "missing_quantity": not row["units"],
        "invalid_quantity": bool(row["units"]) and not sale.pieces,
        "unreadable_date": sale.day is None,
        "unknown_product": row["item"] not in items,
        "unknown_customer": sale.code not in shops | {"COUNTER"},
        "shop_closed": sale.day is not None and sale.day.isoweekday() == 7,
    }
    sale.reasons = [name for name, holds in broken.items() if holds]
    return sale


def _is_item(code: str) -> bool:
    return re.fullmatch("KV-[0-9]{4}", code) is not None


def _day(text: str) -> date | None:
    """A day in its own spelling, or in the one that can mean one day only."""
    own = re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", text)
    try:
        return date(int(own[3]), int(own[2]), int(own[1])) if own else date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    digits = re.sub(r"₹|Rs\.|[, ]", "", text)
    return Decimal(digits) if re.fullmatch(r"-?[0-9]+(\.[0-9]{1,2})?", digits) else None
