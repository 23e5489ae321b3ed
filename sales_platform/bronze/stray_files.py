"""The files in the landing that are of no feed."""

from collections.abc import Mapping
from pathlib import Path

from sales_platform.companies.registry import FEEDS
from sales_platform.run_view import RunView
from sales_platform.settings import is_s3
from sales_platform.storage.landed_names import why_stray
from sales_platform.storage.landing_zone import LandingFile


def stray_files(view: RunView) -> Mapping[LandingFile, str]:
    """The files of no feed, by path, each with why it is of none. A lake that is below the landing is left out.

    Raises:
        UserError: the landing cannot be listed.
    """
    folders = [feed.folder for feed in FEEDS]
    lake = _below(view.settings.landing, view.settings.lake)
    strays = view.landing.strays(FEEDS)
    return {file: why_stray(file.path, folders) for file in strays if lake is None or not file.path.startswith(lake)}


def _below(landing: str, lake: str) -> str | None:
    """Where in the landing the lake is; None where it is elsewhere."""
    if is_s3(landing) != is_s3(lake):
        return None
    if is_s3(lake):
        return f"{lake}/".removeprefix(f"{landing}/") if lake.startswith(f"{landing}/") else None
    inside, outside = Path(lake).expanduser().resolve(), Path(landing).expanduser().resolve()
    return f"{inside.relative_to(outside).as_posix()}/" if outside in inside.parents else None
