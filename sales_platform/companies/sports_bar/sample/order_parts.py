"""Order rows as they land: faults planted, some rows landing twice, all of it counted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.sample.date_texts import MONTH_NAMES
from sales_platform.companies.sports_bar.sample.days import Day
from sales_platform.companies.sports_bar.sample.faults import Faults, draw_faults
from sales_platform.companies.sports_bar.sample.order_book import LONGEST_ORDER, Lines, OrderBook
from sales_platform.companies.sports_bar.sample.order_spelling import Spelling
from sales_platform.companies.sports_bar.sample.product_rows import HIDDEN_PRODUCT
from sales_platform.sample_data.cells import Cells, Flags, Integers, chosen, joined, numbers, picked
from sales_platform.sample_data.mess import Mess, Tally

COLUMNS = ("order_id", "order_placement_date", "customer_id", "product_id", "order_qty")
"""What the sample writes: the contract may gain columns that it does not know."""
ROWS_AT_ONCE = 50_000
"""So many rows are drawn at once: it bounds the memory."""
TWICE_SHARE, NEXT_DAY_SHARE = 0.02, 0.012
BAD_QUANTITIES = ("abc", "12.5", "-3", "a dozen")
BAD_CUSTOMERS = ("CUST7", "NEW", "LMN321")
STRAY_PRODUCTS = tuple(f"258999{number:02}" for number in range(LONGEST_ORDER))
"""One for each place in an order, so that no order has a row twice unless that is planted."""


@dataclass(frozen=True)
class Part:
    """Some order rows of a day: those of its own file, and those that land again in the next day's."""

    rows: pa.RecordBatch
    again: pa.RecordBatch


def parts(book: OrderBook, day: Day, tally: Tally) -> Iterator[Part]:
    """The order rows of a day as they land; what is planted is noted as it is drawn."""
    for start in range(0, day.rows, ROWS_AT_ONCE):
        rng = np.random.default_rng((book.seed, 32, day.day.toordinal(), start))
        lines = book.lines(rng, day, start, min(ROWS_AT_ONCE, day.rows - start))
        yield _part(rng, book, day, lines, tally)


def _part(rng: np.random.Generator, book: OrderBook, day: Day, lines: Lines, tally: Tally) -> Part:
    faults = draw_faults(rng, lines.product == HIDDEN_PRODUCT)
    spelling = Spelling.drawn(rng, day, faults)
    number = joined(_number_start(day), numbers(lines.order, width=6))
    cells = [number, picked(spelling.dates, spelling.formats), *_cells(rng, book, lines, faults, spelling.pointed)]
    rows = pa.RecordBatch.from_arrays(cells, list(COLUMNS))
    own, late = _landings(rng, faults.none, day)
    respelled = spelling.of(late).with_other_dates(rng)
    again = rows.take(late).set_column(1, COLUMNS[1], picked(spelling.dates, respelled.formats))
    for noted in (faults, spelling.of(own), respelled):
        noted.note(tally)
    _note_reasons(faults, rows.column(COLUMNS.index("order_qty")), len(own) - len(lines) + len(late), tally)
    tally.add(Mess.DUPLICATE_IN_FILE, len(own) - len(lines))
    tally.add(Mess.DUPLICATE_NEXT_DAY, len(late))
    tally.to_quarantine += int(faults.refused.sum()) + len(own) - len(lines) + len(late)
    return Part(rows.take(own), again)


def _note_reasons(faults: Faults, quantities: Cells, duplicates: int, tally: Tally) -> None:
    """Note the reasons for which rows go to quarantine; a quantity below zero is a return."""
    returns = sum(text.startswith("-") for text in quantities.filter(pa.array(faults.invalid)).to_pylist())
    tally.add(Mess.RETURN, returns)
    counts = {
        "missing_quantity": int(faults.missing.sum()),
        "invalid_quantity": int(faults.invalid.sum()) - returns,
        "return": returns,
        "unknown_product": int(faults.product.sum()),
        "unreadable_date": int(faults.date.sum()),
        "duplicate": duplicates,
    }
    for reason, count in counts.items():
        tally.reject(ORDER_SOURCE.feed.name, reason, count)


def _number_start(day: Day) -> str:
    """What all order numbers of the day begin with."""
    return f"F{MONTH_NAMES[day.day.month - 1][:3].upper()}{day.day.year % 100:02}{day.day.day:02}"


def _cells(rng: np.random.Generator, book: OrderBook, lines: Lines, faults: Faults, pointed: Flags) -> list[Cells]:
    """The customer, the product and the quantity of each row."""
    count = len(lines)
    stranger = picked(BAD_CUSTOMERS, rng.integers(0, len(BAD_CUSTOMERS), count))
    whole = numbers(lines.pieces)
    # The first of these texts stands for a missing quantity.
    bad = rng.integers(1, len(BAD_QUANTITIES), count, endpoint=True) * faults.invalid
    return [
        chosen(faults.customer, stranger, picked(book.customers, lines.customer)),
        chosen(faults.stray, picked(STRAY_PRODUCTS, lines.place), picked(book.products, lines.product)),
        chosen(
            faults.missing | faults.invalid,
            picked(("", *BAD_QUANTITIES), bad),
            chosen(pointed, joined(whole, ".0"), whole),
        ),
    ]


def _landings(rng: np.random.Generator, faultless: Flags, day: Day) -> tuple[Integers, Integers]:
    """The rows of the day's own file, some of them twice in a row, and those that land again with the next day's."""
    chance = rng.random(len(faultless))
    twice = faultless & (chance < TWICE_SHARE)
    late = faultless & (chance > 1 - NEXT_DAY_SHARE) & day.copies_next
    return np.repeat(np.arange(len(faultless)), 1 + twice), np.nonzero(late)[0]
