"""Small Excel workbooks for the tests, written as Excel writes them, with nothing but what a reader needs."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = f"""<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs>
</styleSheet>"""

_FIRST = date(1899, 12, 30)
Cell = str | float | bool | date | datetime | None
Row = Sequence[Cell]


class Fault(str):
    """A cell with an error, such as ``#N/A``."""

    __slots__ = ()


def workbook(*sheets: Sequence[Row], hidden: Sequence[int] = ()) -> bytes:
    """The bytes of a workbook with some sheets."""
    target = io.BytesIO()
    numbers = range(1, len(sheets) + 1)
    state = {number: ' state="hidden"' if number in hidden else "" for number in numbers}
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"{state[n]}/>' for n in numbers)
    related = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
            f'<Relationship Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        archive.writestr("xl/styles.xml", _STYLES)
        for number, rows in zip(numbers, sheets, strict=True):
            written = "".join(f'<row r="{r}">{_row(row, r)}</row>' for r, row in enumerate(rows, 1))
            sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
    return target.getvalue()


def _row(row: Row, number: int) -> str:
    return "".join(_cell(cell, f"{chr(ord('A') + column)}{number}") for column, cell in enumerate(row) if cell is not None)


def _cell(cell: Cell, place: str) -> str:
    kind, value = _written(cell)
    if kind == "inlineStr":
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    style = {"day": ' s="1"', "moment": ' s="2"', "": ""}.get(kind, f' t="{kind}"')
    return f'<c r="{place}"{style}><v>{value}</v></c>'


def _written(cell: Cell) -> tuple[str, str]:
    """The kind of a cell and its value as Excel writes them."""
    match cell:
        case bool():
            return "b", str(int(cell))
        case datetime():
            return "moment", repr((cell - datetime.combine(_FIRST, time(0))) / timedelta(days=1))
        case date():
            return "day", str((cell - _FIRST).days)
        case Fault():
            return "e", str(cell)
        case str():
            return "inlineStr", escape(cell)
        case _:
            return "", repr(cell)
