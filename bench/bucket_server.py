"""The S3 server localbucket, without two habits that a real one has not: ``bucket_server.py --port PORT FOLDER``.

It sends the head and the body of an answer in two packets, so that each waits 40 ms for a delayed acknowledgement, and looks
through the whole bucket for each listing.
"""

from pathlib import Path

from localbucket import S3Handler, main  # type: ignore[import-untyped]

Listed = tuple[list[tuple[str, Path]], list[str], bool, str]


def _list_below(
    self: S3Handler, bucket: Path, prefix: str, delimiter: str, marker: str, marker_is_prefix: bool, most: int
) -> Listed:
    """One page of a listing; looks through the folder of the prefix only."""
    folder = prefix[: prefix.rfind("/") + 1]
    inside = marker.removeprefix(folder) if marker.startswith(folder) else ""
    contents, prefixes, more, last = _list_all(
        self, bucket / folder, prefix.removeprefix(folder), delimiter, inside, marker_is_prefix, most
    )
    names = [(f"{folder}{name}", path) for name, path in contents]
    return names, [f"{folder}{name}" for name in prefixes], more, f"{last[:2]}{folder}{last[2:]}"


if __name__ == "__main__":
    _list_all = S3Handler._list_entries  # noqa: SLF001 - it has no other way
    S3Handler._list_entries = _list_below  # noqa: SLF001
    S3Handler.wbufsize = -1
    main()
