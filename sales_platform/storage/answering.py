"""What answers questions to tables in the place of this process."""

from collections.abc import Callable, Mapping

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.months import MonthRange

Answering = Callable[[str, Mapping[str, DeltaTable], MonthRange | None], pa.Table | None]
"""Answers a question in SQL over open tables by name, within months; None leaves it to this process. See ``Lake.query``."""
