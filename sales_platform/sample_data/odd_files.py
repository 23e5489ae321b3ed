"""Odd files: a few files of a sample that each show a kind of mess, with what a run makes of them.

They lie in a folder of their own below the feed's, so that nobody takes them for the drawn files. Their number does not grow with
the sample. Packed files are stored, not compressed: their bytes are the same whatever library packs them.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from sales_platform.feeds import Feed
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally

FOLDER = "by_mail"
Row = Sequence[object]
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_OFFICE}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True)
class OddFile:
    """One odd file.

    Attributes:
        feed: whose folder it is for, or near to.
        path: below the feed's folder, or below the landing where it is of no feed.
        content: its bytes.
        rows: how many rows bronze takes in; none of a file that cannot be used.
        mess: what is planted in it.
        reasons: how many rows go to quarantine on its account, by reason, each with this one reason; of a master, in each month.
        refused: what the reason says by which the file cannot be used; None where it can.
        stray: whether it is of no feed.
    """

    feed: Feed
    path: str
    content: bytes
    rows: int
    mess: Mapping[Mess, int]
    reasons: Mapping[str, int] = field(default_factory=dict)
    refused: str | None = None
    stray: bool = False

    @property
    def landed(self) -> str:
        """Where it is, below the landing."""
        return self.path if self.stray else f"{self.feed.folder}/{self.path}"

    def write(self, landing: Landing, tally: Tally) -> None:
        """Write it, and note what is planted and what becomes of it."""
        landing.put(None if self.stray else self.feed, self.landed, self.content, self.rows)
        for kind, count in self.mess.items():
            tally.add(kind, count)
        for reason, count in self.reasons.items():
            tally.reject(self.feed.name, reason, count)
        if self.refused is not None:
            tally.refuse(self.landed, self.refused)


def mailed(name: str) -> str:
    """The path of an odd file below the folder of its feed."""
    return f"{FOLDER}/{name}"


def csv_text(rows: Iterable[Row], separator: str = ",") -> bytes:
    """Rows, the header among them, as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def gzipped(content: bytes) -> bytes:
    """Packed with gzip."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=0, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of some files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    return packed.getvalue()


def workbook(rows: Iterable[Row]) -> bytes:
    """An Excel workbook with one sheet; whole numbers are cells of numbers, everything else of text."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{_OFFICE}/spreadsheetml/2006/main"><sheetData>{lines}</sheetData></worksheet>'
    return zipped({name: (_XML + text).encode() for name, text in {**_WORKBOOK, "xl/worksheets/sheet1.xml": sheet}.items()})


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
