"""Environment -> Settings: where the landing and the lake are, when the calendar starts, which engine computes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_platform.errors import UserError
from sales_platform.months import parse_month

DEFAULT_LANDING = "data/landing"
DEFAULT_LAKE = "data/lake"
DEFAULT_FIRST_MONTH = "2024-01"
DEFAULT_ENGINE_MEMORY = 600 << 20
SMALLEST_ENGINE_MEMORY = 200_000_000


@dataclass(frozen=True)
class Settings:
    """What the environment says. No credential is ever kept here.

    Attributes:
        landing: folder or ``s3://`` address of the landed files.
        lake: folder or ``s3://`` address of the Delta tables.
        first_month: first month of the calendar.
        spark_remote: a Spark Connect endpoint, or None for the embedded engine.
    """

    landing: str
    lake: str
    first_month: date
    spark_remote: str | None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; an empty variable counts as unset.

        Raises:
            UserError: a variable has a value that cannot be used; the sentence names it.
        """
        bucket = environment.get("S3_BUCKET_NAME")
        first_month = environment.get("SALES_FIRST_MONTH") or DEFAULT_FIRST_MONTH
        try:
            month = parse_month(first_month)
        except UserError as error:
            raise UserError(f"SALES_FIRST_MONTH: {error}") from None
        engine_memory(environment)
        return cls(
            landing=environment.get("SALES_LANDING") or (f"s3://{bucket}/landing" if bucket else DEFAULT_LANDING),
            lake=_checked_lake(environment.get("SALES_LAKE") or (f"s3://{bucket}/lake" if bucket else DEFAULT_LAKE)),
            first_month=month,
            spark_remote=_checked_remote(environment.get("SPARK_REMOTE") or None),
        )


def engine_memory(environment: Mapping[str, str] = os.environ) -> int:
    """How many bytes the embedded engine may use.

    Raises:
        UserError: it is not a number, or too small to sort anything.
    """
    text = environment.get("SALES_ENGINE_MEMORY") or str(DEFAULT_ENGINE_MEMORY)
    if not (text.isascii() and text.isdigit()) or int(text) < SMALLEST_ENGINE_MEMORY:
        raise UserError(f"SALES_ENGINE_MEMORY is '{text}': give a number of bytes, {SMALLEST_ENGINE_MEMORY} or more.")
    return int(text)


def _checked_lake(lake: str) -> str:
    if "://" in lake:
        return lake.rstrip("/")
    path = os.path.abspath(os.path.expanduser(lake))  # noqa: PTH100, PTH111 - text in, text out, for both kinds of address
    if not path.isascii() or any(character in path for character in " %#?*[]{}'\"\\"):
        # Sail's Delta reader does not find such a folder; better a refusal than an empty table.
        raise UserError(
            f"The lake path '{path}' has a space or a character outside plain ASCII, which the engine cannot open:"
            " choose another folder with --lake or SALES_LAKE."
        )
    above = next(folder for folder in (Path(path), *Path(path).parents) if folder.exists())
    if not above.is_dir():
        raise UserError(
            f"The lake path '{path}' cannot be a folder, for '{above}' is a file: name another with --lake or SALES_LAKE."
        )
    return path


def _checked_remote(remote: str | None) -> str | None:
    if remote is not None and not remote.startswith("sc://"):
        raise UserError("SPARK_REMOTE must be a Spark Connect address such as sc://host:15002, or unset.")
    return remote
