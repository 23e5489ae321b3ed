"""Masters that are columns of another one, such as the categories of the products of a month."""

from collections.abc import Mapping

from sales_platform.entities import LOOKED_UP_IN, Entity
from sales_platform.values.spark import DataFrame


def with_derived_masters(entity: Entity, frames: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """The frames, by name, with those masters of an entity that are columns of another one (see ``entities.LOOKED_UP_IN``)."""
    derived = {name: LOOKED_UP_IN[name] for name in entity.masters if name in LOOKED_UP_IN}
    return {**frames, **{name: frames[table].where(f"{entity.masters[name]} IS NOT NULL") for name, table in derived.items()}}
