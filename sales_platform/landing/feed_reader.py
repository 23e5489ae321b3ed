"""Reading the files of one feed, here or by the executors of an engine."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sales_platform.feeds import Feed
from sales_platform.landing.file_reader import FileReader
from sales_platform.landing.reading_version import reading_version
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.landing_zone import LandingFile, LandingZone

if TYPE_CHECKING:
    from sales_platform.landing.cluster.executors import Executors


class FeedReader(FileReader):
    """Reads the files of one feed.

    Args:
        landing: opens the files.
        rows: holds their parsed rows.
        executors: read the files, where they can, in the place of this process.
    """

    def __init__(self, feed: Feed, landing: LandingZone, rows: BatchStore, executors: "Executors | None" = None) -> None:
        super().__init__(feed, landing, rows)
        self._executors = executors

    def learn_all(self, files: Sequence[LandingFile], key: Sequence[str] = ()) -> list[KnownFile]:
        """What the ledger is to know of some files, in their order; see ``FileReader.learn``.

        Raises:
            LandingChangedError: one is no longer the one that was listed.
        """
        version = reading_version(self.feed)
        elsewhere = self._executors.learn(self.feed, files, key) if self._executors is not None else {}
        self.files_read |= {file.path: file.size for file in files if file.path in elsewhere}
        return [replace(elsewhere.get(file.path) or self.learn(file, key), reading=version) for file in files]

    def take_files_read(self) -> dict[str, int]:
        """The files that were opened since the last call, with their bytes, by path."""
        taken, self.files_read = self.files_read, {}
        return taken
