"""The landing folder that a sample fills: one file after the other, rows and files counted as they are written."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sales_platform.feeds import Feed
from sales_platform.sample_data.cells import Chunk, table

Progress = Callable[[int, int], None]
"""Is told how many files are written, and how many there will be."""


class Landing:
    """Writes files of some feeds below one folder.

    Args:
        root: the folder of the landing.
        feeds: those that may get files, in the order of the account.
        files: how many files there will be in all.
        progress: is told after each of them.
    """

    def __init__(self, root: Path, feeds: Iterable[Feed], files: int, progress: Progress | None) -> None:
        self._root, self._total, self._progress = root, files, progress
        self._files = {feed.name: 0 for feed in feeds}
        self._strays = 0
        self._rows = dict(self._files)

    def stream(self, feed: Feed, name: str, header: bytes, chunks: Iterable[Chunk]) -> None:
        """Write one file of a feed, chunk by chunk; a name may be used once."""
        folder = self._root / feed.folder
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("xb") as file:
            file.write(header)
            for rows, text in chunks:
                file.write(text)
                self._rows[feed.name] += rows
        self._written(feed)

    def table(self, feed: Feed, name: str, rows: Sequence[Sequence[object]]) -> None:
        """Write one small file of a feed."""
        self.stream(feed, name, table([feed.columns]), [(len(rows), table(rows))])

    def put(self, feed: Feed | None, path: str, content: bytes, rows: int) -> None:
        """Write one small file as it is, with the rows that are taken in of it; its feed is None where it is of none."""
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
        if feed is not None:
            self._rows[feed.name] += rows
        self._written(feed)

    def _written(self, feed: Feed | None) -> None:
        if feed is None:
            self._strays += 1
        else:
            self._files[feed.name] += 1
        if self._progress is not None:
            self._progress(sum(self._files.values()) + self._strays, self._total)

    def account(self) -> dict[str, dict[str, int]]:
        """How many files and rows every feed has; the rows of a file that cannot be used do not count."""
        return {feed: {"files": self._files[feed], "rows": self._rows[feed]} for feed in self._files}
