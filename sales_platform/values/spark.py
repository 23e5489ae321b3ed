"""PySpark, loaded when it is first used: who only reads declarations need not load it (0.6 s)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession, Window
    from pyspark.sql import functions as F
else:
    import importlib

    class _Later:
        """A module or class that is loaded when something of it is asked for."""

        def __init__(self, module: str, name: str = "") -> None:
            self._module, self._name = module, name

        def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - whatever PySpark has under that name
            module = importlib.import_module(self._module)
            return getattr(getattr(module, self._name) if self._name else module, attribute)

    F = _Later("pyspark.sql.functions")
    Window = _Later("pyspark.sql", "Window")
    DataFrame = _Later("pyspark.sql", "DataFrame")
    Column = Any


def local_frame(spark: "SparkSession", rows: "pa.Table", schema: "pa.Schema") -> DataFrame:
    """A DataFrame of rows that are here already, with the columns of the schema; there may be none."""
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - as said

    table = rows.select(schema.names).cast(schema)
    return spark.createDataFrame(table) if table.num_rows else spark.createDataFrame([], from_arrow_schema(schema))


__all__ = ["Column", "DataFrame", "F", "Window", "local_frame"]
