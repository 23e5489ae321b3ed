"""What all asset checks have in common: how they are declared, and how Dagster shows what they found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from dagster import (
    AssetCheckExecutionContext,
    AssetCheckKey,
    AssetCheckResult,
    AssetChecksDefinition,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    MetadataValue,
    multi_asset_check,
)
from dagster._core.definitions.metadata import RawMetadataValue

from sales_platform.assets import month_range
from sales_platform.months import MonthRange, format_month
from sales_platform.quality.finding import Finding, Scope
from sales_platform.resources import Platform
from sales_platform.storage.report import markdown_table

_LONGEST_CELL = 300
ERROR, WARN = AssetCheckSeverity.ERROR, AssetCheckSeverity.WARN


@dataclass(frozen=True)
class Check:
    """One asset check.

    Attributes:
        name: unique for its table.
        description: what must hold, in one sentence.
        find: looks at the months of a run.
        severity: ERROR stops what is downstream when the check is ``blocking``; WARN tells people.
    """

    name: str
    description: str
    find: Callable[[Scope], Finding]
    severity: AssetCheckSeverity = ERROR
    blocking: bool = False


def checks_together(name: str, checks: Mapping[tuple[str, str], Sequence[Check]]) -> AssetChecksDefinition:
    """Checks of some tables as one step, run after these have been written, over the months of the run.

    Args:
        name: of the step.
        checks: by layer and table.
    """
    by_key = {AssetCheckKey(AssetKey(table), check.name): check for table, some in checks.items() for check in some}
    specs = [
        AssetCheckSpec(key.name, asset=key.asset_key, description=check.description, blocking=check.blocking)
        for key, check in by_key.items()
    ]

    @multi_asset_check(name=f"check_{name}", specs=specs, can_subset=True)
    def run_checks(context: AssetCheckExecutionContext, platform: Platform) -> Iterator[AssetCheckResult]:
        months = _months(context) or platform.view.calendar
        scope = Scope(platform.view, months)
        for key, check in by_key.items():
            if key in context.selected_asset_check_keys:
                yield result(check, key.asset_key, check.find(scope))

    return run_checks


def _months(context: AssetCheckExecutionContext) -> MonthRange | None:
    """The months of the run; None where checks are run by themselves, without a partition."""
    if not (context.has_partition_key or context.has_partition_key_range):
        return None
    keys = context.op_execution_context.partition_key_range
    return month_range(keys.start, keys.end)


def result(check: Check, key: AssetKey, finding: Finding) -> AssetCheckResult:
    """A finding as Dagster shows it."""
    by_month = {format_month(month): count for month, count in sorted(finding.by_month.items()) if count}
    metadata: dict[str, RawMetadataValue] = {"found": finding.found, **finding.figures}
    if by_month:
        metadata["by_month"] = MetadataValue.json(by_month)
    if finding.examples:
        metadata["examples"] = MetadataValue.md(markdown_table(_as_texts(finding.examples), _LONGEST_CELL))
    return AssetCheckResult(
        asset_key=key,
        check_name=check.name,
        passed=finding.passed,
        severity=check.severity,
        description=finding.sentence,
        metadata=metadata,
    )


def _as_texts(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {name: ["" if row.get(name) is None else str(row[name]) for row in rows] for name in names}
    return pa.table(texts)
