"""Environment -> Settings: where the landing and the lake are, when the calendar starts, which engine computes."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sales_platform.errors import UserError
from sales_platform.months import parse_month
from sales_platform.web_place import check_agrees, dashboard_prefix

DEFAULT_LANDING = "data/landing"
DEFAULT_LAKE = "data/lake"
DEFAULT_FIRST_MONTH = "2024-01"
DEFAULT_DASHBOARD_URL = "http://127.0.0.1:8050"
DEFAULT_DAGSTER_URL = "http://127.0.0.1:3000"
DEFAULT_ENGINE_MEMORY = 600 << 20
SMALLEST_ENGINE_MEMORY = 200_000_000
DEFAULT_RETENTION_DAYS = 30
MOST_RETENTION_DAYS = 3650
_URL = re.compile(r"https?://[A-Za-z0-9._~:/%\[\]-]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, kw_only=True)
class DefinitionSettings:
    """What Dagster's definitions are made of; where the landing and the lake are is known when a run starts.

    Attributes:
        first_month: first month of the calendar.
        schedule: the operator's own cron expression, or None.
        timezone: of all schedules.
        dashboard_url: where people open the dashboard, without a slash at its end.
        dagster_url: where people open Dagster's UI, without a slash at its end.
    """

    first_month: date
    schedule: str | None = None
    timezone: str = "UTC"
    dashboard_url: str = DEFAULT_DASHBOARD_URL
    dagster_url: str = DEFAULT_DAGSTER_URL

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "DefinitionSettings":
        """Read the settings; an empty variable counts as unset.

        Raises:
            UserError: a variable has a value that cannot be used; the sentence names it.
        """
        first_month = environment.get("SALES_FIRST_MONTH") or DEFAULT_FIRST_MONTH
        try:
            month = parse_month(first_month)
        except UserError as error:
            raise UserError(f"SALES_FIRST_MONTH: {error}") from None
        return DefinitionSettings(
            first_month=month,
            schedule=_checked_schedule(environment.get("SALES_SCHEDULE") or None),
            timezone=_checked_timezone(environment.get("SALES_TIMEZONE") or "UTC"),
            dashboard_url=_dashboard_url(environment),
            dagster_url=_checked_url("SALES_DAGSTER_URL", environment.get("SALES_DAGSTER_URL") or DEFAULT_DAGSTER_URL),
        )


@dataclass(frozen=True, kw_only=True)
class Settings(DefinitionSettings):
    """What the environment and the options of a command say. No credential is ever kept here.

    Attributes:
        landing: folder or ``s3://`` address of the landed files.
        lake: folder or ``s3://`` address of the Delta tables.
        spark_remote: a Spark Connect endpoint, or None for the embedded engine.
        retention_days: how long former versions of tables, and Dagster's history, are kept.
        delta_writer: the engine behind the endpoint writes by Delta's own writer.
    """

    landing: str
    lake: str
    spark_remote: str | None
    retention_days: int = DEFAULT_RETENTION_DAYS
    delta_writer: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; an empty variable counts as unset.

        Raises:
            UserError: a variable has a value that cannot be used; the sentence names it.
        """
        bucket = environment.get("S3_BUCKET_NAME") or None
        if bucket is not None and not _BUCKET.fullmatch(bucket):
            raise UserError(f"S3_BUCKET_NAME is '{bucket}', which is not the name of a bucket: 3 to 63 of a-z, 0-9, '.' and '-'.")
        engine_memory(environment)
        endpoint = environment.get("AWS_ENDPOINT_URL") or "https://"
        if not endpoint.startswith(("https://", "http://")):
            raise UserError(f"AWS_ENDPOINT_URL is '{endpoint}': give the address of an S3 server, such as http://127.0.0.1:9000.")
        landing = _checked_landing(environment.get("SALES_LANDING") or (f"s3://{bucket}/landing" if bucket else DEFAULT_LANDING))
        lake = _checked_lake(environment.get("SALES_LAKE") or (f"s3://{bucket}/lake" if bucket else DEFAULT_LAKE))
        if lake == (landing if is_s3(landing) else os.path.abspath(os.path.expanduser(landing))):  # noqa: PTH100, PTH111 - as below
            raise UserError(
                f"The landing and the lake are both '{lake}': name another folder for the lake with --lake or SALES_LAKE."
            )
        return cls(
            **vars(DefinitionSettings.from_environment(environment)),
            landing=landing,
            lake=lake,
            spark_remote=_checked_remote(environment.get("SPARK_REMOTE") or None),
            retention_days=_checked_days(environment.get("SALES_RETENTION_DAYS") or str(DEFAULT_RETENTION_DAYS)),
            delta_writer=_checked_writer(environment.get("SALES_WRITER") or "files", environment.get("SPARK_REMOTE") or None),
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


def is_s3(address: str) -> bool:
    """Whether an address is in a bucket and not a local folder."""
    return "://" in address


def _checked_address(address: str, variable: str) -> str:
    bucket = address.removeprefix("s3://").split("/")[0]
    if not address.startswith("s3://") or not _BUCKET.fullmatch(bucket):
        raise UserError(f"{variable} is '{address}': give a folder, or an address s3://bucket/prefix with a bucket's valid name.")
    return address.rstrip("/")


def _checked_landing(landing: str) -> str:
    return _checked_address(landing, "SALES_LANDING") if is_s3(landing) else landing


def _checked_lake(lake: str) -> str:
    if is_s3(lake):
        return _checked_address(lake, "SALES_LAKE")
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


def _checked_schedule(cron: str | None) -> str | None:
    if cron is None:
        return None
    from dagster._utils.schedules import is_valid_cron_schedule  # noqa: PLC0415 - Dagster takes a second to load

    if not is_valid_cron_schedule(cron):
        raise UserError(f"SALES_SCHEDULE is '{cron}', which is not a cron expression: write it like '30 5 * * 1-5'.")
    return cron


def _checked_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UserError(f"SALES_TIMEZONE is '{name}', which is not a time zone: write it like 'Asia/Kolkata'.") from None
    return name


def known_dashboard_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """Where others open the dashboard, for what is read on their machines; None while SALES_DASHBOARD_URL is not set.

    Raises:
        UserError: it cannot be used.
    """
    return _dashboard_url(environment) if environment.get("SALES_DASHBOARD_URL") else None


def _dashboard_url(environment: Mapping[str, str]) -> str:
    prefix = dashboard_prefix(environment)
    url = _checked_url("SALES_DASHBOARD_URL", environment.get("SALES_DASHBOARD_URL") or DEFAULT_DASHBOARD_URL + prefix)
    check_agrees(url, urlsplit(url).path, prefix)
    return url


def _checked_url(variable: str, url: str) -> str:
    if not _URL.fullmatch(url):
        raise UserError(f"{variable} is '{url}', which is not a web address: write it like {DEFAULT_DASHBOARD_URL}.")
    return url.rstrip("/")


def _checked_remote(remote: str | None) -> str | None:
    if remote is not None and not remote.startswith("sc://"):
        raise UserError("SPARK_REMOTE must be a Spark Connect address such as sc://host:15002, or unset.")
    return remote


def _checked_writer(writer: str, remote: str | None) -> bool:
    if writer not in ("files", "delta"):
        raise UserError(f"SALES_WRITER is '{writer}': set it to delta, or leave it unset.")
    if writer == "delta" and remote is None:
        raise UserError(
            "SALES_WRITER=delta is for the engine behind SPARK_REMOTE, which is unset: set it, or unset SALES_WRITER."
        )
    return writer == "delta"


def _checked_days(text: str) -> int:
    if (
        not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_RETENTION_DAYS)))
        or not 1 <= int(text) <= MOST_RETENTION_DAYS
    ):
        raise UserError(f"SALES_RETENTION_DAYS is '{text}': give a number of days from 1 to {MOST_RETENTION_DAYS}.")
    return int(text)
