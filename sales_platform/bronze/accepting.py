"""Letting a held-up file through: by a person's word, and exactly the version that has landed."""

from dataclasses import replace
from pathlib import Path

from sales_platform.bronze.stray_files import stray_files
from sales_platform.companies.registry import FEEDS
from sales_platform.errors import UserError
from sales_platform.feeds import Feed
from sales_platform.landing.versions import KnownFile, versions_by_path
from sales_platform.run_view import RunView
from sales_platform.settings import is_s3
from sales_platform.storage.landing_zone import LandingFile

_LISTED = "sales-platform quarantine --entity files"


def accept(view: RunView, file: str, by: str) -> KnownFile:
    """Note in the ledger that a version of a file is in force although it was held up; the next run takes it in.

    Args:
        view: of the command.
        file: its path below the landing, or where it is.
        by: who says so.

    Raises:
        UserError: it is not landed, of no feed, not held up, or has changed since it was.
    """
    if not by.strip():
        raise UserError("The option --by is empty: name who accepts the file, or leave it out.")
    feed, landed = _landed(view, file)
    versions = versions_by_path(view.files.known(feed)).get(landed.path, {})
    known = versions.get(landed.version)
    if known is None:
        changed = any(item.held_up for item in versions.values())
        problem = "has changed since it was held up" if changed else "has not been read yet"
        raise UserError(f"'{landed.path}' {problem}: let `sales-platform run` judge it as it is now, then see `{_LISTED}`.")
    if known.refused is None:
        who = f"was accepted by {known.accepted} already" if known.accepted else "is not held up"
        raise UserError(f"'{landed.path}' {who}, so there is nothing to accept; `{_LISTED}` lists the files that are.")
    if not known.held_up:
        raise UserError(f"'{landed.path}' cannot be accepted, for it cannot be used ({known.refused}): land it again.")
    accepted = replace(known, refused=None, accepted=by.strip())
    view.files.add(feed, [accepted])
    view.files.flush()
    return accepted


def _landed(view: RunView, file: str) -> tuple[Feed, LandingFile]:
    path = _below(view.settings.landing, file)
    for feed in FEEDS:
        if path.startswith(f"{feed.folder}/"):
            for landed in view.landing.files(feed):
                if landed.path == path:
                    return feed, landed
    if why := next((why for stray, why in stray_files(view).items() if stray.path == path), None):
        raise UserError(f"'{path}' cannot be accepted, for it cannot be used: {why}.")
    raise UserError(f"There is no landed file '{path}' in {view.settings.landing}: name one as `{_LISTED}` shows it.")


def _below(landing: str, file: str) -> str:
    """The path below the landing of a file that is named by it, or by where it is."""
    if is_s3(landing):
        return file.removeprefix(landing.rstrip("/") + "/")
    root, place = Path(landing).expanduser().resolve(), Path(file).expanduser().absolute()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else file
