"""A restore that has been noted, brought to its end: tables, ledger of files and fingerprints. Doing it twice changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pyarrow as pa

from sales_platform.fingerprints.made import Key, Made, MadeLedger, made_then
from sales_platform.fingerprints.restore_note import RestoreNote
from sales_platform.landing.files_ledger import FILES
from sales_platform.recovery.upgrading import note_layouts
from sales_platform.storage.lake import Lake
from sales_platform.storage.restoring import restore_table
from sales_platform.storage.sql_text import quoted
from sales_platform.storage.table_queries import query_tables
from sales_platform.storage.writes import replace_rows

RESTORED = "restored"
"""A part of what a month was made of: that a table was restored which it is made from."""


def finish_restore(lake: Lake, made: MadeLedger, note: RestoreNote) -> dict[str, int]:
    """Bring the tables back, then the ledger of files, then the fingerprints, which say that it is done.

    Args:
        lake: its lock is held.
        made: has the note.

    Returns:
        The version that each table has now.

    Raises:
        UserError: a version is no longer kept, or the lock was lost.
    """
    then = {} if note.made is None else made_then(lake, note.made)
    now: dict[str, int] = {}
    for table, version in note.tables.items():
        now[table] = restore_table(lake, _path(table), version, note.name)
    _restore_files(lake, note)
    note_layouts(lake, [*map(_path, now), *([FILES] if note.files is not None else [])])
    made.end_restore(restored(made.all, then, note, now))
    return now


def _restore_files(lake: Lake, note: RestoreNote) -> None:
    if note.files is None:
        return
    if note.feeds is None:
        restore_table(lake, FILES, note.files, note.name)
        return
    former = lake.former(*FILES, note.files)
    where = f"feed IN ({', '.join(map(quoted, note.feeds))})"
    schema = pa.schema(former.schema().to_arrow())
    rows = query_tables(f"SELECT * FROM files WHERE {where}", {"files": former}).select(schema.names).cast(schema)
    replace_rows(lake, FILES, schema, rows.to_reader, where, partition_by="feed")


def restored(
    now: Mapping[Key, Made], then: Mapping[Key, Made], note: RestoreNote, versions: Mapping[str, int]
) -> dict[Key, Made]:
    """What each month is made of after a restore.

    Args:
        now, then: what it was made of before it, and at the moment that is brought back.
        note: the restore.
        versions: of the restored tables.

    Returns:
        Of a restored table what was known then, of its version of now. Of a table that is made from one, what is known now, and
        that it was made from other rows: it is stale.
    """
    found = {key: made for key, made in now.items() if key[0] not in note.tables}
    for key, made in found.items():
        if key[0] in note.dependents:
            said = f"{_named(note.tables)} {'was' if len(note.tables) == 1 else 'were'} restored"
            found[key] = replace(made, parts={**made.parts, RESTORED: said}, finished=True)
    for key, made in then.items():
        if key[0] in versions:
            version = made.version if key[0] in note.foreign else versions[key[0]]
            found[key] = replace(made, version=version)
    return found


def _path(table: str) -> tuple[str, str]:
    layer, name = table.split("/")
    return layer, name


def _named(tables: Collection[str]) -> str:
    return ", ".join(sorted(tables))
