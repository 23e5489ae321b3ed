"""What the commands share: their options, and the settings and the lake that these name."""

import getpass
import os
import re
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperCommand

from sales_platform.errors import UserError
from sales_platform.landing.files_ledger import FILES
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake

console, errors = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

LandingOption = Annotated[str | None, typer.Option("--landing", help="Folder of the landed files (SALES_LANDING).")]
LakeOption = Annotated[str | None, typer.Option("--lake", help="Folder of the Delta tables (SALES_LAKE).")]
MonthOption = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="One month only.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

WRITING = frozenset({"run", "accept", "maintain", "restore", "upgrade", "sample-data"})
"""The commands that change something: the others are never told to run again."""
_COMMENT = re.compile(r"--[^=]*\s")


class StatementCommand(TyperCommand):
    """A command whose argument may begin with a comment of SQL, which is not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - its class is private to Typer
        """Put a space before such an argument; it means nothing to SQL."""
        return super().parse_args(ctx, [f" {argument}" if _COMMENT.match(argument) else argument for argument in args])


def user_name() -> str:
    """Who gives the command, as the machine knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container whose user has no name
        return f"user {os.getuid()}"


def settings_of(landing: str | None, lake: str | None) -> Settings:
    """The settings of the environment, with the options of the command in the place of its variables.

    Raises:
        UserError: an option is empty, as a variable that a script forgot to set is: the default would be another place.
    """
    environment = dict(os.environ)
    for option, name, value in (("--landing", "SALES_LANDING", landing), ("--lake", "SALES_LAKE", lake)):
        if value is None:
            continue
        if not value.strip():
            raise UserError(f"The option {option} is empty: name a place, or leave it out to use {name} or the default.")
        environment[name] = value
    return Settings.from_environment(environment)


def lake_of(lake: str | None) -> Lake:
    """The lake of the settings, to be read."""
    settings = settings_of(None, lake)
    connect(settings, landing=False, writing=False)
    return Lake(settings.lake)


def filled_lake(lake: str | None) -> Lake:
    """The same, for what would find nothing in a lake that no run has written, and nothing in one of another place.

    Raises:
        UserError: no run has written it.
    """
    found = lake_of(lake)
    if found.newest_version(*FILES) is None:
        raise UserError(f"There is nothing in {found.root} yet: run 'sales-platform run' first.")
    return found
