"""PySpark's functions, loaded when the first one is used: who only reads declarations need not load PySpark (0.6 s)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import Column
    from pyspark.sql import functions as F
else:
    Column = Any

    class _Functions:
        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever PySpark has under that name
            from pyspark.sql import functions  # noqa: PLC0415 - the point of this module

            return getattr(functions, name)

    F = _Functions()

__all__ = ["Column", "F"]
