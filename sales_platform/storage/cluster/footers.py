"""Files that executors have written are looked at before they become part of a table: delta-rs commits whatever it is given."""

import json
from collections.abc import Mapping
from datetime import date
from io import SEEK_END
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sales_platform.errors import UserError
from sales_platform.storage.column_types import kinds

_USUAL_FOOTER = 6 << 10
"""In bytes: the footer of a file of one group of rows is no longer."""
_AFTER_FOOTER, _MAGIC = 8, 4
"""After a footer come its length and four letters."""


def check_footer(path: str, file: Any, schema: pa.Schema) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The footer of a file that may become part of a table.

    Args:
        path: where it is, to be named.
        file: the opened file.
        schema: the columns that it must have, without the partition column.

    Raises:
        UserError: it is not such a file; the sentence says in what.
    """
    try:
        parquet = pq.ParquetFile(_end(file))
    except (pa.ArrowException, OSError) as error:
        raise refusal(path, f"it is no whole parquet file: {str(error).splitlines()[0]}") from error
    metadata = parquet.metadata
    if metadata.num_rows == 0:
        raise refusal(path, "it has no rows")
    leaves = [metadata.schema.column(place) for place in range(metadata.num_columns)]
    if old := [leaf.path for leaf in leaves if leaf.physical_type == "INT96"]:
        raise refusal(path, f"the timestamps of {old[0]} are INT96: set spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS")
    wanted, there = kinds(schema), kinds(parquet.schema_arrow)
    if there != wanted:
        other = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
        raise refusal(path, f"its column {other[0]} is {there.get(other[0])} and not {wanted.get(other[0])}")
    return metadata


def _end(file: Any) -> pa.BufferReader:  # noqa: ANN401 - as above
    """The end of a file with its footer, which is read from it as from the whole; PyArrow itself would read 64 KB of each."""
    size = file.seek(0, SEEK_END)
    least = min(size, _USUAL_FOOTER)
    end = _last(file, size, least)
    footer = int.from_bytes(end[-_AFTER_FOOTER:-_MAGIC], "little") + _AFTER_FOOTER
    return pa.BufferReader(end if footer <= least else _last(file, size, min(size, footer)))


def _last(file: Any, size: int, count: int) -> bytes:  # noqa: ANN401 - as above
    file.seek(size - count)
    return bytes(file.read(count))


def refusal(path: str, why: str) -> UserError:
    """What to say of a file that cannot become part of a table."""
    return UserError(f"The engine behind SPARK_REMOTE has written the file '{path}', which cannot be used, for {why}.")


def statistics(metadata: Any) -> str:  # noqa: ANN401 - as above
    """The rows of a file and what its columns hold, as Delta's log has it.

    Queries are answered from the least and the greatest value alone, so they are said where a footer has them exactly: of
    integers and dates. Texts may be cut there, and floats may be NaN, which is no JSON: a log with it cannot be read any more.
    """
    least: dict[str, Any] = {}
    greatest: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    for place in range(metadata.num_columns):
        name = metadata.schema.column(place).path
        parts = [metadata.row_group(group).column(place).statistics for group in range(metadata.num_row_groups)]
        if metadata.schema.column(place).max_repetition_level or any(part is None or not part.has_null_count for part in parts):
            continue
        nulls[name] = sum(part.null_count for part in parts)
        filled = [part for part in parts if part.num_values]
        if filled and all(part.has_min_max and _is_exact(part.min) and _is_exact(part.max) for part in filled):
            least[name], greatest[name] = _json(min(part.min for part in filled)), _json(max(part.max for part in filled))
    found: Mapping[str, Any] = {
        "numRecords": metadata.num_rows,
        "minValues": least,
        "maxValues": greatest,
        "nullCount": nulls,
    }
    return json.dumps(found, allow_nan=False)


def _is_exact(value: object) -> bool:
    return type(value) in (int, date)


def _json(value: int | date) -> int | str:
    return value.isoformat() if isinstance(value, date) else value
