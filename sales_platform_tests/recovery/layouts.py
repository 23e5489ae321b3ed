"""Lakes of other layouts than the one of this release."""

import json
from pathlib import Path

from deltalake import CommitProperties, DeltaTable

from sales_platform_tests.planning.place import Place

_UPKEEP = CommitProperties(custom_metadata={"sales_platform": "upkeep"})


def without_layout(place: Place) -> None:
    """Let the tables look as if a release had made them that did not say which layout they are of."""
    lake = place.folder / "lake"
    for file in (*lake.rglob("*.checkpoint.parquet"), *lake.rglob("_last_checkpoint")):
        file.unlink()
    for log in lake.rglob("_delta_log/*.json"):
        log.write_text("".join(f"{_plain(line)}\n" for line in log.read_text().splitlines()))


def _plain(line: str) -> str:
    action = json.loads(line)
    configuration = action.get("metaData", {}).get("configuration", {})
    for name in [name for name in configuration if name.startswith("sales_platform.")]:
        del configuration[name]
    return json.dumps(action)


def layouts(place: Place) -> dict[str, str | None]:
    """What each table says that its layout is."""
    tables = {log.parent for log in (place.folder / "lake").glob("*/*/_delta_log")}
    return {f"{table.parent.name}/{table.name}": layout(table) for table in sorted(tables)}


def layout(table: Path) -> str | None:
    """What a table says that its layout is."""
    return DeltaTable(str(table)).metadata().configuration.get("sales_platform.layout")


def newer(place: Place, *, readers: int) -> None:
    """Let all tables be of a layout to come, which releases that know the given one read rightly."""
    for table in {log.parent for log in (place.folder / "lake").glob("*/*/_delta_log")}:
        properties = {"sales_platform.layout": "9", "sales_platform.readers": str(readers)}
        DeltaTable(str(table)).alter.set_table_properties(properties, raise_if_not_exists=False, commit_properties=_UPKEEP)
