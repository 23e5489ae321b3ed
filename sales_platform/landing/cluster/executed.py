"""What runs on the executors of an engine: the reader of landed files, over the files of one task.

Beside this package it needs PyArrow and NumPy; python-calamine for workbooks; boto3, dagster-aws and tenacity for a bucket.
"""

import hashlib
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

import pyarrow as pa

from sales_platform.errors import LandingChangedError, UserError
from sales_platform.feeds import Feed
from sales_platform.landing.cluster.facts import facts_text, failure_text
from sales_platform.landing.file_reader import FileReader
from sales_platform.landing.rows import with_provenance
from sales_platform.landing.versions import FileInForce
from sales_platform.months import MonthRange
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.cluster.said import marked
from sales_platform.storage.landing_zone import LandingFile, landing_zone

_ROWS_IN_MEMORY = 32 << 20
_PACKAGE = "sales_platform"

Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True)
class Learn:
    """Reads files and says what the ledger is to know of each: ``place`` and ``facts``.

    Attributes:
        landing: path or ``s3://`` address, for the executors.
        feed, key: see ``FileReader.learn``.
        files: all that are read, each with its place.
        tasks: the files of each task.
    """

    landing: str
    feed: Feed
    key: tuple[str, ...]
    files: Sequence[LandingFile]
    tasks: Sequence[range]

    def __call__(self, batches: Batches) -> Batches:
        """The facts of the files of the tasks whose numbers are given."""
        for place in _places(batches, self.tasks):
            text = self._text(self.files[place])
            yield pa.RecordBatch.from_pydict({"place": pa.array([place], pa.int64()), "facts": pa.array([text], pa.string())})

    def _text(self, file: LandingFile) -> str:
        try:
            with _reader(self.landing, self.feed) as reader:
                return facts_text(reader.learn(file, self.key))
        except UserError as error:
            return failure_text(error)


@dataclass(frozen=True)
class Rows:
    """Reads files and gives their rows, with their provenance.

    Attributes:
        landing, feed, tasks: as above.
        files: those that are in force, each with the months whose rows are wanted.
        calendar, ingested_at: see ``with_provenance``.
    """

    landing: str
    feed: Feed
    files: Sequence[tuple[FileInForce, tuple[date, ...]]]
    tasks: Sequence[range]
    calendar: MonthRange
    ingested_at: datetime

    def __call__(self, batches: Batches) -> Batches:
        """The rows of the files of the tasks whose numbers are given."""
        for place in _places(batches, self.tasks):
            with _said(), _reader(self.landing, self.feed) as reader:
                yield from self._rows(reader, *self.files[place])

    def _rows(self, reader: FileReader, item: FileInForce, months: Sequence[date]) -> Batches:
        first_row = 1
        for batch in reader.batches(item.file):
            yield with_provenance(batch, self.feed, item, first_row, set(months), self.calendar, self.ingested_at)
            first_row += batch.num_rows


def look(batches: Batches) -> Batches:
    """The sources that executors have of this package, each with its digest: ``module`` and ``source``."""
    for _ in batches:
        names = sorted(name for name in sys.modules if name.partition(".")[0] == _PACKAGE)
        sources = [source_digest(name) for name in names]
        yield pa.RecordBatch.from_pydict({"module": pa.array(names, pa.string()), "source": pa.array(sources, pa.string())})


def source_digest(module: str) -> str:
    """A digest of the source of a module of this package, in a folder or an archive; empty where there is none."""
    spec = importlib.util.find_spec(module)
    loader: Any = spec.loader if spec is not None else None  # that of an archive has this method, and not the class for it
    source = loader.get_source(module) if hasattr(loader, "get_source") else None
    return hashlib.sha256(source.encode()).hexdigest() if source is not None else ""


def _places(batches: Batches, tasks: Sequence[range]) -> Iterator[int]:
    numbers = chain.from_iterable(batch.column(0).to_pylist() for batch in batches)
    return chain.from_iterable(tasks[number] for number in numbers)


@contextmanager
def _reader(landing: str, feed: Feed) -> Iterator[FileReader]:
    try:
        zone = landing_zone(landing)
    except UserError as error:
        raise UserError(
            f"The executors behind SPARK_REMOTE do not find the landing '{landing}': let them reach the same folder or bucket as"
            " this process, or unset SPARK_REMOTE."
        ) from error
    with closing(BatchStore(_ROWS_IN_MEMORY)) as rows:
        yield FileReader(feed, zone, rows)


@contextmanager
def _said() -> Iterator[None]:
    """Mark the sentence of an error, so that the client finds it in what the engine makes of it."""
    try:
        yield
    except UserError as error:
        raise marked(error, changed=isinstance(error, LandingChangedError)) from None
