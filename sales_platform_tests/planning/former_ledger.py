"""The ledger as release 0.1.0 wrote it, recorded on the landing of three months, with the file versions of a landing of now."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from sales_platform.companies.registry import FEEDS
from sales_platform.months import parse_month
from sales_platform.storage.landing_zone import LandingFile, landing_zone
from sales_platform_tests.planning.place import Place

_RECORDED = Path(__file__).with_name("ledger_of_0_1_0.json")
_INSTANT = pa.timestamp("us", "UTC")
_NAMED = pa.list_(pa.struct([("month", pa.date32()), ("rows", pa.int64())]))
_FILES = pa.schema(
    [
        *((name, pa.string()) for name in ("feed", "path", "version")),
        ("size", pa.int64()),
        ("modified", _INSTANT),
        ("rows", pa.int64()),
        ("named_months", _NAMED),
        ("refused", pa.string()),
        ("stored", pa.list_(pa.date32())),
        ("read_at", _INSTANT),
    ]
)
_MONTHS = pa.schema(
    [("month", pa.date32()), ("step", pa.string()), ("fingerprint", pa.string()), ("run", pa.string()), ("at", _INSTANT)]
)


def put_former_ledger(place: Place) -> None:
    """Let the lake look as if that release had made it: its ledger in the place of the one of now."""
    shutil.rmtree(place.folder / "lake" / "ledger")
    recorded = json.loads(_RECORDED.read_text(encoding="utf-8"))
    zone = landing_zone(str(place.landing))
    landed = {file.path: file for feed in FEEDS for file in zone.files(feed)}
    files = [_file_row(one, landed[one["path"]], list(place.calendar)) for one in recorded["files"]]
    uri = f"{place.lake.root}/ledger"
    write_deltalake(f"{uri}/files", pa.Table.from_pylist(files, schema=_FILES), partition_by=["feed"])
    months = _month_rows(recorded, {path: file.version for path, file in landed.items()})
    write_deltalake(f"{uri}/months", pa.Table.from_pylist(months, schema=_MONTHS), partition_by=["step"])


def _file_row(recorded: dict[str, Any], file: LandingFile, calendar: list[date]) -> dict[str, Any]:
    stored = calendar if recorded["stored"] == "the calendar" else list(map(parse_month, recorded["stored"]))
    named = [{"month": None if month is None else parse_month(month), "rows": rows} for month, rows in recorded["named_months"]]
    place = {"feed": recorded["feed"], "path": file.path, "version": file.version, "size": file.size, "modified": file.modified}
    return {**place, "rows": recorded["rows"], "named_months": named, "stored": stored, "read_at": datetime.now(tz=UTC)}


def _month_rows(recorded: dict[str, Any], versions: dict[str, str]) -> list[dict[str, Any]]:
    marks: dict[str, dict[str, str]] = {month: {"corrections": _digest(())} for month in recorded["months"]}
    for step, groups in recorded["steps"].items():
        for group in groups:
            for month in group["months"]:
                marks[month][step] = _digest(f"{path}\0{versions[path]}" for path in group["files"])
    for by_step in marks.values():
        by_step["refreshed"] = _digest(f"{step}\0{mark}" for step, mark in by_step.items())
    common = {"run": "a run of 0.1.0", "at": datetime.now(tz=UTC)}
    return [
        {"month": parse_month(month), "step": step, "fingerprint": mark, **common}
        for month, by_step in marks.items()
        for step, mark in by_step.items()
    ]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
