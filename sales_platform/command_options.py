"""What the commands share: their options, and the settings and the lake that these name."""

import os
from typing import Annotated

import typer
from rich.console import Console

from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake

console, errors = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

LandingOption = Annotated[str | None, typer.Option("--landing", help="Folder of the landed files (SALES_LANDING).")]
LakeOption = Annotated[str | None, typer.Option("--lake", help="Folder of the Delta tables (SALES_LAKE).")]
MonthOption = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="One month only.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings_of(landing: str | None, lake: str | None) -> Settings:
    """The settings, with the options of the command in the environment, where the run's assets read them."""
    for name, value in (("SALES_LANDING", landing), ("SALES_LAKE", lake)):
        if value is not None:
            os.environ[name] = value
    return Settings.from_environment()


def lake_of(lake: str | None) -> Lake:
    """The lake of the settings, to be read."""
    settings = settings_of(None, lake)
    connect(settings, landing=False, writing=False)
    return Lake(settings.lake)
