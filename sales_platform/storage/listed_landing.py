"""The landing as one run sees it: each feed's folder, and what is beside them, is listed once."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import BinaryIO

from sales_platform.feeds import Feed
from sales_platform.storage.landing_zone import LandingFile, LandingZone


class ListedLanding:
    """A landing zone that lists the folder of a feed when it is first asked for, and answers from that listing from then on.

    Args:
        zone: opens the landing zone, when it is first needed.

    Attributes:
        recognise: called with each listing of a feed; gives files whose content is known the version that it is known by.
    """

    recognise: Callable[[Feed, list[LandingFile]], list[LandingFile]] | None = None

    def __init__(self, zone: Callable[[], LandingZone]) -> None:
        self._open_zone = zone
        self._files: dict[Feed, list[LandingFile]] = {}
        self._strays: list[LandingFile] | None = None

    @cached_property
    def _zone(self) -> LandingZone:
        return self._open_zone()

    def files(self, feed: Feed) -> list[LandingFile]:
        """The feed's files, by path, as they were listed. Raises UserError when the landing cannot be listed."""
        if feed not in self._files:
            found = self._zone.files(feed)
            self._files[feed] = found if self.recognise is None else self.recognise(feed, found)
        return self._files[feed]

    def strays(self, feeds: Collection[Feed]) -> list[LandingFile]:
        """The files of no feed, by path, as they were listed; always asked for the same feeds: all that there are."""
        if self._strays is None:
            self._strays = self._zone.strays(feeds)
        return self._strays

    def list_again(self, feed: Feed) -> None:
        """Let the feed be listed anew: a file is no longer the one that was listed."""
        self._files.pop(feed, None)

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file in the version that was listed; raises LandingChangedError when it is another one now."""
        return self._zone.open(file)
