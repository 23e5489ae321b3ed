"""Odd order files that are odd as files: packed, named in other ways, repeating each other, or of no feed."""

from collections.abc import Iterator
from datetime import date

from sales_platform.companies.sports_bar.names import NAME
from sales_platform.companies.sports_bar.sample.odd_orders import FEED, QUANTITY, OddOrders, named
from sales_platform.companies.sports_bar.sample.order_parts import COLUMNS
from sales_platform.months import month_of
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, gzipped, mailed, workbook, zipped


def odd_order_files(odd: OddOrders) -> Iterator[OddFile]:
    """All of them: those that say something of each other in the first two months, the others in the last one."""
    for made in (_containers, _names, _repeats, _of_no_feed):
        yield from made(odd)


def _containers(odd: OddOrders) -> Iterator[OddFile]:
    """Packed files, a workbook, and lines that hold nothing."""
    day = odd.last[2]
    text = csv_text([COLUMNS, *odd.rows(day, 6, 2)])
    yield OddFile(FEED, mailed(named(day, "packed", "csv.gz")), gzipped(text), 2, {Mess.FILE_GZIP: 1})
    text = csv_text([COLUMNS, *odd.rows(day, 7, 2)])
    yield OddFile(FEED, mailed(named(day, "packed", "zip")), zipped({"orders.csv": text}), 2, {Mess.FILE_ZIP: 1})
    rows = [[*row[:QUANTITY], int(row[QUANTITY])] for row in odd.rows(day, 8, 2)]
    yield OddFile(FEED, mailed(named(day, "sheet", "xlsx")), workbook([COLUMNS, *rows]), 2, {Mess.FILE_WORKBOOK: 1})
    rows_of_text = odd.rows(day, 9, 2)
    surplus = [[*row, "", "", ""] for row in rows_of_text]
    text = csv_text([COLUMNS, surplus[0], [""] * len(COLUMNS), surplus[1]]) + b"  \n"
    mess = {Mess.SURPLUS_SEPARATORS: 2, Mess.BLANK_LINE: 2}
    yield OddFile(FEED, mailed(named(day, "saved again")), text, 2, mess)


def _names(odd: OddOrders) -> Iterator[OddFile]:
    """Files whose date is elsewhere than in the usual place of their names."""
    day = odd.last[3]
    rows = csv_text([COLUMNS, *odd.rows(day, 10, 2)])
    path = mailed(f"year={day:%Y}/month={day:%m}/day={day:%d}/orders.csv")
    yield OddFile(FEED, path, rows, 2, {Mess.FILE_DATE_IN_FOLDERS: 1})
    name = f"{odd.last[-1]:%Y%m%d}_orders_{day:%Y_%m_%d}.csv"
    yield odd.file(name, odd.rows(day, 11, 2), {Mess.FILE_EXPORT_DATE: 1})
    text = csv_text([COLUMNS, *odd.rows(day, 12, 3)])
    # A year that the sample has, else the one to come: its files are not to begin before those of the sample.
    other_year = day.year - 1 if month_of(odd.days[0]) <= date(day.year - 1, day.month, 1) else day.year + 1
    name = f"orders_{other_year}_{day:%m_%d}.csv"
    yield OddFile(FEED, mailed(name), text, 0, {Mess.FILE_YEAR_TYPO: 1}, refused="its name says")


def _repeats(odd: OddOrders) -> Iterator[OddFile]:
    """Rows that land again in a later file or under another name, and two that contradict each other."""
    before = [day for day in odd.days if month_of(day) == month_of(odd.days[0])]
    after = [day for day in odd.days if day > before[-1]] or before[1:]
    early = before[-1] if after[0] > before[-1] else before[0]
    repeated = odd.rows(early, 13, 3)
    yield odd.file(named(early, "branch"), repeated, {})
    rows = [*repeated, *odd.rows(after[0], 14, 1)]
    yield odd.file(named(after[0], "last days"), rows, {Mess.LOOKBACK_ROW: 3}, {"duplicate": 3})
    rows = odd.rows(early, 15, 4)
    yield odd.file(named(early, "counted"), rows, {})
    again = [*rows[:3], [*rows[3][:QUANTITY], "98"]]
    mess = {Mess.REDELIVERED_ROW: 3, Mess.REDELIVERED_QUANTITY: 1}
    yield odd.file(named(early, "counted (1)"), again, mess, {"duplicate": 3, "superseded": 1})
    rows = odd.rows(early, 16, 3)
    other = [*rows[1][:QUANTITY], "71"]
    yield odd.file(named(early, "shared"), [*rows, other], {Mess.CONTRADICTION: 1}, {"contradiction": 1})


def _of_no_feed(odd: OddOrders) -> Iterator[OddFile]:
    """A file of another kind, and one beside the feeds."""
    day = odd.last[-1]
    text = csv_text([COLUMNS, *odd.rows(day, 17, 2)])
    name, why = named(day, "copy", "txt"), "files of the kind .txt are not read"
    yield OddFile(FEED, f"{FEED.folder}/{name}", text, 0, {Mess.FILE_OTHER_KIND: 1}, refused=why, stray=True)
    name, why = named(day, "from the sales office"), f"it stands in the folder '{NAME}'"
    yield OddFile(FEED, f"{NAME}/{name}", text, 0, {Mess.FILE_BESIDE_FEEDS: 1}, refused=why, stray=True)
