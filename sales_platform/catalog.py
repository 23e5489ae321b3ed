"""All tables, each declared where it is made; those of gold are found by loading."""

import importlib
import pkgutil

from sales_platform import gold
from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.silver.silver_tables import QUARANTINE, SILVER
from sales_platform.table import Table


def found_tables() -> list[Table]:
    """The tables of gold: those of the modules of ``sales_platform.gold`` that declare one, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(gold.__path__))
    modules = [importlib.import_module(f"{gold.__name__}.{name}") for name in names]
    return [module.TABLE for module in modules if hasattr(module, "TABLE")]


def in_order(tables: list[Table]) -> list[Table]:
    """The tables, each after those that it is made from.

    Raises:
        ValueError: some of them are made from each other.
    """
    done: list[Table] = []
    left = list(tables)
    while left:
        ready = [table for table in left if not any(read.table in left for read in table.reads)]
        if not ready:
            raise ValueError(f"tables are made from each other: {', '.join(table.text for table in left)}")
        done += ready
        left = [table for table in left if table not in ready]
    return done


GOLD: list[Table] = found_tables()
TABLES: list[Table] = in_order([*BRONZE.values(), REFUSED_FILES, *SILVER.values(), *QUARANTINE.values(), *GOLD])
"""Every monthly table, each after those that it is made from."""
BY_TEXT = {table.text: table for table in TABLES}
"""By ``layer/name``."""
