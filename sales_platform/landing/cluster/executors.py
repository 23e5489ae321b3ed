"""The executors of an engine as readers of landed files; see ``executed``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.feeds import Feed
from sales_platform.landing.cluster.executed import Learn, Rows
from sales_platform.landing.cluster.facts import known_file
from sales_platform.landing.cluster.packs import packs
from sales_platform.landing.cluster.shipping import executors_read
from sales_platform.landing.rows import bronze_schema
from sales_platform.landing.versions import FileInForce, KnownFile
from sales_platform.months import MonthRange
from sales_platform.settings import is_s3
from sales_platform.storage.cluster.said import sentences_of_executors
from sales_platform.storage.landing_zone import SEED_PREFIX, LandingFile


class Executors:
    """Reads the landed files of companies' feeds. The corrections are read where the run is planned, which needs their rows.

    Args:
        spark: gives the session of the engine.
        landing: path or ``s3://`` address of the landing, which the executors see as well.
        least: in bytes; fewer are read by this process.
    """

    def __init__(self, spark: Callable[[], SparkSession], landing: str, least: int = 0) -> None:
        self._spark, self._least = spark, least
        self._landing = landing if is_s3(landing) else str(Path(landing).expanduser().resolve())

    def read(self, feed: Feed, file: LandingFile) -> bool:
        """Whether a file is one that executors read, once they can."""
        return feed.company is not None and not file.path.startswith(SEED_PREFIX)

    def can_read(self, feed: Feed, files: Sequence[LandingFile]) -> bool:
        """Whether executors read some files."""
        size = sum(file.size for file in files if self.read(feed, file))
        return size > self._least and executors_read(self._spark())

    def learn(self, feed: Feed, files: Sequence[LandingFile], key: Sequence[str]) -> dict[str, KnownFile]:
        """What the ledger is to know of files, by path, but for how they were read; of those that executors read.

        Raises:
            LandingChangedError: one is no longer the one that was listed.
        """
        theirs = [file for file in files if self.read(feed, file)]
        if not self.can_read(feed, theirs):
            return {}
        tasks = packs([file.size for file in theirs])
        job = Learn(self._landing, feed, tuple(key), theirs, tasks)
        with sentences_of_executors():
            found = self._over(tasks).mapInArrow(job, "place bigint, facts string").toArrow().to_pylist()
        facts = {row["place"]: row["facts"] for row in found}
        return {file.path: known_file(file, facts[place]) for place, file in enumerate(theirs)}

    def rows(self, feed: Feed, files: Sequence[tuple[FileInForce, set[date]]], calendar: MonthRange) -> DataFrame:
        """The rows of bronze of files that executors read, each with the months whose rows are wanted."""
        slim = [(_slim(item), tuple(sorted(months))) for item, months in files]
        tasks = packs([item.file.size for item, _ in files])
        job = Rows(self._landing, feed, slim, tasks, calendar, datetime.now(tz=UTC))
        return self._over(tasks).mapInArrow(job, from_arrow_schema(bronze_schema(feed)))

    def _over(self, tasks: Sequence[range]) -> DataFrame:
        """The numbers of the tasks, a partition each."""
        return self._spark().range(0, len(tasks), 1, len(tasks))


def _slim(item: FileInForce) -> FileInForce:
    """What rows need to know of a file: each task gets the list of all."""
    known = item.known and replace(item.known, named_months={}, stored=frozenset(), outdated=frozenset(), day_months=frozenset())
    return FileInForce(item.file, known)
