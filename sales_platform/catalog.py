"""All tables, each declared where it is made; those of gold are found by loading."""

import importlib
import pkgutil

from sales_platform import gold
from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.errors import UserError
from sales_platform.silver.silver_tables import QUARANTINE, SILVER
from sales_platform.table import Table
from sales_platform.table_fitting import declared_by


def found_tables() -> list[Table]:
    """The tables of gold: those of the modules of ``sales_platform.gold`` that declare one, by name.

    Raises:
        UserError: what one declares does not fit (see ``table_fitting``); the sentence says where.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(gold.__path__))
    modules = {name: importlib.import_module(f"{gold.__name__}.{name}") for name in names}
    return [declared_by(name, module.TABLE) for name, module in modules.items() if hasattr(module, "TABLE")]


def in_order(tables: list[Table]) -> list[Table]:
    """The tables, each after those that it is made from.

    Raises:
        UserError: some of them are made from each other.
    """
    done: list[Table] = []
    left = list(tables)
    while left:
        ready = [table for table in left if not any(read.table in left for read in table.reads)]
        if not ready:
            names = ", ".join(table.text for table in left)
            raise UserError(f"Tables are made from each other: {names}: take one of 'reads' away.")
        done += ready
        left = [table for table in left if table not in ready]
    return done


GOLD: list[Table] = found_tables()
TABLES: list[Table] = in_order([*BRONZE.values(), REFUSED_FILES, *SILVER.values(), *QUARANTINE.values(), *GOLD])
"""Every monthly table, each after those that it is made from."""
BY_TEXT = {table.text: table for table in TABLES}
"""By ``layer/name``."""
