"""What each month of each table was made of: the table ``ledger/fingerprints``, one row a table and month.

It is small and is written as a whole, by the run that holds the lake's lock. A restore that has begun is noted in it as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from deltalake import write_deltalake

from sales_platform.fingerprints.made_rows import SCHEMA, KeptRows, months_of, restore_of
from sales_platform.fingerprints.month_made import UNFINISHED as UNFINISHED  # noqa: PLC0414 - whoever reads the ledger finds it here
from sales_platform.fingerprints.month_made import Key as Key  # noqa: PLC0414 - as above
from sales_platform.fingerprints.month_made import Made as Made  # noqa: PLC0414 - as above
from sales_platform.fingerprints.month_made import fingerprint as fingerprint  # noqa: PLC0414 - as above
from sales_platform.fingerprints.restore_note import RestoreNote
from sales_platform.storage.lake import Lake
from sales_platform.storage.table_queries import query_tables
from sales_platform.storage.writes import commit

FINGERPRINTS = ("ledger", "fingerprints")
_CLOCKS_APART = timedelta(minutes=5)
"""As far as the clocks of machines may be."""


class MadeLedger:
    """The table ``ledger/fingerprints``; read once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._made: dict[str, dict[Key, Made]] | None = None
        self._restore: RestoreNote | None = None
        self._rows = KeptRows()
        self._changed = False

    @property
    def _tables(self) -> dict[str, dict[Key, Made]]:
        """Every month of every table, by table."""
        if self._made is None:
            rows = self._lake.query("SELECT * FROM made", made=FINGERPRINTS)
            self._made = _by_table(self._rows.read(rows))
            self._restore = restore_of(rows)
        return self._made

    @property
    def all(self) -> dict[Key, Made]:
        """Every month of every table."""
        return {key: made for months in self._tables.values() for key, made in months.items()}

    @property
    def restore(self) -> RestoreNote | None:
        """The restore that has begun and not come to its end, if there is one."""
        self._tables  # noqa: B018 - reads it
        return self._restore

    def begin_restore(self, note: RestoreNote) -> None:
        """Note that a restore begins: whatever interrupts it, who writes the lake next ends it, and until then all is stale."""
        concerned = {*note.tables, *note.dependents}
        every = {key: replace(made, finished=made.finished and key[0] not in concerned) for key, made in self.all.items()}
        self._made, self._restore, self._changed = _by_table(every), note, True
        self.flush()

    def end_restore(self, made: Mapping[Key, Made]) -> None:
        """Put what months were made of in the place of all that is known, and note that the restore is done."""
        self._made, self._restore, self._changed = _by_table(made), None, True
        self.flush()

    @property
    def exists(self) -> bool:
        """Whether any run has written it yet."""
        return any(self._tables.values()) or self._lake.open(*FINGERPRINTS) is not None

    def get(self, table: str, month: date) -> Made | None:
        """What a month of a table was made of; None when it was never made."""
        return self.rows_of(table).get((table, month))

    def begin(self, keys: Iterable[Key], run: str) -> None:
        """Note that a run begins to write these months: if it is interrupted, they are stale."""
        for key in keys:
            made = self.get(*key)
            if self.rows_of(key[0]) and (made is None or made.finished):
                self._note(key, replace(made or Made({}), run=run, finished=False))
        self.flush()

    def forget_unfinished(self, tables: Iterable[str], run: str) -> None:
        """Months that a run began, that were never made before, and of which nothing is known: no table has them."""
        for table in tables:
            for key, made in [*self.rows_of(table).items()]:
                if made.run == run and not made.finished and not made.parts:
                    del self._tables[table][key]
                    self._changed = True

    def successes(self, now: datetime | None = None) -> dict[Key, datetime]:
        """When months were written and had passed their checks; a time to come is of a clock that was ahead, and says nothing."""
        last = (now or datetime.now(tz=UTC)) + _CLOCKS_APART
        return {key: made.at for key, made in self.all.items() if made.finished and made.at <= last}

    def rows_of(self, table: str) -> Mapping[Key, Made]:
        """The months of a table."""
        return self._tables.get(table, {})

    def months(self, table: str) -> set[date]:
        """The months of a table that are in the ledger."""
        return {month for _, month in self.rows_of(table)}

    def written_by_others(self, table: str, newest: int | None) -> bool:
        """Whether a table is not the one that runs of the platform have written: it is gone, was restored, or was changed.

        What an interrupted run has written is known by the months that it has begun, and by the metadata of its commits; what
        changed no row, by that metadata alone.
        """
        rows = self.rows_of(table).values()
        known = {made.version for made in rows if made.version is not None}
        if not known or known == {newest}:
            return False
        if newest is None:
            return True
        layer, name = table.split("/")
        return self._lake.written_by_others(layer, name, min(known), rows_too=not all(made.finished for made in rows))

    def moved(self, table: str, before: int | None, after: int | None) -> None:
        """A run of the platform has brought a table from a version to another: months that it did not write stay as they were."""
        if before != after:
            for key, made in [*self.rows_of(table).items()]:
                if made.version == before:
                    self._note(key, replace(made, version=after))

    def put(self, made: Mapping[Key, Made]) -> None:
        """Note what months were made of."""
        for key, one in made.items():
            self._note(key, one)

    def _note(self, key: Key, made: Made) -> None:
        self._tables.setdefault(key[0], {})[key] = made
        self._changed = True

    def flush(self) -> None:
        """Write it, if something has changed."""
        if not self._changed:
            return
        table = self._rows.written(self.all, self._restore)
        delta = self._lake.ensure(*FINGERPRINTS, SCHEMA, partition_by=None)
        commit(
            self._lake,
            FINGERPRINTS,
            delta,
            lambda current: write_deltalake(current, table, mode="overwrite", schema_mode="overwrite"),
        )
        self._changed = False


def made_then(lake: Lake, version: int) -> dict[Key, Made]:
    """What each month was made of by a former version of the table.

    Raises:
        UserError: it is no longer kept.
    """
    return months_of(query_tables("SELECT * FROM made", {"made": lake.former(*FINGERPRINTS, version)}))


def _by_table(made: Mapping[Key, Made]) -> dict[str, dict[Key, Made]]:
    tables: dict[str, dict[Key, Made]] = {}
    for key, one in made.items():
        tables.setdefault(key[0], {})[key] = one
    return tables
