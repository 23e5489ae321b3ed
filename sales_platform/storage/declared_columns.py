"""The columns of rows that are to be written must be those that their table declares."""

import pyarrow as pa
from dagster import TableSchema

from sales_platform.errors import UserError
from sales_platform.storage.report import type_in_words

DECLARED = "dagster/column_schema"
"""Asset metadata: the columns that a table declares."""


def check_declared(table: tuple[str, str], declared: object, schema: pa.Schema) -> None:
    """Look whether rows have just the columns that their table declares.

    Without it a column that is missing would be empty in a table that has it from before, and others would be in it unnamed.

    Args:
        declared: the value of ``DECLARED``; other values are not looked at.

    Raises:
        UserError: a column is missing, is not declared, or is of another type.
    """
    if not isinstance(declared, TableSchema):
        return
    name = "/".join(table)
    wanted = {column.name: column.type for column in declared.columns}
    given = {field.name: type_in_words(field.type) for field in schema}
    if missing := [column for column in wanted if column not in given]:
        raise UserError(
            f"The table {name} declares the column '{missing[0]}', which its build function does not give: add it there, or take"
            " it out of the declaration."
        )
    if more := [column for column in given if column not in wanted]:
        raise UserError(
            f"The build function of the table {name} gives the column '{more[0]}', which is not declared: declare it, or leave it"
            " out of the rows."
        )
    if other := [column for column, kind in given.items() if wanted[column] != kind]:
        raise UserError(
            f"The build function of the table {name} gives the column '{other[0]}' as {given[other[0]]}, and"
            f" {wanted[other[0]]} is declared: cast it there, or correct the declaration."
        )
