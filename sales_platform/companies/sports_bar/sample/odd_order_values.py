"""Odd order files whose values are written in other ways: numbers, codes, dates, quotation marks."""

from collections.abc import Iterator

from sales_platform.companies.sports_bar.sample.date_texts import MONTH_NAMES, WEEKDAYS
from sales_platform.companies.sports_bar.sample.odd_orders import CUSTOMER, DAY, FEED, QUANTITY, OddOrders, named
from sales_platform.companies.sports_bar.sample.order_parts import COLUMNS
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, mailed

SURELY_DAY = 12
"""A day of the month after this one is no month."""


def odd_order_values(odd: OddOrders) -> Iterator[OddFile]:
    """All of them, in the last month."""
    yield from _values(odd)
    yield from _dates(odd)


def _values(odd: OddOrders) -> Iterator[OddFile]:
    """Numbers and codes in disguise, returns, and a quotation mark that is not closed."""
    day, other = odd.last[0], odd.last[1]
    rows = odd.rows(day, 1, 9)
    for row, quantity in zip(rows[:3], ("-10", "(10)", "10-"), strict=True):
        row[QUANTITY] = quantity
    key = rows[4][CUSTOMER]
    for row, code in zip(rows[3:7], (f"{key}.0", f"'{key}", f'="{key}"', f"\u200b{key}\u202f"), strict=True):
        row[CUSTOMER] = code
    rows[7][CUSTOMER] = "7.8932E+05"
    mess = {Mess.RETURN: 3, Mess.CODE_DISGUISED: 4, Mess.CODE_DAMAGED: 1}
    yield odd.file(named(day, "from excel"), rows, mess, {"return": 3, "damaged_customer": 1})
    rows = odd.rows(other, 2, 3)
    rows[1][QUANTITY] = "1.000"
    text = b"sep=;\n" + csv_text([COLUMNS, *rows], ";")
    mess = {Mess.FILE_SEP_LINE: 1, Mess.QUANTITY_AMBIGUOUS: 1}
    yield OddFile(FEED, mailed(named(other, "branch")), text, 3, mess, {"ambiguous_quantity": 1})
    lines = csv_text([COLUMNS, *odd.rows(other, 3, 5)]).splitlines(keepends=True)
    text = b"".join(b'"' + line if place in {2, 4} else line for place, line in enumerate(lines))
    yield OddFile(FEED, mailed(named(other, "noted")), text, 5, {Mess.STRAY_QUOTE: 2}, {"malformed_row": 2})


def _dates(odd: OddOrders) -> Iterator[OddFile]:
    """Dates with the month first, in other spellings, with a time, and such as can mean two days."""
    first = next(day for day in odd.last if day.day != day.month)
    rows = odd.rows(first, 4, 6)
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
        row[DAY] = text
    mess = {Mess.DATE_MONTH_FIRST: 1, Mess.DATE_OTHER_SPELLING: 3, Mess.DATE_TIME: 2}
    yield odd.file(named(first, "other program"), rows, mess)
    late = next(day for day in odd.last if day.day > SURELY_DAY)
    one, two = [month for month in range(1, SURELY_DAY + 1) if month != late.month][:2]
    rows = odd.rows(late, 5, 3)
    rows[1][DAY] = f"{one:02}/{two:02}/{late.year}"
    yield odd.file(named(late, "typed"), rows, {Mess.DATE_AMBIGUOUS: 1}, {"ambiguous_date": 1})
