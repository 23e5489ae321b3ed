"""What a suggestion is: a line for the feed ``corrections`` that nobody has confirmed yet."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sales_platform.feeds import CORRECTIONS

Rows = Sequence[Mapping[str, Any]]
HEADER = ",".join(CORRECTIONS.columns)


@dataclass(frozen=True)
class Suggestion:
    """One likely correction.

    Attributes:
        company, entity, key, field, value: as in the feed ``corrections``.
        evidence: why it is likely.
    """

    company: str
    entity: str
    key: str
    field: str
    value: str
    evidence: str

    def line(self) -> str:
        """The row to paste into a correction file, after its header; to be confirmed."""
        text = io.StringIO()
        row = [self.company, self.entity, self.key, self.field, self.value, "", "", f"Suggested: {self.evidence}"]
        csv.writer(text, lineterminator="").writerow(row)
        return text.getvalue()
