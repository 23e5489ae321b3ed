"""What a restore is about, as it is noted before it begins, so that whoever writes the lake next can bring it to its end."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True)
class RestoreNote:
    """A restore.

    Attributes:
        name: tells it from others, in the history of each table as well.
        as_of: the moment that is brought back.
        tables: the tables (``layer/name``) that are brought back, each with the version that was in force.
        foreign: those of them that something else than the platform had changed then.
        dependents: the tables that are made from them and stay as they are.
        made: the version of ``ledger/fingerprints`` that was in force; None where it did not exist.
        files: the version of ``ledger/files`` that was in force; None where it stays as it is.
        feeds: the feeds whose rows of it are brought back; None for all of it.
    """

    name: str
    as_of: datetime
    tables: Mapping[str, int]
    foreign: tuple[str, ...]
    dependents: tuple[str, ...]
    made: int | None
    files: int | None
    feeds: tuple[str, ...] | None

    def as_text(self) -> str:
        """For the ledger."""
        return json.dumps({**asdict(self), "as_of": self.as_of.isoformat()})

    @classmethod
    def from_text(cls, text: str) -> "RestoreNote":
        """Read what ``as_text`` has written."""
        said = json.loads(text)
        said["as_of"] = datetime.fromisoformat(said["as_of"])
        for name in ("foreign", "dependents", "feeds"):
            said[name] = None if said[name] is None else tuple(said[name])
        return cls(**said)
