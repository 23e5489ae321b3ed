"""The dashboard's place in the asset graph: downstream of gold, with its address; it is not a part of any run."""

from collections.abc import Iterable

from dagster import AssetsDefinition, AssetSpec, MetadataValue, map_asset_specs

from sales_platform.assets.common import OWNERS, key_of
from sales_platform.catalog import TABLES
from sales_platform.table import Table


def page_address(address: str, page: str) -> str:
    """Where a page of the dashboard is; the home page answers under its name as well."""
    return f"{address}/{page}"


def dashboard(address: str, tables: Iterable[Table] = TABLES) -> AssetSpec:
    """The external asset ``dashboard``: what people look at, read from gold whenever they do.

    Args:
        address: of the dashboard, without a slash at its end.
        tables: it is downstream of those with a page.
    """
    return AssetSpec(
        "dashboard",
        deps=[key_of(table) for table in tables if table.page],
        group_name="dashboard",
        kinds={"dashboard"},
        owners=OWNERS,
        description=f"The dashboard at {address}; it shows what gold holds when a page is opened.",
        metadata={"dashboard": MetadataValue.url(f"{address}/")},
    )


def linked(address: str, assets: Iterable[AssetsDefinition], tables: Iterable[Table] = TABLES) -> list[AssetsDefinition]:
    """The assets, those of tables with a page with its address in their metadata."""
    pages = {table.text: table.page for table in tables}
    return list(map_asset_specs(lambda spec: _linked(address, spec, pages["/".join(spec.key.path)]), assets))


def _linked(address: str, spec: AssetSpec, name: str | None) -> AssetSpec:
    if name is None:
        return spec
    page = page_address(address, name)
    return spec.merge_attributes(metadata={"dashboard": MetadataValue.url(page)})
