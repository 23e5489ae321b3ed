"""The folders of the landing in the asset graph: where bronze comes from; people and programs fill them, no run does."""

from collections.abc import Iterable

from dagster import AssetKey, AssetObservation, AssetSpec, MetadataValue
from dagster._core.definitions.metadata import RawMetadataValue

from sales_platform.assets.common import OWNERS
from sales_platform.feeds import Feed
from sales_platform.storage.landing_zone import LandingFile


def landing_key(feed: Feed) -> AssetKey:
    """The key of a feed's folder."""
    return AssetKey(["landing", feed.name])


def landing_folder(feed: Feed) -> AssetSpec:
    """The external asset of a feed's folder, upstream of its bronze table."""
    return AssetSpec(
        landing_key(feed),
        group_name="landing",
        kinds={"file"},
        owners=OWNERS,
        description=f"{feed.description} The files in the folder {feed.folder} of the landing.",
        metadata={"folder": feed.folder},
    )


def seen_in_landing(feed: Feed, files: Iterable[LandingFile]) -> AssetObservation | None:
    """What a run has seen in a feed's folder: how many files, and the latest with its time; None of an empty folder.

    It has no data version: a month of bronze is not out of date because a file of another month has landed.
    """
    there = sorted(files, key=lambda file: (file.modified, file.path))
    if not there:
        return None
    latest = there[-1]
    metadata: dict[str, RawMetadataValue] = {
        "files": len(there),
        "latest_file": latest.path,
        "latest_file_landed": MetadataValue.timestamp(latest.modified),
    }
    return AssetObservation(landing_key(feed), metadata=metadata)
