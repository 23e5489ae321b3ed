"""The tables that SQL may name: layer.table."""

from collections.abc import Sequence
from difflib import get_close_matches

from sales_platform import catalog
from sales_platform.errors import UserError

LAYERS = ("bronze", "silver", "quarantine", "gold")
TABLES: dict[str, tuple[str, ...]] = {
    **{layer: tuple(table.name for table in catalog.TABLES if table.layer == layer) for layer in LAYERS},
    "ledger": ("files", "fingerprints"),
}
"""The tables of each layer."""

TableName = tuple[str, str]
"""Layer and table."""


def find_table(layer: str, table: str) -> TableName:
    """The table of that name; case does not matter, as everywhere in SQL.

    Raises:
        UserError: there is none; the sentence has the names that come close.
    """
    name = (layer.lower(), table.lower())
    if name[1] in TABLES.get(name[0], ()):
        return name
    asked = f"{layer}.{table}" if layer else table
    quoted_layer, _, quoted_table = name[1].partition(".")
    if not layer and quoted_table in TABLES.get(quoted_layer, ()):
        raise UserError(f"There is no table '{asked}': quote its parts on their own, `{quoted_layer}`.`{quoted_table}`.")
    every = [f"{known_layer}.{known}" for known_layer, tables in TABLES.items() for known in tables]
    same_table = [known for known in every if known.split(".")[1] == name[1]]
    close = same_table or close_names(f"{name[0] or 'gold'}.{name[1]}", every)
    hint = f"did you mean {' or '.join(close)}?" if close else "SHOW TABLES lists them, each as layer.table."
    raise UserError(f"There is no table '{asked}': {hint}")


def close_names(name: str, names: Sequence[str]) -> list[str]:
    """At most three of the names that are spelled like the given one, the closest first."""
    return get_close_matches(name, sorted(names), n=3, cutoff=0.7)


def layer_tables(layer: str | None) -> list[TableName]:
    """The tables of a layer, or of all layers.

    Raises:
        UserError: there is no such layer.
    """
    if layer is not None and layer.lower() not in TABLES:
        raise UserError(f"There is no layer '{layer}': name one of {', '.join(TABLES)}.")
    return [(name, table) for name, tables in TABLES.items() if layer is None or layer.lower() == name for table in tables]
