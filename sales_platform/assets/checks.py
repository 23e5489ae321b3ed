"""The asset checks of all tables, and how Dagster shows what they found."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
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
from deltalake.exceptions import DeltaError

from sales_platform.assets.common import key_of, month_range
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, format_month
from sales_platform.problems.causes import UNFIT
from sales_platform.problems.edge import shows, told
from sales_platform.problems.found import A_RUN
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import unique_key
from sales_platform.resources import Platform
from sales_platform.storage.report import markdown_table
from sales_platform.table import Table
from sales_platform.table_fitting import KEY_UNIQUE

_LONGEST_CELL = 300
_LOOK_AT_A_TIME = 2


def checks_of(table: Table) -> list[Check]:
    """The checks of a table: that of its key, where it has one, and those that it declares."""
    if not table.key:
        return list(table.checks)
    find = partial(_key_is_unique, table)
    return [Check(KEY_UNIQUE, f"One row per {', '.join(table.key)}.", find, blocking=True), *table.checks]


def _key_is_unique(table: Table, scope: Scope) -> Finding:
    return unique_key(scope.lake, table.path, [column for column in table.key if column != "month"], scope.months)


def all_checks(tables: Iterable[Table]) -> list[AssetChecksDefinition]:
    """The checks of the tables, one step for those that are checked together."""
    groups: dict[str, list[Table]] = {}
    for table in tables:
        groups.setdefault(table.checked_with or f"{table.layer}_{table.name}", []).append(table)
    return [_step(name, some) for name, some in groups.items() if any(checks_of(table) for table in some)]


def _step(name: str, tables: Sequence[Table]) -> AssetChecksDefinition:
    """Checks of some tables as one step, run after these have been written, over the months of the run."""
    by_key = {AssetCheckKey(key_of(table), check.name): check for table in tables for check in checks_of(table)}
    specs = [
        AssetCheckSpec(key.name, asset=key.asset_key, description=check.description, blocking=check.blocking)
        for key, check in by_key.items()
    ]

    @multi_asset_check(name=f"check_{name}", specs=specs, can_subset=True)
    def run_checks(context: AssetCheckExecutionContext, platform: Platform) -> Iterator[AssetCheckResult]:
        months = _months(context) or platform.view.calendar
        scope = Scope(platform.view, months)
        selected = {key: check for key, check in by_key.items() if key in context.selected_asset_check_keys}
        with closing(_findings(selected, scope)) as findings:
            for table in tables:
                stopped = False
                for check in checks_of(table):
                    if AssetCheckKey(key_of(table), check.name) in context.selected_asset_check_keys:
                        finding = next(findings)
                        stopped = stopped or (check.blocking and not finding.passed)
                        yield result(check, key_of(table), finding, months)
                    else:
                        stopped = stopped or check.blocking
                if not stopped and scope.view.record is not None:
                    with told(A_RUN):
                        scope.view.record.passed(table.path)

    return run_checks


def _findings(checks: Mapping[AssetCheckKey, Check], scope: Scope) -> Generator[Finding]:
    """What each check finds, in order; some look at a time, since a look is mostly waiting for delta-rs."""

    def find(key: AssetCheckKey) -> Finding:
        with told(A_RUN):
            try:
                return checks[key].find(scope)
            except DeltaError as error:
                if not shows(UNFIT, error):
                    raise
                name = f"'{key.name}' of {key.asset_key.to_user_string()}"
                raise UserError(
                    f"The check {name} asks what the tables do not answer ({str(error).splitlines()[0]}): correct its question,"
                    " or see 'A table must be restored' in docs/runbook.md."
                ) from error

    with ThreadPoolExecutor(_LOOK_AT_A_TIME, "check") as threads:
        yield from threads.map(find, checks)


def _months(context: AssetCheckExecutionContext) -> MonthRange | None:
    """The months of the run; None where checks are run alone, without a partition."""
    if not (context.has_partition_key or context.has_partition_key_range):
        return None
    keys = context.op_execution_context.partition_key_range
    return month_range(keys.start, keys.end)


def result(check: Check, key: AssetKey, finding: Finding, months: MonthRange) -> AssetCheckResult:
    """A finding over some months as Dagster shows it."""
    by_month = {format_month(month): count for month, count in sorted(finding.by_month.items()) if count}
    metadata: dict[str, RawMetadataValue] = {"found": finding.found, "months_checked": str(months), **finding.figures}
    if by_month:
        metadata["by_month"] = MetadataValue.json(by_month)
    if finding.examples:
        metadata["examples"] = MetadataValue.md(markdown_table(_as_texts(finding.examples), _LONGEST_CELL))
    return AssetCheckResult(
        asset_key=key,
        check_name=check.name,
        passed=finding.passed,
        severity=AssetCheckSeverity(check.severity.value),
        description=finding.sentence,
        metadata=metadata,
    )


def _as_texts(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {name: ["" if row.get(name) is None else str(row[name]) for row in rows] for name in names}
    return pa.table(texts)
