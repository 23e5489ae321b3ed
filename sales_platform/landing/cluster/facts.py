"""What an executor says of a landed file that it has read, as text: a few facts, never rows."""

import json
from collections import Counter
from datetime import date
from typing import Any

from sales_platform.errors import LandingChangedError, UserError
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.landing_zone import LandingFile

_PLAIN = ("rows", "refused", "keys", "dated", "content")


def facts_text(known: KnownFile) -> str:
    """What was learned of a file."""
    plain = {name: getattr(known, name) for name in _PLAIN}
    named = [[month and month.isoformat(), count] for month, count in known.named_months.items()]
    return json.dumps({**plain, "named_months": named, "day_months": sorted(month.isoformat() for month in known.day_months)})


def failure_text(error: UserError) -> str:
    """Why a file could not be read; that is not its content's fault."""
    return json.dumps({"failed": str(error), "changed": isinstance(error, LandingChangedError)})


def known_file(file: LandingFile, text: str) -> KnownFile:
    """What was learned of a file, from its text.

    Raises:
        LandingChangedError: it is no longer the one that was listed.
        UserError: it could not be read.
    """
    facts: dict[str, Any] = json.loads(text)
    if "failed" in facts:
        raise (LandingChangedError if facts["changed"] else UserError)(facts["failed"])
    named = Counter({month and date.fromisoformat(month): count for month, count in facts["named_months"]})
    return KnownFile(
        *(file.path, file.version, file.size, file.modified),
        named_months=named,
        day_months=frozenset(map(date.fromisoformat, facts["day_months"])),
        **{name: facts[name] for name in _PLAIN},
    )
