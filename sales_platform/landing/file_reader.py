"""Reading landed files: each is opened and parsed once. Executors of an engine do it by this as well, without delta-rs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import LinesJoinedError, read_rows
from sales_platform.landing.dated import Texts, another_year, day_texts, decided, needs_texts, rows_decide
from sales_platform.landing.day_months import day_months
from sales_platform.landing.identified import Identified
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.rewinding import rewinding
from sales_platform.landing.rows import named_months
from sales_platform.landing.same_content import content_digest
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.landing_zone import LandingFile, LandingZone
from sales_platform.values.file_dates import file_date


class FileReader:
    """Reads the files of one feed.

    Attributes:
        feed: which.
        files_read: the files that were opened, with their bytes, by path.

    Args:
        landing: opens the files.
        rows: holds their parsed rows.
    """

    def __init__(self, feed: Feed, landing: LandingZone, rows: BatchStore) -> None:
        self.feed = feed
        self.files_read: dict[str, int] = {}
        self._landing, self._rows = landing, rows
        self._refused: dict[tuple[str, str], str] = {}
        self._contents: dict[tuple[str, str], str] = {}

    def batches(self, file: LandingFile) -> Iterator[pa.RecordBatch]:
        """The file's rows.

        Raises:
            FileRefusedError: it cannot be used.
            LandingChangedError: it is no longer the one that was listed.
        """
        mark = (file.path, file.version)
        if mark not in self._rows and mark not in self._refused:
            self._read(file)
        if mark in self._refused:
            raise FileRefusedError(self._refused[mark])
        return self._rows.get(mark)

    def _read(self, file: LandingFile) -> None:
        self.files_read[file.path] = file.size
        mark = (file.path, file.version)
        with self._landing.open(file) as opened, rewinding(opened) as rewound:
            try:
                try:
                    self._rows.put(mark, read_rows(rewound, self.feed))
                except LinesJoinedError:
                    self._rows.put(mark, read_rows(rewound, self.feed, line_by_line=True))
            except FileRefusedError as error:
                self._refused[mark] = str(error)
            if file.of_times:
                self._contents[mark] = content_digest(rewound())

    def learn(self, file: LandingFile, key: Sequence[str] = ()) -> KnownFile:
        """What the ledger is to know of a file but for how it was read: how many rows, which months they name, or why not.

        Args:
            file: which.
            key: of a master, the columns that identify a record. One without records, or without an agreed column, is refused.
        """
        named: Counter[date | None] = Counter()
        found = Identified(self.feed, key)
        dated = file_date(file.path, self.feed.folder)
        months: set[date] = set()
        try:
            texts = self._day_texts(file)
            dated = self._date_of(file, texts)
            months = day_months(texts, self.feed, dated)
            for batch in self.batches(file):
                named.update(named_months(batch, self.feed, dated))
                found.add(batch)
            refused, keys = found.problem(file.path, file.modified.date()), found.records
        except FileRefusedError as error:
            named, months, refused, keys = Counter(), set(), str(error), None
        known = KnownFile(file.path, file.version, file.size, file.modified, named.total(), named, refused, keys=keys)
        by_rows = dated if rows_decide(self.feed, file.path) else None
        content = self._contents.get((file.path, file.version))
        return replace(known, dated=by_rows, day_months=frozenset(months), content=content)

    def _day_texts(self, file: LandingFile) -> Counter[str]:
        """The landed dates of a file's rows, where they are looked at."""
        texts: Counter[str] = Counter()
        if needs_texts(self.feed, file.path):
            for batch in self.batches(file):
                texts.update(day_texts(batch, self.feed))
        return texts

    def _date_of(self, file: LandingFile, texts: Texts) -> str | None:
        """The date that a file is of.

        Raises:
            FileRefusedError: its rows cannot be of the date in its name.
        """
        dated = decided(self.feed, file.path, texts)
        if reason := another_year(self.feed, dated, texts):
            raise FileRefusedError(reason)
        return dated
