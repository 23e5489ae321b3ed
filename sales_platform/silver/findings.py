"""What the checks of silver and its quarantine look for, made from the declarations in ``sales_platform.quality``."""

from collections import Counter
from datetime import date

from sales_platform.feeds import ATLON, FEEDS, SPORTS_BAR
from sales_platform.quality import RULES, SALES, Action, InMaster, Rule, rules_of
from sales_platform.quality.domains import COMPANIES, KEYS, KNOWN_VALUES, entity_of, one_of
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, Rows, ask, every_row, in_masters, rows_per_month, unique_key
from sales_platform.reports.suggestions import suggested_lines
from sales_platform.storage.lake import quoted


def feeds_of(entity: str) -> list[str]:
    """The feeds whose rows become the entity."""
    return [feed.name for feed in FEEDS if entity_of(feed) == entity]


def key_is_unique(entity: str, scope: Scope) -> Finding:
    """A record stands once in its month and company; of an order line the quantity is part of what it is."""
    quantity = [f"CASE WHEN company <> '{ATLON}' THEN quantity END"] if entity == SALES else []
    return unique_key(scope.lake, ("silver", entity), ["company", *KEYS[entity], *quantity], scope.months)


def promises(entity: str) -> dict[str, str]:
    """What the rules of an entity ensure of every row of silver, by rule."""
    kept = {rule.name: rule.ensures for rule in ensuring(entity) if isinstance(rule.ensures, str)}
    return {"company": one_of("company", COMPANIES), **kept}


def rules_hold(entity: str, scope: Scope) -> Finding:
    """Every row keeps what the rules ensure."""
    return every_row(scope.lake, ("silver", entity), promises(entity), scope.months, ["_file", "_row", *KEYS[entity]])


def masters_known(entity: str, scope: Scope) -> Finding:
    """Every code is in the master of its month and company."""
    references = {rule.name: rule.ensures for rule in ensuring(entity) if isinstance(rule.ensures, InMaster)}
    return in_masters(scope.lake, ("silver", entity), references, "silver", scope.months, ["_file", "_row", *KEYS[entity]])


def values_known(entity: str, scope: Scope) -> Finding:
    """Every value of a column with known values is one of them; an empty one is not looked at."""
    known = {column: f"{column} IS NULL OR {one_of(column, values)}" for column, values in KNOWN_VALUES[entity].items()}
    return every_row(scope.lake, ("silver", entity), known, scope.months, ["_file", "_row", *KEYS[entity], *known])


def rows_add_up(entity: str, scope: Scope) -> Finding:
    """Bronze rows = silver rows + quarantined rows, for each feed and month."""
    wrong: Counter[date] = Counter()
    examples = []
    for feed in feeds_of(entity):
        company = SPORTS_BAR if feed.startswith(SPORTS_BAR) else ATLON
        landed = rows_per_month(scope.lake, ("bronze", feed), scope.months)
        accepted = rows_per_month(scope.lake, ("silver", entity), scope.months, f"company = '{company}'")
        rejected = rows_per_month(scope.lake, ("quarantine", entity), scope.months, f"feed = '{feed}'")
        for month in scope.months:
            if difference := abs(landed[month] - accepted[month] - rejected[month]):
                wrong[month] += difference
                counts = {"bronze": landed[month], "silver": accepted[month], "quarantine": rejected[month]}
                examples.append({"month": month, "feed": feed, **counts})
    sentence = f"{wrong.total():,} rows are missing or counted twice." if wrong else "Bronze = silver + quarantine."
    return Finding(sentence, wrong, examples[:EXAMPLES])


def dates_in_month(scope: Scope) -> Finding:
    """Every order bears a date of its file's month; an order counts in the month of its file, whatever date it bears."""
    # as text: delta-rs's timestamps know the years 1678 to 2262 only
    inside = {"date_in_month": "substr(CAST(date AS VARCHAR), 1, 7) = substr(CAST(month AS VARCHAR), 1, 7)"}
    return every_row(scope.lake, ("silver", SALES), inside, scope.months, ["_file", "_row", "date", "order_id"])


def few_rejected(entity: str, scope: Scope) -> Finding:
    """The share of a feed's rows that bear a reason is within the reason's tolerance, in each month."""
    landed = {feed: rows_per_month(scope.lake, ("bronze", feed), scope.months) for feed in feeds_of(entity)}
    tolerances = {rule.name: rule.tolerance for rule in rules_of(entity, Action.REJECT)}
    above: Counter[date] = Counter()
    worst: dict[tuple[str, str], tuple[float, int]] = {}
    for group in _rejected(entity, scope):
        share = group["rows"] / max(landed[group["feed"]][group["month"]], 1)
        if share > tolerances[group["reason"]]:
            above[group["month"]] += group["rows"]
            before, rows = worst.get(key := (group["feed"], group["reason"]), (0.0, 0))
            worst[key] = max(before, share), rows + group["rows"]
    if not worst:
        return Finding("No more rows in quarantine than is usual.")
    named = ", ".join(
        f"{feed} {reason} {rows:,} ({share:.1%} in the worst month, {tolerances[reason]:.0%} is usual)"
        for (feed, reason), (share, rows) in worst.items()
    )
    examples = [row for feed, reason in worst for row in _examples(entity, feed, reason, scope)]
    suggestions = suggested_lines(scope.lake, entity, scope.months)
    return Finding(
        f"More rows in quarantine than is usual: {named}.", above, examples, {"suggestions": "\n".join(suggestions) or "none"}
    )


def _rejected(entity: str, scope: Scope) -> Rows:
    reasons = "SELECT month, feed, unnest(reasons) AS reason FROM quarantined"
    sql = (
        f"SELECT month, feed, reason, count(*) AS rows FROM ({reasons}) GROUP BY month, feed, reason ORDER BY feed, reason, month"
    )
    return ask(scope.lake, sql, scope.months, quarantined=("quarantine", entity))


def _examples(entity: str, feed: str, reason: str, scope: Scope) -> Rows:
    where = f"feed = {quoted(feed)} AND array_has(reasons, {quoted(reason)})"
    shown = f"month, _file, _row, {quoted(reason)} AS reason, raw"
    sql = f"SELECT {shown} FROM quarantined WHERE {where} ORDER BY month DESC, _file, _row LIMIT 2"
    return ask(scope.lake, sql, scope.months, quarantined=("quarantine", entity))


def ensuring(entity: str) -> list[Rule]:
    """The rules of an entity that ensure something."""
    return [rule for rule in RULES if rule.entity == entity and rule.ensures is not None]
