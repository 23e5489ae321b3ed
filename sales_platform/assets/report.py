"""The asset ``gold/monthly_report`` and its job: the sales report of a month, beside the tables of the lake.

It is not a part of ``refresh``: nobody waits for it who wants new figures. It reads what gold holds when it is made, without the
lock of the lake.
"""

from datetime import date

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetSelection,
    Config,
    MetadataValue,
    asset,
    define_asset_job,
)
from dagster._core.definitions.metadata import RawMetadataValue
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from sales_platform.assets.common import MONTHS, ONE_RUN, OWNERS, key_of, month_range
from sales_platform.automation.requests import REPORT_JOB, lake_tags
from sales_platform.catalog import GOLD
from sales_platform.dashboard.queries.sales import delivered
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.address import PATH
from sales_platform.months import format_month, partition_key
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.settings import Settings, known_dashboard_url
from sales_platform.storage.connection import connect
from sales_platform.storage.documents import write_document
from sales_platform.storage.lake import Lake

REPORT = AssetKey(["gold", "monthly_report"])
FOLDER = "reports/monthly"
NO_IO = "nothing_is_passed_on"
"""The IO manager of an asset that hands on no rows; the lake's own would hold its lock."""
_DESCRIPTION = f"The sales report of a month, a file in the lake's folder {FOLDER}; made when it is asked for."


class ReportConfig(Config):
    """What is made besides the document of HTML."""

    pdf: bool = False


@asset(
    key=REPORT,
    deps=[key_of(table) for table in GOLD],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
    group_name="gold",
    kinds={"html"},
    owners=OWNERS,
    description=_DESCRIPTION,
    io_manager_key=NO_IO,
    required_resource_keys={"settings"},
)
@told(A_RUN)
def monthly_report(context: AssetExecutionContext, config: ReportConfig) -> None:
    """Write the report of each month of the run that has sales."""
    settings: Settings = context.resources.settings
    connect(settings, landing=False, writing=False)
    reader = LakeReader(Lake(settings.lake))
    asked = list(month_range(*context.partition_key_range))
    there = {month for _, month in delivered(reader)}
    for month in [one for one in asked if one in there] or asked[:1]:  # of none, the report itself says why there is none
        context.add_asset_metadata(_written(reader, month, settings, pdf=config.pdf), partition_key=partition_key(month))
    for month in [one for one in asked if one not in there]:
        context.log.info("There are no sales of %s, so it has no report.", format_month(month))
        context.add_asset_metadata({"notes": "no sales in this month, and no report"}, partition_key=partition_key(month))


def _written(reader: LakeReader, month: date, settings: Settings, *, pdf: bool) -> dict[str, RawMetadataValue]:
    """Write the report of a month, and say where it is."""
    from sales_platform.dashboard.report.document import monthly_report as made_of  # noqa: PLC0415 - not to load definitions
    from sales_platform.dashboard.report.pdf import as_pdf, chromium  # noqa: PLC0415

    browser = chromium() if pdf else None
    made, name = made_of(reader, month, dashboard=known_dashboard_url()), f"{FOLDER}/{format_month(month)}"
    place = write_document(settings.lake, f"{name}.html", made.html.encode(), "text/html; charset=utf-8")
    metadata: dict[str, RawMetadataValue] = {
        "path": MetadataValue.path(place),
        "report": MetadataValue.url(f"{settings.dashboard_url}{PATH}{format_month(month)}"),
        "revenue_inr": float(made.contents.figures["total_revenue_inr"]),
        **({"notes": " ".join(made.notes)} if made.notes else {}),
    }
    if browser is not None:
        written = write_document(settings.lake, f"{name}.pdf", as_pdf(made.html, browser), "application/pdf")
        metadata["path_of_pdf"] = MetadataValue.path(written)
    return metadata


def report_job() -> UnresolvedAssetJobDefinition:
    """The job of that one asset."""
    return define_asset_job(REPORT_JOB, AssetSelection.assets(REPORT), description=_DESCRIPTION, tags=lake_tags())
