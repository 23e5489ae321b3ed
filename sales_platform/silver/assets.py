"""The silver assets: each entity's accepted rows and, beside them, its quarantine."""

from collections.abc import Callable, Sequence
from typing import Any

from dagster import AssetIn, AssetsDefinition, Output, multi_asset
from pyspark.sql import DataFrame

from sales_platform.assets import MONTHS, ONE_RUN, WHOLE_YEARS, from_table, table_out
from sales_platform.quality import CUSTOMERS, PRICES, PRODUCTS, SALES, Action, rules_of
from sales_platform.silver import customers, prices, products, sales
from sales_platform.silver.judging import verdicts
from sales_platform.storage.judged import Accepted, Judged, Rejected

LANDED_SALES = ["atlon_sales", "sports_bar_orders"]
QUARANTINE_COLUMNS = ("month", "company", "feed", "_file", "_row", "reasons", "raw")


def silver_asset(
    entity: str, judge: Callable[..., DataFrame], columns: Sequence[str], ins: dict[str, AssetIn], description: str
) -> AssetsDefinition:
    """The two tables of an entity: ``silver/<entity>`` and ``quarantine/<entity>``.

    Args:
        entity: customers, products, prices or sales.
        judge: the entity's transform; its arguments are the inputs.
        columns: the entity's own columns in silver.
        ins: the inputs, by the names of the transform's arguments.
        description: one sentence for people.
    """
    kept = ("month", "company", *columns, "repairs", "_file", "_row")
    more: dict[str, Any] = {"weighed_by": LANDED_SALES} if entity == SALES else {}
    if entity in (PRODUCTS, PRICES):
        more |= WHOLE_YEARS

    @multi_asset(
        name=f"silver_{entity}",
        outs={
            "accepted": table_out("silver", entity, f"{description}\n\n{_documented(entity, Action.MEND)}", kept, **more),
            "rejected": table_out(
                "quarantine",
                entity,
                f"Landed rows that are not in silver/{entity}, each with every reason.\n\n{_documented(entity, Action.REJECT)}",
                QUARANTINE_COLUMNS,
                **more,
            ),
        },
        ins={name: _whole_years(table) for name, table in ins.items()} if entity in (PRODUCTS, PRICES) else ins,
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
    )
    def silver(**frames: DataFrame) -> tuple[Output[Accepted], Output[Rejected]]:
        judged = Judged(verdicts(judge(**frames), columns))
        return Output(Accepted(judged), output_name="accepted"), Output(Rejected(judged), output_name="rejected")

    return silver


def _whole_years(table: AssetIn) -> AssetIn:
    return AssetIn(key=table.key, metadata=WHOLE_YEARS)


def _documented(entity: str, action: Action) -> str:
    return "\n".join(f"- `{rule.name}`: {rule.description}" for rule in rules_of(entity, action))


def _landed(feed: str) -> dict[str, AssetIn]:
    return {
        "atlon": from_table("bronze", f"atlon_{feed}"),
        "sports_bar": from_table("bronze", f"sports_bar_{'orders' if feed == 'sales' else feed}"),
        "corrections": from_table("bronze", "corrections"),
    }


_PRODUCTS = {"products": from_table("silver", PRODUCTS)}
_CUSTOMERS = {"customers": from_table("silver", CUSTOMERS)}

silver_assets = [
    silver_asset(
        CUSTOMERS,
        customers.judge_customers,
        customers.COLUMNS,
        _landed("customers"),
        "Customers of both companies, aligned.",
    ),
    silver_asset(
        PRODUCTS, products.judge_products, products.COLUMNS, _landed("products"), "Products of both companies, aligned."
    ),
    silver_asset(
        PRICES,
        prices.judge_prices,
        prices.COLUMNS,
        {**_landed("gross_price"), **_PRODUCTS},
        "Gross prices of both companies by month, in INR.",
    ),
    silver_asset(
        SALES,
        sales.judge_sales,
        sales.COLUMNS,
        {**_landed("sales"), **_PRODUCTS, **_CUSTOMERS},
        "Atlon's monthly sales and Sports Bar's order lines, in pieces.",
    ),
]
