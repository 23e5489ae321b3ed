"""The first sheet of an Excel workbook as rows of text: each cell as the text that it shows."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

from sales_platform.feeds import Feed
from sales_platform.landing.csv_records import Record, is_blank
from sales_platform.landing.headers import Header, matched
from sales_platform.landing.refusal import FileRefusedError

BETWEEN_CELLS = "\t"
"""What counts as the separator of a workbook's fields; commas do not separate them, so one in a number may begin decimals."""
_MIDNIGHT = time(0)


def workbook_rows(open_file: Callable[[], BinaryIO], feed: Feed) -> tuple[Header, Iterator[Record]]:
    """The header and the rows of a workbook's first visible sheet; blank rows are left out.

    Raises:
        FileRefusedError: the workbook is broken or protected, its sheet is empty, or its header is not that of the feed.
    """
    rows = (list(map(cell_text, row)) for row in _cells(open_file))
    filled = (row for row in rows if not is_blank(row))
    header = next(filled, None)
    if header is None:
        raise FileRefusedError("the first sheet of the workbook is empty")
    return matched(tuple(header), feed), (Record(row) for row in filled)


def _cells(open_file: Callable[[], BinaryIO]) -> list[list[object]]:
    import python_calamine as calamine  # noqa: PLC0415 - for those who send workbooks

    with open_file() as stream:
        data = io.BytesIO(stream.read())
    try:
        book = calamine.CalamineWorkbook.from_filelike(data)
        sheets = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        if not sheets:
            raise FileRefusedError("the workbook has no sheet that is shown")
        return [list(row) for row in book.get_sheet_by_name(sheets[0]).iter_rows()]
    except calamine.PasswordError:
        raise FileRefusedError("the workbook is protected by a password; save it without one and land it again") from None
    except (calamine.CalamineError, OSError):
        raise FileRefusedError("the workbook is broken or not one of Excel's; save it as .xlsx and land it again") from None


def cell_text(value: object) -> str:
    """A cell as the text that it shows: days as ``2025-07-03``, whole numbers without decimals, errors as nothing."""
    match value:
        case bool():
            return str(value).upper()
        case float():
            return f"{Decimal(f'{value:.15g}'):f}"  # Excel shows no more digits
        case datetime():
            return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
