"""The dashboard's place in the asset graph: downstream of gold, with its address; it is not a part of any run."""

from collections.abc import Iterable, Mapping

from dagster import AssetKey, AssetsDefinition, AssetSpec, MetadataValue, map_asset_specs

from sales_platform.assets import OWNERS

PAGES: Mapping[str, str] = {
    "fact_sales": "overview",
    "sales_enriched": "overview",
    "dim_dates": "overview",
    "dim_products": "products",
    "dim_prices": "products",
    "dim_customers": "customers",
    "demand_forecast": "inventory",
}
"""Gold table -> the page of the dashboard that shows it."""


def page_address(address: str, page: str) -> str:
    """Where a page of the dashboard is; the home page answers under its name as well."""
    return f"{address}/{page}"


def dashboard(address: str, pages: Mapping[str, str] = PAGES) -> AssetSpec:
    """The external asset ``dashboard``: what people look at, read from gold whenever they do.

    Args:
        address: of the dashboard, without a slash at its end.
        pages: gold table -> page; it is downstream of these tables.
    """
    return AssetSpec(
        "dashboard",
        deps=[AssetKey(["gold", table]) for table in pages],
        group_name="dashboard",
        kinds={"dashboard"},
        owners=OWNERS,
        description=f"The dashboard at [{address}]({address}); it shows what gold holds when a page is opened.",
        metadata={"dashboard": MetadataValue.url(f"{address}/")},
    )


def linked(address: str, tables: Iterable[AssetsDefinition], pages: Mapping[str, str] = PAGES) -> list[AssetsDefinition]:
    """The tables; those of gold that a page shows have its address in their description and their metadata.

    Args:
        address: of the dashboard, without a slash at its end.
        tables: of any layer.
        pages: gold table -> page.
    """
    return list(map_asset_specs(lambda spec: _linked(address, spec, pages), tables))


def _linked(address: str, spec: AssetSpec, pages: Mapping[str, str]) -> AssetSpec:
    layer, table = spec.key.path
    if layer != "gold" or table not in pages:
        return spec
    page = page_address(address, pages[table])
    described = spec.replace_attributes(description=f"{spec.description}\n\nOn the dashboard: [{page}]({page})")
    return described.merge_attributes(metadata={"dashboard": MetadataValue.url(page)})
