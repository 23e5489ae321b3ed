"""Documents for people beside the tables of a lake, in a folder or a bucket; a reader never sees half of one."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from sales_platform.settings import is_s3

_READABLE_BY_ALL = 0o644


def write_document(root: str, path: str, content: bytes, content_type: str) -> str:
    """Write a document of a lake, in the place of the one that is there.

    Args:
        root: of the lake.
        path: below it, with slashes.

    Returns:
        where it is: a path, or an ``s3://`` address.

    Raises:
        UserError: the bucket does not take it.
        OSError: the disk does not.
    """
    if is_s3(root):
        from sales_platform.storage.s3 import (  # noqa: PLC0415 - boto3 is for those who use it
            S3Address,
            s3_client,
            s3_errors_as_sentences,
        )

        address = S3Address.parse(root)
        with s3_errors_as_sentences(f"'{path}' in the bucket '{address.bucket}'"):
            s3_client().put_object(Bucket=address.bucket, Key=address.key(path), Body=content, ContentType=content_type)
        return f"{root}/{path}"
    place = Path(root, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_file(place, content)
    return str(place)


def write_file(place: Path, content: bytes) -> None:
    """Write a file in the place of the one that is there.

    Raises:
        OSError: the disk does not take it.
    """
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as file:
        try:
            file.write(content)
            file.close()
            Path(file.name).chmod(_READABLE_BY_ALL)
            os.replace(file.name, place)  # noqa: PTH105 - a text and a path
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
