"""Reading the files of one feed: each is opened and parsed once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import read_rows
from sales_platform.landing.csv_layout import FileRefusedError
from sales_platform.landing.day_months import day_months
from sales_platform.landing.reading_version import reading_version
from sales_platform.landing.rewinding import rewinding
from sales_platform.landing.rows import named_months
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.landing_zone import LandingFile, LandingZone


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
        dated: set[date] = set()
        refused = None
        try:
            for batch in self.batches(file):
                named.update(named_months(batch, self.feed, file.path))
                dated |= day_months(batch, self.feed)
        except FileRefusedError as error:
            named, dated, refused = Counter(), set(), str(error)
        listed, reading = (file.path, file.version, file.size, file.modified), reading_version(self.feed)
        return KnownFile(*listed, named.total(), named, refused, reading=reading, day_months=frozenset(dated))

    def take_files_read(self) -> dict[str, int]:
        """The files that were opened since the last call, with their bytes, by path."""
        taken, self.files_read = self.files_read, {}
        return taken
