"""The commands that keep the platform running by itself: maintain, status."""

import json

import typer

from sales_platform import rendering
from sales_platform.command_options import JsonOption, LakeOption, console, settings_of

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
        console.print(rendering.plain(rendering.maintenance_sentence(done, settings.retention_days)))
