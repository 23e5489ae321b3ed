"""The commands that keep the platform running by itself: maintain, status."""

import json
import sys

import typer

from sales_platform import rendering
from sales_platform.command_options import JsonOption, LakeOption, LandingOption, console, settings_of
from sales_platform.operating_lines import maintenance_sentence, status_lines
from sales_platform.reports.status import platform_status
from sales_platform.run_view import reading_view
from sales_platform.storage.connection import connect

app = typer.Typer()


@app.command()
def maintain(lake: LakeOption = None, as_json: JsonOption = False) -> None:
    """Put small files together, write checkpoints, and remove what is older than the retention from lake and history."""
    settings = settings_of(None, lake)
    from sales_platform.running.maintain_command import maintain_command  # noqa: PLC0415 - Dagster takes a second to load

    done = maintain_command(settings)
    if as_json:
        print(json.dumps(done, indent=2))  # noqa: T201 - the command's result
    else:
        console.print(rendering.plain(maintenance_sentence(done, settings.retention_days)))


@app.command()
def status(landing: LandingOption = None, lake: LakeOption = None, as_json: JsonOption = False) -> None:
    """Show how the platform is; exit code 1 when something is stale and no run is in progress, for monitors."""
    settings = settings_of(landing, lake)
    connect(settings, writing=False)
    with reading_view(settings) as view:
        found = platform_status(view)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))  # noqa: T201 - the command's result
    else:
        for line in status_lines(found):
            console.print(rendering.plain(line))
    if not found.is_well:
        sys.exit(1)
