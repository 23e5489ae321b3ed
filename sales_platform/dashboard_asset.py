"""The dashboard's place in the asset graph: downstream of gold, with its address; it is not a part of any run."""

from collections.abc import Iterable

from dagster import AssetKey, AssetsDefinition, AssetSpec, MetadataValue, map_asset_specs

from sales_platform.assets import OWNERS

PAGES = {
    "fact_sales": "overview",
    "sales_enriched": "overview",
    "dim_dates": "overview",
    "dim_products": "products",
    "dim_prices": "products",
    "dim_customers": "customers",
    "demand_forecast": "inventory",
}
"""The page of the dashboard that shows a gold table; the overview is at the dashboard's own address."""


def page_address(address: str, page: str) -> str:
    """Where a page of the dashboard is."""
    return f"{address}/" if page == "overview" else f"{address}/{page}"


def dashboard(address: str) -> AssetSpec:
    """The external asset ``dashboard``: what people look at, read from gold whenever they do.

    Args:
        address: of the dashboard, without a slash at its end.
    """
    return AssetSpec(
        "dashboard",
        deps=[AssetKey(["gold", table]) for table in PAGES],
        group_name="dashboard",
        kinds={"dashboard"},
        owners=OWNERS,
        description=f"The dashboard at [{address}]({address}); it shows what gold holds when a page is opened.",
        metadata={"dashboard": MetadataValue.url(page_address(address, "overview"))},
    )


def linked(address: str, tables: Iterable[AssetsDefinition]) -> list[AssetsDefinition]:
    """The tables, those of gold with the address of the page that shows them in their description and their metadata."""
    return list(map_asset_specs(lambda spec: _linked(address, spec), tables))


def _linked(address: str, spec: AssetSpec) -> AssetSpec:
    layer, table = spec.key.path
    if layer != "gold":
        return spec
    page = page_address(address, PAGES[table])
    described = spec.replace_attributes(description=f"{spec.description}\n\nOn the dashboard: [{page}]({page})")
    return described.merge_attributes(metadata={"dashboard": MetadataValue.url(page)})
