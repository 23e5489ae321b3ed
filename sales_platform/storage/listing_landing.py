"""What a folder and a bucket have in common as landing zones: which listed files are of a feed, and which are of none."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sales_platform.feeds import Feed
from sales_platform.storage.landed_names import is_landed_name

if TYPE_CHECKING:
    from sales_platform.storage.landing_zone import LandingFile


class ListingLanding(ABC):
    """Lists the folder of a feed once: for the files of the feed, and for those beside them that are of none."""

    def __init__(self) -> None:
        self._beside: dict[str, list[LandingFile]] = {}

    def files(self, feed: Feed) -> "list[LandingFile]":
        """The feed's files, by path; hidden and unfinished ones are left out."""
        found: dict[bool, list[LandingFile]] = {True: [], False: []}
        for file in _by_path(self._below(feed.folder)):
            found[is_landed_name(file.path)].append(file)
        self._beside[feed.folder] = found[False]
        return found[True]

    def strays(self, feeds: Collection[Feed]) -> "list[LandingFile]":
        """The files of no feed; the folders of feeds are not listed again."""
        for feed in feeds:
            if feed.folder not in self._beside:
                self.files(feed)
        folders = [feed.folder for feed in feeds]
        return _by_path([*self._apart(folders), *(file for one in folders for file in self._beside[one])])

    @abstractmethod
    def _below(self, folder: str) -> "Iterable[LandingFile]":
        """The files below a folder that are not hidden."""

    @abstractmethod
    def _apart(self, folders: Collection[str]) -> "Iterable[LandingFile]":
        """The files of the landing that are in none of the folders and are not hidden."""


def _by_path(files: "Iterable[LandingFile]") -> "list[LandingFile]":
    return sorted(files, key=lambda file: file.path)
