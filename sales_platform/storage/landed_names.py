"""What the path of a file in the landing says: a file of a feed, one of no feed, or none of our business."""

from collections.abc import Collection

READ = (".csv", ".csv.gz", ".csv.zip", ".zip", ".xlsx")
"""What the names of the files that are read end with, in any case."""
_HIDDEN = (".", "_", "~")
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
"""What programs that copy files put behind a name until the file is whole."""


def is_hidden(path: str) -> bool:
    """Whether a path is that of a file that nobody means to deliver: hidden, unfinished or temporary."""
    name = path.rpartition("/")[2]
    return name.lower().endswith(_UNFINISHED) or name.startswith(_HIDDEN) or hidden_folder(path) is not None


def hidden_folder(path: str) -> str | None:
    """The folder that hides a path, the uppermost one, where one does."""
    if not path.startswith(".") and "/." not in path:
        return None
    folders = path.split("/")[:-1]
    place = next((place for place, folder in enumerate(folders) if folder.startswith(".")), None)
    return None if place is None else "/".join(folders[: place + 1])


def is_landed_name(path: str) -> bool:
    """Whether a path below a feed's folder is that of a landed file, neither hidden nor unfinished nor of another kind."""
    return not is_hidden(path) and path.lower().endswith(READ)


def why_stray(path: str, feeds: Collection[str]) -> str:
    """Why a file in the landing is of no feed, and what to do.

    Args:
        path: below the landing.
        feeds: the folders of the feeds.
    """
    folder, _, name = path.rpartition("/")
    if any(f"{path}/".startswith(f"{one}/") for one in feeds):
        _, point, kind = name.rpartition(".")
        what = f"files of the kind .{kind.lower()} are not read" if point else "a name without an ending says no kind of file"
        return f"{what}: save it as .csv or .xlsx"
    meant = next((one for one in sorted(feeds) if f"{path.lower()}/".startswith(f"{one.lower()}/")), None)
    if meant is not None:
        return f"the folder is written in another case: move it to {meant}"
    known = [one for one in sorted(feeds) if one.startswith(f"{folder}/")] or sorted(feeds)
    likely = next((one for one in known if one.rpartition("/")[2].lower() in name.lower()), known[0])
    where = f"in the folder '{folder}'" if folder else "in no folder"
    return f"it stands {where}, which is of no feed: move it to that of its feed, such as {likely}, or out of the landing"
