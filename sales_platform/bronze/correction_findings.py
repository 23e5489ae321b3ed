"""What is wrong with the corrections: those that cannot be applied, name no record that landed, or contradict each other."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from sales_platform.bronze.correction_files import held_corrections
from sales_platform.bronze.corrections import Correction, Record, months_of_records
from sales_platform.companies.registry import source_of
from sales_platform.months import format_month, month_of
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES
from sales_platform.storage.landing_zone import SEED_PREFIX
from sales_platform.values.counted import counted
from sales_platform.values.dates import parse_date

_MOST_SHOWN = 100


def corrections_apply(scope: Scope) -> Finding:
    """Every correction can be applied, is about a record that landed, and contradicts no other of the same month."""
    held = held_corrections(scope.lake, scope.months)
    first = {correction: month for month in sorted(held, reverse=True) for correction in held[month]}
    found = months_of_records(scope.lake, first)
    problems = {
        correction: problem
        for correction in first
        if (problem := correction.problem or _of_record(correction, found) or _undated(correction))
    }
    for month in sorted(held, reverse=True):
        problems |= {correction: text for correction, text in contradictions(held[month]).items() if correction not in problems}
    by_month = Counter(first[correction] for correction in problems)
    examples = [
        {"month": first[one], "_file": one.file, "_row": one.row, "problem": problem} for one, problem in problems.items()
    ]
    examples.sort(key=lambda row: (str(row["_file"]), row["_row"]))
    sentence = "Every correction is about a record that landed."
    if examples:
        said = "; ".join(f"{row['_file']}, row {row['_row']}: {row['problem']}" for row in examples[:EXAMPLES])
        more = f"; and {len(examples) - EXAMPLES:,} more, in the check's metadata" if examples[EXAMPLES:] else ""
        sentence = f"{counted(len(examples), 'correction has a problem', 'corrections have problems')}: {said}{more}."
    return Finding(sentence, by_month, examples[:_MOST_SHOWN], {"corrections": len(first)})


def _of_record(correction: Correction, found: Mapping[Record, AbstractSet[date]]) -> str | None:
    return _no_record(correction, found) or in_another_month(correction, found)


def in_another_month(correction: Correction, found: Mapping[Record, AbstractSet[date]]) -> str | None:
    """What is wrong with a new date of a row that says its month itself: the row stays in the month of the landed date."""
    source = source_of(correction.company, correction.entity)
    landed = found.get(correction.record)
    if source is None or not landed or correction.problem or correction.field != source.feed.month_column:
        return None
    day = parse_date(str(correction.value), source.record.fields[str(correction.field)].dates)
    if day is None or month_of(day) in landed:
        return None
    there = ", ".join(map(format_month, sorted(landed)))
    dated = format_month(month_of(day))
    return f"it dates in {dated} what landed in {there}, so it counts in neither month: land the record again with that date"


def _no_record(correction: Correction, found: Mapping[Record, AbstractSet[date]]) -> str | None:
    if correction.file.startswith(SEED_PREFIX) or found.get(correction.record):
        return None
    return f"no {correction.entity} row with the key '{correction.key}' has landed, so it changes nothing"


def _undated(correction: Correction) -> str | None:
    if correction.confirmed_on is None or parse_date(correction.confirmed_on) is not None:
        return None
    return f"its confirmed_on '{correction.confirmed_on}' is not a date; it is applied as undated, before those with a date"


def contradictions(corrections: Iterable[Correction]) -> dict[Correction, str]:
    """The corrections of a month that set a field of a record to another value than others do, with the reason."""
    groups: dict[tuple[Record, str | None], list[Correction]] = defaultdict(list)
    for correction in corrections:
        if correction.problem is None:
            groups[correction.record, correction.field].append(correction)
    return {
        correction: f"it contradicts {_others(correction, group)}; the one confirmed last counts"
        for group in groups.values()
        for correction in group
        if any(other.value != correction.value for other in group)
    }


def _others(correction: Correction, group: Sequence[Correction]) -> str:
    others = [f"{other.file}, row {other.row}" for other in group if other.value != correction.value]
    return " and ".join(others[:3])
