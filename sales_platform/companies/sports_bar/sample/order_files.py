"""Sports Bar's daily files: each a header and its rows, a few of them out of the ordinary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from sales_platform.companies.sports_bar.sample.days import EXTRA_CELL, EXTRA_COLUMN, Day
from sales_platform.companies.sports_bar.sample.order_book import OrderBook
from sales_platform.companies.sports_bar.sample.order_parts import COLUMNS, parts
from sales_platform.sample_data.cells import Cells, Chunk, lines
from sales_platform.sample_data.mess import Mess, Tally


@dataclass(frozen=True)
class OrderFile:
    """One file to be written: its name, its first line, and its rows, drawn only when they are asked for."""

    name: str
    header: bytes
    chunks: Iterator[Chunk]


def order_files(book: OrderBook, days: Iterable[Day], tally: Tally) -> Iterator[OrderFile]:
    """The files of all days; each must be used up before the next one is asked for."""
    again: list[pa.RecordBatch] = []
    for day in days:
        if day.oddity is not Mess.DAY_MISSING:
            earlier, again = again, []
            yield OrderFile(
                name=f"orders_{day.day:%Y_%m_%d}.csv",
                header=day.header(COLUMNS),
                chunks=_chunks(book, day, earlier, again, tally),
            )


def _chunks(
    book: OrderBook, day: Day, earlier: list[pa.RecordBatch], again: list[pa.RecordBatch], tally: Tally
) -> Iterator[Chunk]:
    """Rows of the day before that land again, then the day's own; those for the next day go to ``again``."""
    for rows in earlier:
        yield _chunk(rows, day)
    for part in parts(book, day, tally):
        again.append(part.again)
        yield _chunk(part.rows, day)


def _chunk(rows: pa.RecordBatch, day: Day) -> Chunk:
    cells: dict[str, Cells | str] = dict(zip(COLUMNS, rows.columns, strict=True))
    cells[EXTRA_COLUMN] = EXTRA_CELL
    return rows.num_rows, lines([cells[name] for name in day.column_names(COLUMNS)], day.line_end)
