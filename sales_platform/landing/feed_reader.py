"""Reading the files of one feed: each is opened and parsed once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import read_rows
from sales_platform.landing.csv_layout import FileRefusedError
from sales_platform.landing.dated import another_year, day_texts, decided, needs_texts, rows_decide
from sales_platform.landing.reading_version import reading_version
from sales_platform.landing.rewinding import rewinding
from sales_platform.landing.rows import named_months
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.landing_zone import LandingFile, LandingZone
from sales_platform.values.file_dates import file_date, month_in


class FeedReader:
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
                self._rows.put(mark, read_rows(rewound, self.feed))
            except FileRefusedError as error:
                self._refused[mark] = str(error)

    def learn(self, file: LandingFile) -> KnownFile:
        """What the ledger is to know of a file: how many rows, which months they name, or why it cannot be used."""
        named: Counter[date | None] = Counter()
        refused, dated = None, file_date(file.path, self.feed.folder)
        try:
            rows, texts = self._texts(file)
            dated = decided(self.feed, file.path, texts)
            refused = another_year(self.feed, dated, texts)
            named = Counter({month_in(dated): rows}) if self.feed.month_column is None else self._named(file, dated)
        except FileRefusedError as error:
            refused = str(error)
        named = Counter() if refused is not None else named
        return KnownFile(
            *(file.path, file.version, file.size, file.modified),
            *(named.total(), named, refused),
            reading=reading_version(self.feed),
            dated=dated if rows_decide(self.feed, file.path) else None,
        )

    def _texts(self, file: LandingFile) -> tuple[int, Counter[str]]:
        """How many rows a file has, and the dates in them as they landed, where those are asked for."""
        rows, texts, asked = 0, Counter[str](), needs_texts(self.feed, file.path)
        for batch in self.batches(file) if asked or self.feed.month_column is None else ():
            rows += batch.num_rows
            texts.update(day_texts(batch, self.feed) if asked else {})
        return rows, texts

    def _named(self, file: LandingFile, dated: str | None) -> Counter[date | None]:
        named: Counter[date | None] = Counter()
        for batch in self.batches(file):
            named.update(named_months(batch, self.feed, dated))
        return named

    def take_files_read(self) -> dict[str, int]:
        """The files that were opened since the last call, with their bytes, by path."""
        taken, self.files_read = self.files_read, {}
        return taken
