"""The files of a lake, on disk and in a bucket alike: their addresses for an engine, and a file system for this process."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

import pyarrow.fs as pafs

from sales_platform.settings import is_s3

PRIVATE = ".sales_platform"
"""The folder of a lake for what is no table."""
PROBES, STAGED = "probe-", "staged-"
"""How the names of folders in it begin: of the first look at a lake, and of rows that are set aside for a second table."""
WRITES = "w-"
"""How the name of a folder of a table begins that the executors of an engine have written, for one commit."""


def new_name(prefix: str) -> str:
    """The name of a folder that is not there yet."""
    return f"{prefix}{uuid4().hex}"


def engine_address(uri: str) -> str:
    """The address of a folder or file for an engine, whose own default need not be the local disk."""
    return uri if is_s3(uri) else f"file://{uri}"


def lake_files(root: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The file system below a folder or an ``s3://`` address; paths are relative to it."""
    if not is_s3(root):
        return pafs.SubTreeFileSystem(root, pafs.LocalFileSystem())
    from deltalake.fs import DeltaStorageHandler  # noqa: PLC0415 - of a bucket only

    from sales_platform.storage.s3 import prepare_environment  # noqa: PLC0415 - boto3 is for those who use it

    prepare_environment()
    return pafs.PyFileSystem(DeltaStorageHandler(root))


def listed(files: Any, folder: str) -> Iterator[Any]:  # noqa: ANN401 - as above
    """All files below a folder, which need not be there."""
    for found in files.get_file_info(pafs.FileSelector(folder, allow_not_found=True, recursive=True)):
        if found.type == pafs.FileType.File:
            yield found


def is_hidden(path: str, folder: str) -> bool:
    """Whether a file is one that engines leave beside their data: its name, or that of a folder on its way, says so."""
    return any(part.startswith(("_", ".")) for part in PurePosixPath(path).relative_to(folder).parts)


def remove_folder(files: Any, folder: str) -> None:  # noqa: ANN401 - as above
    """Remove a folder with all that is in it; it need not be there."""
    if files.get_file_info(folder).type == pafs.FileType.Directory:
        files.delete_dir(folder)
        return
    for found in list(listed(files, folder)):  # a bucket has no folders
        files.delete_file(found.path)
