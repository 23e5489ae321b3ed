"""The lists that Flight SQL clients show: one catalog, the layers as its schemas, the tables, and what the server is."""

import re
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pyarrow as pa
from pyarrow import flight

from sales_platform.sql.answers import Answers

CATALOG = "lake"
_TYPE = "TABLE"
_TEXT = pa.string()
_SQL_INFO = pa.schema(
    [
        pa.field("info_name", pa.uint32(), nullable=False),
        pa.field(
            "value",
            pa.dense_union(
                [
                    pa.field("string_value", _TEXT),
                    pa.field("bool_value", pa.bool_()),
                    pa.field("bigint_value", pa.int64()),
                    pa.field("int32_bitmask", pa.int32()),
                    pa.field("string_list", pa.list_(_TEXT)),
                    pa.field("int32_to_int32_list_map", pa.map_(pa.int32(), pa.list_(pa.int32()))),
                ]
            ),
            nullable=False,
        ),
    ]
)
_NAME, _VERSION, _ARROW_VERSION, _READ_ONLY = range(4)


def catalog_schema(name: str, command: Any) -> pa.Schema:  # noqa: ANN401 - a message of flight_messages
    """The columns of a list, as the protocol has them."""
    names = {
        "CommandGetCatalogs": ("catalog_name",),
        "CommandGetDbSchemas": ("catalog_name", "db_schema_name"),
        "CommandGetTables": ("catalog_name", "db_schema_name", "table_name", "table_type"),
        "CommandGetTableTypes": ("table_type",),
    }
    if name == "CommandGetSqlInfo":
        return _SQL_INFO
    if name not in names:
        raise flight.FlightServerError("Only queries are answered here; nothing can be written")
    maybe_null = {"CommandGetDbSchemas": ["catalog_name"], "CommandGetTables": ["catalog_name", "db_schema_name"]}.get(name, [])
    fields = [pa.field(field, _TEXT, nullable=field in maybe_null) for field in names[name]]
    if name == "CommandGetTables" and command.include_schema:
        fields.append(pa.field("table_schema", pa.binary(), nullable=False))
    return pa.schema(fields)


def catalog_rows(name: str, command: Any, answers: Answers) -> pa.Table:  # noqa: ANN401 - as above
    """The rows of a list, in order."""
    schema = catalog_schema(name, command)
    if name == "CommandGetSqlInfo":
        return _sql_info(set(command.info))
    if name == "CommandGetCatalogs":
        return pa.Table.from_pylist([{"catalog_name": CATALOG}], schema)
    if name == "CommandGetTableTypes":
        return pa.Table.from_pylist([{"table_type": _TYPE}], schema)
    here = command.catalog in ("", CATALOG)
    in_layer = _like(command.db_schema_filter_pattern)
    tables = [table for table in answers.tables() if here and in_layer(table[0])]
    if name == "CommandGetDbSchemas":
        layers = sorted({layer for layer, _ in tables})
        return pa.Table.from_pylist([{"catalog_name": CATALOG, "db_schema_name": layer} for layer in layers], schema)
    wanted = _like(command.table_name_filter_pattern)
    right_type = not command.table_types or _TYPE in command.table_types
    rows = [
        {"catalog_name": CATALOG, "db_schema_name": layer, "table_name": table, "table_type": _TYPE}
        | ({"table_schema": _serialized(answers, (layer, table))} if command.include_schema else {})
        for layer, table in sorted(tables)
        if right_type and wanted(table)
    ]
    return pa.Table.from_pylist(rows, schema)


def _serialized(answers: Answers, table: tuple[str, str]) -> bytes:
    schema = answers.table_schema(table) or pa.schema([])
    return bytes(schema.serialize().to_pybytes())


def _like(pattern: str) -> Callable[[str], bool]:
    """SQL's LIKE; no pattern is any name."""
    if not pattern:
        return lambda _name: True
    parts = {"%": ".*", "_": "."}
    expression = re.compile("".join(parts.get(character, re.escape(character)) for character in pattern))
    return lambda name: expression.fullmatch(name) is not None


def _sql_info(wanted: set[int]) -> pa.Table:
    texts = {_NAME: "sales_platform", _VERSION: version("sales_platform"), _ARROW_VERSION: pa.__version__}
    found = [number for number in (*texts, _READ_ONLY) if not wanted or number in wanted]
    strings = [texts[number] for number in found if number in texts]
    kinds = [int(number == _READ_ONLY) for number in found]
    offsets = [0 if number == _READ_ONLY else strings.index(texts[number]) for number in found]
    value_type = _SQL_INFO.field("value").type
    children = [pa.array(strings, _TEXT), pa.array([True] * (_READ_ONLY in found), pa.bool_())]
    children += [pa.array([], value_type.field(number).type) for number in range(2, value_type.num_fields)]
    values = pa.UnionArray.from_dense(
        pa.array(kinds, pa.int8()), pa.array(offsets, pa.int32()), children, [field.name for field in value_type]
    )
    return pa.Table.from_arrays([pa.array(found, pa.uint32()), values], schema=_SQL_INFO)
