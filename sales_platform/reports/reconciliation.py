"""The reconciliation: for each feed and month, what landed and what became of it, each line adding up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sales_platform.companies.registry import FEED_BY_NAME, FEEDS
from sales_platform.entities import SALES
from sales_platform.errors import UserError
from sales_platform.feeds import Feed, Months
from sales_platform.months import MonthRange, format_month, parse_month
from sales_platform.planning.takeover import refreshed_months
from sales_platform.quality.table_checks import ask, rows_per_month
from sales_platform.reports.amounts import Amounts, ByMonth, accepted_amounts, amounts_at_stake, fact_amounts
from sales_platform.reports.landed import Landed, landed
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate, quoted
from sales_platform.values.counted import counted

FACT = "gold/fact_sales"


def _plain(line: "Line | GoldLine") -> dict[str, Any]:
    values = {name: float(value) if isinstance(value, Decimal) else value for name, value in asdict(line).items()}
    return {**values, "adds_up": line.problem is None, "problem": line.problem}


@dataclass(frozen=True)
class Line:
    """One feed in one month.

    Attributes:
        month, feed: which.
        files_landed: files in force with rows in the month, archived ones included.
        files_refused: files of the month that cannot be used.
        files_unread: files that have landed since the last run.
        rows_landed: rows in those files, as they were counted when they were read.
        rows_bronze, rows_accepted, rows_quarantined: rows in the tables (of the corrections, all are accepted).
        rows_mended: accepted rows in which something was repaired.
        reasons: quarantined rows by reason; a row may bear several.
        repairs: accepted rows by what was repaired; a row may bear several.
        quantity_accepted, quantity_at_stake: pieces, of the sales feeds; at stake is what quarantine holds and no other row has.
        revenue_accepted_inr, revenue_at_stake_inr: the same in INR, where the product has a price.
    """

    month: str
    feed: str
    files_landed: int
    files_refused: int
    files_unread: int
    rows_landed: int
    rows_bronze: int
    rows_accepted: int
    rows_quarantined: int
    rows_mended: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    quantity_accepted: int = 0
    quantity_at_stake: int = 0
    revenue_accepted_inr: Decimal = field(default=Decimal(0), kw_only=True)
    revenue_at_stake_inr: Decimal = field(default=Decimal(0), kw_only=True)

    @property
    def problem(self) -> str | None:
        """Why the line does not add up; None when it does."""
        if self.files_unread:
            return f"{counted(self.files_unread, 'file has', 'files have')} landed since the last run: run it again"
        if self.rows_landed != self.rows_bronze:
            return f"{counted(self.rows_landed, 'row')} landed, {self.rows_bronze:,} in bronze"
        if self.rows_bronze != self.rows_accepted + self.rows_quarantined:
            kept = f"{self.rows_accepted:,} accepted and {self.rows_quarantined:,} quarantined"
            return f"{counted(self.rows_bronze, 'row is', 'rows are')} in bronze, {kept}"
        return None

    def as_json(self) -> dict[str, Any]:
        """The line with plain values, whether it adds up, and why not."""
        return _plain(self)


@dataclass(frozen=True)
class GoldLine:
    """One company in one month: what silver accepted, and what the fact holds of it."""

    month: str
    company: str
    quantity_accepted: int
    quantity_in_fact: int
    revenue_accepted_inr: Decimal
    revenue_in_fact_inr: Decimal

    @property
    def problem(self) -> str | None:
        """Why the line does not add up; None when it does."""
        if self.quantity_accepted != self.quantity_in_fact:
            return f"{counted(self.quantity_accepted, 'piece')} accepted, {self.quantity_in_fact:,} in the fact"
        if self.revenue_accepted_inr != self.revenue_in_fact_inr:
            return f"{self.revenue_accepted_inr} INR accepted, {self.revenue_in_fact_inr} in the fact"
        return None

    def as_json(self) -> dict[str, Any]:
        """The line with plain values, whether it adds up, and why not."""
        return _plain(self)


@dataclass(frozen=True)
class Reconciliation:
    """The whole account."""

    lines: list[Line]
    gold: list[GoldLine]

    @property
    def problems(self) -> list[str]:
        """What does not add up, line by line."""
        wrong = [f"{line.feed} {line.month}: {line.problem}" for line in self.lines if line.problem]
        return wrong + [f"{line.company} {line.month}: {line.problem}" for line in self.gold if line.problem]


def reconcile(view: RunView, months: MonthRange) -> Reconciliation:
    """Every feed and month with anything in it, and every company and month of gold.

    Raises:
        UserError: the landing cannot be listed, or nothing has been run yet.
    """
    lake = view.lake
    refreshed = view.made.months(FACT) or set(refreshed_months(lake))
    if not refreshed:
        raise UserError(f"There is nothing in {lake.root} to reconcile yet: run 'sales-platform run' first.")
    accepted, stake, fact = accepted_amounts(lake, months), amounts_at_stake(lake, months), fact_amounts(lake, months)
    lines = [
        line
        for feed in FEEDS
        for line in _lines(feed, landed(feed, view), lake, months)
        if feed.months is not Months.SNAPSHOT or parse_month(line.month) in refreshed  # it stays in force in all later months
    ]
    lines = [_with_amounts(line, accepted, stake) for line in lines]
    none = Amounts()
    gold = [
        GoldLine(
            format_month(key[0]),
            key[1],
            accepted.get(key, none).quantity,
            fact.get(key, none).quantity,
            accepted.get(key, none).revenue,
            fact.get(key, none).revenue,
        )
        for key in sorted(accepted.keys() | fact.keys())
    ]
    return Reconciliation(lines, gold)


def _lines(feed: Feed, found: Landed, lake: Lake, months: MonthRange) -> Iterable[Line]:
    bronze = rows_per_month(lake, ("bronze", feed.name), months)
    accepted, rejected, repaired = bronze, Counter[date](), Counter[date]()
    reasons, repairs = _names(lake, feed, months)
    if (entity := feed.entity) is not None:
        accepted = rows_per_month(lake, ("silver", entity), months, f"company = {quoted(str(feed.company))}")
        rejected = rows_per_month(lake, ("quarantine", entity), months, f"feed = {quoted(feed.name)}")
        with_repairs = f"company = {quoted(str(feed.company))} AND cardinality(repairs) > 0"
        repaired = rows_per_month(lake, ("silver", entity), months, with_repairs)
    for month in months:
        counts: dict[str, Any] = {
            "files_landed": found.files[month],
            "files_refused": found.refused[month],
            "files_unread": found.unread[month],
            "rows_landed": found.rows[month],
            "rows_bronze": bronze[month],
            "rows_accepted": accepted[month],
            "rows_quarantined": rejected[month],
            "rows_mended": repaired[month],
        }
        if any(counts.values()):
            yield Line(format_month(month), feed.name, **counts, reasons=dict(reasons[month]), repairs=dict(repairs[month]))


def _names(lake: Lake, feed: Feed, months: MonthRange) -> tuple[dict[date, Counter[str]], dict[date, Counter[str]]]:
    """Rows by reason and rows by repair, of each month."""
    if (entity := feed.entity) is None:
        return defaultdict(Counter), defaultdict(Counter)
    where = month_predicate(months)
    rejected = f"SELECT month, unnest(reasons) AS name FROM rows WHERE {where} AND feed = {quoted(feed.name)}"
    repaired = f"SELECT month, unnest(repairs) AS name FROM rows WHERE {where} AND company = {quoted(str(feed.company))}"
    return _counted(lake, rejected, ("quarantine", entity)), _counted(lake, repaired, ("silver", entity))


def _counted(lake: Lake, sql: str, table: tuple[str, str]) -> dict[date, Counter[str]]:
    """Rows by name; of a correction just that it is one, not whose."""
    grouped = f"SELECT month, split_part(name, ':', 1) AS name, count(*) AS n FROM ({sql}) GROUP BY 1, 2 ORDER BY 1, 2"
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for row in ask(lake, grouped, rows=table):
        counts[row["month"]][row["name"]] += row["n"]
    return counts


def _with_amounts(line: Line, accepted: ByMonth, stake: ByMonth) -> Line:
    feed = FEED_BY_NAME[line.feed]
    if feed.entity != SALES:
        return line
    key = (parse_month(line.month), str(feed.company))
    kept, open_ = accepted.get(key, Amounts()), stake.get(key, Amounts())
    return replace(
        line,
        quantity_accepted=kept.quantity,
        quantity_at_stake=open_.quantity,
        revenue_accepted_inr=kept.revenue,
        revenue_at_stake_inr=open_.revenue,
    )
