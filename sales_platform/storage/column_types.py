"""The types of columns: rows that are to be written must have those that their table has."""

from collections.abc import Iterable

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.errors import UserError


def check_types(delta: DeltaTable, schema: pa.Schema) -> None:
    """Look whether rows have the types that the table has: delta-rs would cast them, and cut off what does not fit.

    Raises:
        UserError: a column is of another type.
    """
    there, wanted = kinds(pa.schema(delta.schema().to_arrow())), kinds(schema)
    if other := [name for name, kind in wanted.items() if there.get(name, kind) != kind]:
        raise UserError(
            f"The column {other[0]} of the table '{delta.table_uri}' is {there[other[0]]}, and its new rows have"
            f" {wanted[other[0]]}: move the table's folder away, and run again."
        )


def kinds(schema: Iterable[pa.Field]) -> dict[str, pa.DataType]:
    """The type of each column, in which it makes no difference how an engine holds or names its parts."""
    return {field.name: _plain(field.type) for field in schema}


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _plain(field.type)) for field in kind])
    if pa.types.is_decimal(kind):
        return pa.decimal128(kind.precision, kind.scale)
    return kind
