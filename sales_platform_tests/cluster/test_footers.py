"""What is not exactly the file that was asked for does not become part of a table."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sales_platform.errors import UserError
from sales_platform.storage.cluster.footers import check_footer, statistics

SCHEMA = pa.schema([("number", pa.int64()), ("texts", pa.list_(pa.string())), ("at", pa.timestamp("us", "UTC"))])
ROWS = pa.table({"number": [1], "texts": [["a"]], "at": [0]}, schema=SCHEMA)


def written(folder: Path, rows: pa.Table, **options: Any) -> Path:
    pq.write_table(rows, folder / "part.parquet", **options)
    return folder / "part.parquet"


def looked_at(path: str, file: Path) -> Any:
    with file.open("rb") as opened:
        return check_footer(path, opened, SCHEMA)


def test_a_file_of_the_right_columns_is_taken_however_their_parts_are_called(tmp_path: Path) -> None:
    schema = pa.schema([("at", SCHEMA.field("at").type), ("number", pa.int64()), ("texts", pa.large_list(pa.large_string()))])
    file = written(tmp_path, ROWS.select(schema.names).cast(schema))
    assert looked_at("part", file).num_rows == 1


@pytest.mark.parametrize(
    ("rows", "options", "why"),
    [
        (ROWS.slice(0, 0), {}, "it has no rows"),
        (ROWS, {"use_deprecated_int96_timestamps": True}, "the timestamps of at are INT96"),
        (ROWS.append_column("more", pa.array([1])), {}, "its column more is int64 and not None"),
        (ROWS.drop_columns("number"), {}, "its column number is None and not int64"),
        (ROWS.cast(SCHEMA.set(0, pa.field("number", pa.int32()))), {}, "its column number is int32 and not int64"),
    ],
)
def test_another_file_is_refused_by_name(tmp_path: Path, rows: pa.Table, options: dict[str, Any], why: str) -> None:
    with pytest.raises(UserError, match=f"has written the file 'w-1/part', which cannot be used, for {why}"):
        looked_at("w-1/part", written(tmp_path, rows, **options))


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, ROWS)
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(UserError, match="it is no whole parquet file"):
        looked_at("part", file)


@pytest.mark.parametrize(("rows", "group"), [(200_000, 200_000), (200_000, 500)])
def test_no_more_than_the_footer_of_a_file_is_read(tmp_path: Path, rows: int, group: int) -> None:
    many = pa.table({name: pa.array(range(rows), pa.int64()) for name in ("number", "more")})
    file = written(tmp_path, many, row_group_size=group)
    footer = int.from_bytes(file.read_bytes()[-8:-4], "little")
    read: list[int] = []

    class Counted(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            read.append(size or 0)
            return super().read(size) or b""

    with Counted(file) as opened:
        assert check_footer("part", opened, many.schema).num_rows == rows
    assert sum(read) <= footer + (8 << 10) < file.stat().st_size


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1\xff\xff\xff\x7fPAR1", b"month,rows\n" * 2000])
def test_what_is_no_parquet_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "part"
    file.write_bytes(content)
    with pytest.raises(UserError, match="it is no whole parquet file"):
        looked_at("part", file)


def test_statistics_are_json_whatever_the_values_are(tmp_path: Path) -> None:
    rows = pa.table({"a.b": [1, None], "about": [float("nan"), float("inf")], "text": ["x" * 1000, "y"], "sure": [True, None]})
    with (written(tmp_path, rows)).open("rb") as file:
        found = json.loads(statistics(pq.ParquetFile(file).metadata))
    assert found == {
        "numRecords": 2,
        "minValues": {"a.b": 1},
        "maxValues": {"a.b": 1},
        "nullCount": {"a.b": 1, "about": 0, "text": 0, "sure": 1},
    }
