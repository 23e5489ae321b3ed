"""A lake as it would be some days later: every time in its logs, and of its files, is that much earlier."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

_TIMES = {"commitInfo": "timestamp", "remove": "deletionTimestamp", "add": "modificationTime"}


def age(lake: Path, days: int, *, checkpoints: bool = False) -> None:
    """Let days pass.

    Args:
        checkpoints: keep them, with the times that they have of removed files; without them, the logs must be whole.
    """
    past = timedelta(days=days)
    for checkpoint in () if checkpoints else (*lake.rglob("*.checkpoint.parquet"), *lake.rglob("_last_checkpoint")):
        checkpoint.unlink()
    for log in lake.rglob("_delta_log/*.json"):
        modified = log.stat().st_mtime
        log.write_text("".join(f"{line}\n" for line in _earlier(log, past)))
        os.utime(log, (modified, modified))
    for file in lake.rglob("*"):
        if file.is_file():
            modified = file.stat().st_mtime - past.total_seconds()
            os.utime(file, (modified, modified))


def _earlier(log: Path, past: timedelta) -> Iterator[str]:
    for line in log.read_text().splitlines():
        action = json.loads(line)
        for kind, name in _TIMES.items():
            if name in action.get(kind, {}):
                action[kind][name] -= int(past.total_seconds() * 1000)
        yield json.dumps(action)
