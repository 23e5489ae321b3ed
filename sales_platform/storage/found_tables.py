"""The tables of a lake by its folders, whichever release has made them."""

from collections.abc import Iterator
from pathlib import Path

from sales_platform.settings import is_s3
from sales_platform.storage.lake import Lake


def own_tables(lake: Lake) -> Iterator[tuple[str, str]]:
    """Layer and name of each table that the platform has made: it bears both as its name; others may lie beside."""
    for layer, table in _in_bucket(lake.root) if is_s3(lake.root) else _in_folder(lake.root):
        delta = lake.open(layer, table)
        if delta is not None and delta.metadata().name == f"{layer}.{table}":
            yield layer, table


def _in_folder(root: str) -> list[tuple[str, str]]:
    return sorted((log.parent.parent.name, log.parent.name) for log in Path(root).glob("*/*/_delta_log"))


def _in_bucket(root: str) -> list[tuple[str, str]]:
    from sales_platform.storage.s3 import S3Address, folders_below  # noqa: PLC0415 - boto3 is for those who use it

    address = S3Address.parse(root)
    layers = [layer for layer in folders_below(address, "") if not layer.startswith(".")]
    return [(layer, table) for layer in layers for table in folders_below(address, f"{layer}/")]
