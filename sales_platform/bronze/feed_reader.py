"""Reading the files of one feed, each parsed once where it is small."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pyarrow as pa

from sales_platform.bronze.csv_files import read_rows
from sales_platform.bronze.csv_layout import FileRefusedError
from sales_platform.bronze.rows import named_months
from sales_platform.bronze.versions import KnownFile
from sales_platform.errors import UserError
from sales_platform.feeds import Feed
from sales_platform.storage.landing_zone import LandingFile, LandingZone

_CACHED_BYTES = 64 << 20


@dataclass
class FeedReader:
    """Reads the files of one feed; keeps the parsed rows of small files, so that learning and writing parse them once."""

    feed: Feed
    landing: LandingZone
    files_read: set[str] = field(default_factory=set)
    bytes_read: int = 0
    failure: UserError | None = None
    _cache: dict[tuple[str, str], list[pa.RecordBatch]] = field(default_factory=dict)
    _cached: int = 0

    def batches(self, file: LandingFile) -> Iterator[pa.RecordBatch]:
        """The file's rows; raises FileRefusedError when it cannot be used."""
        mark = (file.path, file.version)
        if mark in self._cache:
            yield from self._cache[mark]
            return
        if file.path not in self.files_read:
            self.files_read.add(file.path)
            self.bytes_read += file.size
        keep: list[pa.RecordBatch] | None = []
        for batch in self._read(file):
            if keep is not None:
                keep.append(batch)
                self._cached += batch.nbytes
                if self._cached > _CACHED_BYTES:
                    keep = None
            yield batch
        if keep is not None:
            self._cache[mark] = keep

    def _read(self, file: LandingFile) -> Iterator[pa.RecordBatch]:
        try:
            yield from read_rows(partial(self.landing.open, file), self.feed)
        except UserError as error:
            self.failure = error  # what drives the rows into a table shows it as an error of its own
            raise

    def learn(self, file: LandingFile) -> KnownFile:
        """Read a file once through: how many rows, which months they name, or why it cannot be used."""
        named: Counter[date | None] = Counter()
        refused = None
        try:
            for batch in self.batches(file):
                named.update(named_months(batch, self.feed, file.path))
        except FileRefusedError as error:
            named, refused = Counter(), str(error)
        return KnownFile(file.path, file.version, file.size, file.modified, named.total(), named, refused)
