"""Order files as people send them by mail: each with a few rows of orders that no drawn file has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sales_platform.companies.sports_bar.names import NAME
from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.sample.customer_rows import customer_ids
from sales_platform.companies.sports_bar.sample.date_texts import MONTH_NAMES, WEEKDAYS
from sales_platform.companies.sports_bar.sample.days import Day
from sales_platform.companies.sports_bar.sample.order_parts import COLUMNS
from sales_platform.companies.sports_bar.sample.product_rows import HIDDEN_PRODUCT, product_ids
from sales_platform.months import month_of
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, gzipped, mailed, workbook, zipped

Row = list[str]
_FEED = ORDER_SOURCE.feed
_DAY, _CUSTOMER, _QUANTITY = 1, 2, 4
_SURELY_DAY = 12
"""A day of the month after this one is no month."""


@dataclass(frozen=True)
class OddOrders:
    """What odd order files are made of.

    Attributes:
        days: those with a filled file and nothing odd about it, in order.
        customers: ids of some customers.
        products: ids of some products.
    """

    days: Sequence[date]
    customers: Sequence[str]
    products: Sequence[str]

    @classmethod
    def of(cls, days: Sequence[Day], customers: int, products: int) -> "OddOrders":
        """From the plan of the days, and how many customers and products there are."""
        known = [key for place, key in enumerate(product_ids(products)) if place != HIDDEN_PRODUCT]
        sound = [day.day for day in days if day.rows and day.oddity is None]
        return cls(sound, customer_ids(customers)[:10], known[:10])

    @property
    def last(self) -> list[date]:
        """The days of the last month."""
        return [day for day in self.days if month_of(day) == month_of(self.days[-1])]

    def files(self) -> list[OddFile]:
        """All of them; those that say something of each other lie in the first two months, the others in the last one."""
        return [*self._values(), *self._dates(), *self._containers(), *self._names(), *self._repeats(), *self._of_no_feed()]

    def _rows(self, day: date, number: int, rows: int) -> list[Row]:
        """Sound rows of a day; the number tells the orders of a file from those of all others."""
        return [
            [
                f"M{day:%y%m%d}{number:02}{place}",
                day.isoformat(),
                self.customers[(number + place) % len(self.customers)],
                self.products[(number + 3 * place) % len(self.products)],
                str(80 + 5 * place),
            ]
            for place in range(rows)
        ]

    def _file(self, name: str, rows: list[Row], mess: dict[Mess, int], reasons: dict[str, int] | None = None) -> OddFile:
        return OddFile(_FEED, mailed(name), csv_text([COLUMNS, *rows]), len(rows), mess, reasons or {})

    def _values(self) -> Iterator[OddFile]:
        """Numbers and codes in disguise, returns, and a quotation mark that is not closed."""
        day, other = self.last[0], self.last[1]
        rows = self._rows(day, 1, 9)
        for row, quantity in zip(rows[:3], ("-10", "(10)", "10-"), strict=True):
            row[_QUANTITY] = quantity
        key = rows[4][_CUSTOMER]
        for row, code in zip(rows[3:7], (f"{key}.0", f"'{key}", f'="{key}"', f"\u200b{key}\u202f"), strict=True):
            row[_CUSTOMER] = code
        rows[7][_CUSTOMER] = "7.8932E+05"
        mess = {Mess.RETURN: 3, Mess.CODE_DISGUISED: 4, Mess.CODE_DAMAGED: 1}
        yield self._file(_name(day, "from excel"), rows, mess, {"return": 3, "damaged_customer": 1})
        rows = self._rows(other, 2, 3)
        rows[1][_QUANTITY] = "1.000"
        text = b"sep=;\n" + csv_text([COLUMNS, *rows], ";")
        mess = {Mess.FILE_SEP_LINE: 1, Mess.QUANTITY_AMBIGUOUS: 1}
        yield OddFile(_FEED, mailed(_name(other, "branch")), text, 3, mess, {"ambiguous_quantity": 1})
        lines = csv_text([COLUMNS, *self._rows(other, 3, 5)]).splitlines(keepends=True)
        text = b"".join(b'"' + line if place in {2, 4} else line for place, line in enumerate(lines))
        yield OddFile(_FEED, mailed(_name(other, "noted")), text, 5, {Mess.STRAY_QUOTE: 2}, {"malformed_row": 2})

    def _dates(self) -> Iterator[OddFile]:
        """Dates with the month first, in other spellings, with a time, and such as can mean two days."""
        first = next(day for day in self.last if day.day != day.month)
        rows = self._rows(first, 4, 6)
        month = MONTH_NAMES[first.month - 1][:3]
        texts = (
            f"{first:%m/%d/%Y}",
            f"{first.day}-{month}-{first:%y}",
            f"{WEEKDAYS[first.weekday()][:3]} {first.day} {month} {first.year}",
            f"{first.year}-{first.month}-{first.day}",
            f"{first.isoformat()} 00:00:00",
            f"{first.isoformat()}T00:00:00",
        )
        for row, text in zip(rows, texts, strict=True):
            row[_DAY] = text
        mess = {Mess.DATE_MONTH_FIRST: 1, Mess.DATE_OTHER_SPELLING: 3, Mess.DATE_TIME: 2}
        yield self._file(_name(first, "other program"), rows, mess)
        late = next(day for day in self.last if day.day > _SURELY_DAY)
        one, two = [month for month in range(1, _SURELY_DAY + 1) if month != late.month][:2]
        rows = self._rows(late, 5, 3)
        rows[1][_DAY] = f"{one:02}/{two:02}/{late.year}"
        yield self._file(_name(late, "typed"), rows, {Mess.DATE_AMBIGUOUS: 1}, {"ambiguous_date": 1})

    def _containers(self) -> Iterator[OddFile]:
        """Packed files, a workbook, and lines that hold nothing."""
        day = self.last[2]
        text = csv_text([COLUMNS, *self._rows(day, 6, 2)])
        yield OddFile(_FEED, mailed(_name(day, "packed", "csv.gz")), gzipped(text), 2, {Mess.FILE_GZIP: 1})
        text = csv_text([COLUMNS, *self._rows(day, 7, 2)])
        yield OddFile(_FEED, mailed(_name(day, "packed", "zip")), zipped({"orders.csv": text}), 2, {Mess.FILE_ZIP: 1})
        rows = [[*row[:_QUANTITY], int(row[_QUANTITY])] for row in self._rows(day, 8, 2)]
        yield OddFile(_FEED, mailed(_name(day, "sheet", "xlsx")), workbook([COLUMNS, *rows]), 2, {Mess.FILE_WORKBOOK: 1})
        rows_of_text = self._rows(day, 9, 2)
        surplus = [[*row, "", "", ""] for row in rows_of_text]
        text = csv_text([COLUMNS, surplus[0], [""] * len(COLUMNS), surplus[1]]) + b"  \n"
        mess = {Mess.SURPLUS_SEPARATORS: 2, Mess.BLANK_LINE: 2}
        yield OddFile(_FEED, mailed(_name(day, "saved again")), text, 2, mess)

    def _names(self) -> Iterator[OddFile]:
        """Files whose date is elsewhere than in the usual place of their names."""
        day = self.last[3]
        rows = csv_text([COLUMNS, *self._rows(day, 10, 2)])
        path = mailed(f"year={day:%Y}/month={day:%m}/day={day:%d}/orders.csv")
        yield OddFile(_FEED, path, rows, 2, {Mess.FILE_DATE_IN_FOLDERS: 1})
        name = f"{self.last[-1]:%Y%m%d}_orders_{day:%Y_%m_%d}.csv"
        yield self._file(name, self._rows(day, 11, 2), {Mess.FILE_EXPORT_DATE: 1})
        text = csv_text([COLUMNS, *self._rows(day, 12, 3)])
        # A year that the sample has, else the one to come: its files are not to begin before those of the sample.
        other_year = day.year - 1 if month_of(self.days[0]) <= date(day.year - 1, day.month, 1) else day.year + 1
        name = f"orders_{other_year}_{day:%m_%d}.csv"
        yield OddFile(_FEED, mailed(name), text, 0, {Mess.FILE_YEAR_TYPO: 1}, refused="its name says")

    def _repeats(self) -> Iterator[OddFile]:
        """Rows that land again in a later file or under another name, and two that contradict each other."""
        before = [day for day in self.days if month_of(day) == month_of(self.days[0])]
        after = [day for day in self.days if day > before[-1]] or before[1:]
        early = before[-1] if after[0] > before[-1] else before[0]
        repeated = self._rows(early, 13, 3)
        yield self._file(_name(early, "branch"), repeated, {})
        rows = [*repeated, *self._rows(after[0], 14, 1)]
        yield self._file(_name(after[0], "last days"), rows, {Mess.LOOKBACK_ROW: 3}, {"duplicate": 3})
        rows = self._rows(early, 15, 4)
        yield self._file(_name(early, "counted"), rows, {})
        again = [*rows[:3], [*rows[3][:_QUANTITY], "98"]]
        mess = {Mess.REDELIVERED_ROW: 3, Mess.REDELIVERED_QUANTITY: 1}
        yield self._file(_name(early, "counted (1)"), again, mess, {"duplicate": 3, "superseded": 1})
        rows = self._rows(early, 16, 3)
        other = [*rows[1][:_QUANTITY], "71"]
        yield self._file(_name(early, "shared"), [*rows, other], {Mess.CONTRADICTION: 1}, {"contradiction": 1})

    def _of_no_feed(self) -> Iterator[OddFile]:
        """A file of another kind, and one beside the feeds."""
        day = self.last[-1]
        text = csv_text([COLUMNS, *self._rows(day, 17, 2)])
        name, why = _name(day, "copy", "txt"), "files of the kind .txt are not read"
        yield OddFile(_FEED, f"{_FEED.folder}/{name}", text, 0, {Mess.FILE_OTHER_KIND: 1}, refused=why, stray=True)
        name, why = _name(day, "from the sales office"), f"it stands in the folder '{NAME}'"
        yield OddFile(_FEED, f"{NAME}/{name}", text, 0, {Mess.FILE_BESIDE_FEEDS: 1}, refused=why, stray=True)


def _name(day: date, words: str, kind: str = "csv") -> str:
    return f"orders_{day:%Y_%m_%d} {words}.{kind}"
