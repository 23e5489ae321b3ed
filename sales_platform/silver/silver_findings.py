"""What the checks of silver and its quarantine look for, made from the rules and from what the companies declare."""

from collections import Counter
from datetime import date

from deltalake.exceptions import DeltaError

from sales_platform.companies.registry import COMPANY_BY_NAME, sources_of
from sales_platform.entities import SALES, Entity
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, Rows, ask, every_row, in_masters, rows_per_month, unique_key
from sales_platform.rules.common import COMMON, of_action
from sales_platform.rules.rule import Action, InMaster, one_of
from sales_platform.silver.promise_trial import check_promises
from sales_platform.storage.sql_text import quoted
from sales_platform.suggestions.suggest import suggested_lines
from sales_platform.suggestions.two_readings import with_readings
from sales_platform.values.counted import counted


def key_is_unique(entity: Entity, scope: Scope) -> Finding:
    """A record stands once in its month and company; of an order line the quantity is part of what it is."""
    more: dict[str, list[str]] = {}
    for source in sources_of(entity.name):
        for column in source.same_record:
            if column not in entity.key:
                more.setdefault(column, []).append(source.company)
    parts = [f"CASE WHEN {one_of('company', tuple(companies))} THEN {column} END" for column, companies in more.items()]
    return unique_key(scope.lake, ("silver", entity.name), ["company", *entity.key, *parts], scope.months)


def promises(entity: Entity) -> dict[str, str]:
    """What the rules of an entity ensure of every row of silver, by rule; a company's own rules of its rows only.

    A missing value breaks a common promise, for each has a rule before it, and none of a company's own: one empty cell of one
    company must not stop the run of all.
    """
    kept: dict[str, list[str]] = {"company": [one_of("company", tuple(COMPANY_BY_NAME))]}
    for rule in COMMON[entity.name]:
        if isinstance(rule.promise_datafusion, str):
            kept.setdefault(rule.name, []).append(rule.promise_datafusion)
    for source in sources_of(entity.name):
        for rule in source.own_rules:
            if isinstance(rule.promise_datafusion, str):
                own = f"(company <> {quoted(source.company)} OR coalesce({rule.promise_datafusion}, TRUE))"
                kept.setdefault(rule.name, []).append(own)
    return {name: " AND ".join(every) for name, every in kept.items()}


def references(entity: Entity) -> dict[str, InMaster]:
    """The masters that the rules of an entity refer to, by rule."""
    rules = COMMON[entity.name]
    return {rule.name: rule.promise_datafusion for rule in rules if isinstance(rule.promise_datafusion, InMaster)}


def rules_hold(entity: Entity, scope: Scope) -> Finding:
    """Every row keeps what the rules ensure."""
    try:
        return every_row(scope.lake, ("silver", entity.name), promises(entity), scope.months, ["_file", "_row", *entity.key])
    except DeltaError:
        check_promises(sources_of(entity.name))  # finds the rule that it is about
        raise


def masters_known(entity: Entity, scope: Scope) -> Finding:
    """Every code is in the master of its month and company."""
    shown = ["_file", "_row", *entity.key]
    return in_masters(scope.lake, ("silver", entity.name), references(entity), "silver", scope.months, shown)


def values_known(entity: Entity, scope: Scope) -> Finding:
    """Every value of a column with known values is one of them; an empty one is not checked."""
    known: dict[str, list[str]] = {}
    for source in sources_of(entity.name):
        for column, values in source.known_values.items():
            own = f"(company <> {quoted(source.company)} OR {column} IS NULL OR {one_of(column, values)})"
            known.setdefault(column, []).append(own)
    every = {column: " AND ".join(conditions) for column, conditions in known.items()}
    shown = ["_file", "_row", *entity.key, *known]
    return every_row(scope.lake, ("silver", entity.name), every, scope.months, shown)


def rows_add_up(entity: Entity, scope: Scope) -> Finding:
    """Bronze rows = silver rows + quarantined rows, for each feed and month."""
    wrong: Counter[date] = Counter()
    examples = []
    for source in sources_of(entity.name):
        feed, company = source.feed.name, source.company
        landed = rows_per_month(scope.lake, ("bronze", feed), scope.months)
        accepted = rows_per_month(scope.lake, ("silver", entity.name), scope.months, f"company = {quoted(company)}")
        rejected = rows_per_month(scope.lake, ("quarantine", entity.name), scope.months, f"feed = {quoted(feed)}")
        for month in scope.months:
            if difference := abs(landed[month] - accepted[month] - rejected[month]):
                wrong[month] += difference
                counts = {"bronze": landed[month], "silver": accepted[month], "quarantine": rejected[month]}
                examples.append({"month": month, "feed": feed, **counts})
    sentence = (
        f"{counted(wrong.total(), 'row is', 'rows are')} missing or counted twice." if wrong else "Bronze = silver + quarantine."
    )
    return Finding(sentence, wrong, examples[:EXAMPLES])


def dates_in_month(scope: Scope) -> Finding:
    """Every order bears a date of its file's month; an order counts in the month of its file, whatever date it bears."""
    # by their parts: delta-rs's timestamps know the years 1678 to 2262 only
    same = " AND ".join(f"date_part('{part}', date) = date_part('{part}', month)" for part in ("year", "month"))
    inside = {"date_in_month": same}
    return every_row(scope.lake, ("silver", SALES), inside, scope.months, ["_file", "_row", "date", "order_id"])


def few_rejected(entity: Entity, scope: Scope) -> Finding:
    """The share of a feed's rows that bear a reason is within the reason's tolerance, in each month."""
    sources = {source.feed.name: source for source in sources_of(entity.name)}
    landed = {feed: rows_per_month(scope.lake, ("bronze", feed), scope.months) for feed in sources}
    tolerances = {(feed, rule.name): rule.tolerance for feed, source in sources.items() for rule in source.rules}
    above: Counter[date] = Counter()
    worst: dict[tuple[str, str], tuple[float, int]] = {}
    for group in _rejected(entity, scope):
        share = group["rows"] / max(landed[group["feed"]][group["month"]], 1)
        if share > tolerances.get((group["feed"], group["reason"]), 0.0):
            above[group["month"]] += group["rows"]
            before, rows = worst.get(key := (group["feed"], group["reason"]), (0.0, 0))
            worst[key] = max(before, share), rows + group["rows"]
    if not worst:
        return Finding("No more rows in quarantine than is usual.")
    named = ", ".join(
        f"{feed} {reason} {rows:,} ({share:.1%} in the worst month, {tolerances.get((feed, reason), 0.0):.0%} is usual)"
        for (feed, reason), (share, rows) in worst.items()
    )
    examples = [row for feed, reason in worst for row in _examples(entity, feed, reason, scope)]
    suggestions = suggested_lines(scope.lake, entity.name, scope.months)
    return Finding(
        f"More rows in quarantine than is usual: {named}.", above, examples, {"suggestions": "\n".join(suggestions) or "none"}
    )


def few_repaired(entity: Entity, scope: Scope) -> Finding:
    """The share of a company's landed rows that bear a repair with a tolerance is within it, in each month."""
    above: Counter[date] = Counter()
    worst: dict[tuple[str, str, float], float] = {}
    for source in sources_of(entity.name):
        tolerances = {rule.name: rule.tolerance for rule in of_action(source.rules, Action.REPAIR) if rule.tolerance < 1}
        landed = rows_per_month(scope.lake, ("bronze", source.feed.name), scope.months) if tolerances else Counter[date]()
        for name, tolerance in tolerances.items():
            where = f"company = {quoted(source.company)} AND array_has(repairs, {quoted(name)})"
            for month, rows in rows_per_month(scope.lake, ("silver", entity.name), scope.months, where).items():
                if (share := rows / max(landed[month], 1)) > tolerance:
                    above[month] += rows
                    key = (source.feed.name, name, tolerance)
                    worst[key] = max(worst.get(key, 0.0), share)
    if not worst:
        return Finding("No more rows are repaired than is usual.")
    named = ", ".join(
        f"{feed} {name} ({share:.1%} in the worst month, {tolerance:.0%} is usual)"
        for (feed, name, tolerance), share in worst.items()
    )
    sentence = f"More rows are repaired than is usual: {named}. Look at their landed values before you trust them."
    return Finding(sentence, above, [row for _, name, _ in worst for row in _repaired(entity, name, scope)])


def _repaired(entity: Entity, name: str, scope: Scope) -> Rows:
    shown = ", ".join(["month", "company", *entity.key, "_file", "_row", f"{quoted(name)} AS repair"])
    where = f"array_has(repairs, {quoted(name)})"
    sql = f"SELECT {shown} FROM rows WHERE {where} ORDER BY month DESC, _file, _row LIMIT 2"
    return ask(scope.lake, sql, scope.months, rows=("silver", entity.name))


def _rejected(entity: Entity, scope: Scope) -> Rows:
    reasons = "SELECT month, feed, unnest(reasons) AS reason FROM quarantined"
    sql = (
        f"SELECT month, feed, reason, count(*) AS rows FROM ({reasons}) GROUP BY month, feed, reason ORDER BY feed, reason, month"
    )
    return ask(scope.lake, sql, scope.months, quarantined=("quarantine", entity.name))


def _examples(entity: Entity, feed: str, reason: str, scope: Scope) -> Rows:
    where = f"feed = {quoted(feed)} AND array_has(reasons, {quoted(reason)})"
    shown = f"month, _file, _row, {quoted(reason)} AS reason, raw"
    sql = f"SELECT {shown} FROM quarantined WHERE {where} ORDER BY month DESC, _file, _row LIMIT 2"
    rows = ask(scope.lake, sql, scope.months, quarantined=("quarantine", entity.name))
    source = next(source for source in sources_of(entity.name) if source.feed.name == feed)
    return with_readings(source, rows, reason)
