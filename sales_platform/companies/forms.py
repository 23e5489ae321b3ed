"""The form of what a company declares: texts where tuples belong, patterns and names that nothing could work with."""

import re
from collections.abc import Iterable, Iterator

from sales_platform.companies.company import Company, Shape, Source
from sales_platform.values.dates import DateSpelling
from sales_platform.values.kinds import is_text, other_kinds, texts

_PLAIN_NAME = re.compile("[a-z][a-z0-9_]*")
_PARTS_OF_A_DAY = 3


def malformed(company: Company) -> Iterator[str]:
    """What has not the form that it needs, each a sentence that says where and what to do."""
    for source in company.sources:
        where = f"the feed '{source.feed.name}' of the company '{company.name}'"
        known: Iterable[object] = source.known_values.values()
        for values in known:
            if isinstance(values, str):
                yield is_text("known_values", where, values)
        yield from _feed(source, where)
        yield from _dates(source.feed.dates, where)
        shapes = (*source.record.fields.values(), *source.landed.codes.values())
        yield from _patterns(((shape.pattern, "the shape of a value") for shape in shapes if isinstance(shape, Shape)), where)
        yield from _rules(source, where)
    if company.unknown_customer is not None:
        yield from _patterns([(company.unknown_customer.unless, "its unknown customer")], f"the company '{company.name}'")


def of_other_kinds(company: Company) -> Iterator[str]:
    """What is of another kind than it must be, each a sentence; nothing else can be looked at before."""
    where = f"the company '{company.name}'"
    yield from (*texts(company, where), *other_kinds(company, where))
    if company.unknown_customer is not None:
        yield from other_kinds(company.unknown_customer, f"the unknown customer of {where}")
    for source in company.sources:
        yield from other_kinds(source, f"a source of {where}")
        of_feed = f"the feed '{source.feed.name}' of {where}"
        for part in (source, source.feed, source.record, source.landed, source.repeats):
            yield from (*texts(part, of_feed), *other_kinds(part, of_feed))
        for rule in source.own_rules:
            yield from other_kinds(rule, f"the rule '{rule.name}' of {of_feed}")


def _feed(source: Source, where: str) -> Iterator[str]:
    feed = source.feed
    contract: object = feed.contract
    if not _PLAIN_NAME.fullmatch(feed.name):
        yield f"The name of {where} is also that of a table: it needs small letters, digits and '_', and begins with a letter."
    if not isinstance(contract, str) and not all(isinstance(name, str) and name.strip() for name in feed.columns):
        yield f"A column of {where} has no name: give each the name that stands in the header."


def _dates(dates: Iterable[object], where: str) -> Iterator[str]:
    for one in dates:
        if not isinstance(one, DateSpelling):
            continue
        problem = _pattern_problem(one.pattern)
        if problem is None:
            found, named = re.compile(one.pattern).groups, tuple(one.groups)
            if len(set(named)) != _PARTS_OF_A_DAY or not all(1 <= group <= found for group in named):
                problem = f"has {found} groups, and its 'groups' {named} must name those of the year, the month and the day"
        if problem:
            yield f"The pattern of the date spelling '{one.name}' of {where} {problem}: correct it."


def _patterns(patterns: Iterable[tuple[str, str]], where: str) -> Iterator[str]:
    for pattern, what in patterns:
        if problem := _pattern_problem(pattern):
            yield f"The pattern '{pattern}' of {what} of {where} {problem}: correct it."


def _pattern_problem(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"cannot be read ({error})"
    return None


def _rules(source: Source, where: str) -> Iterator[str]:
    names = [rule.name for rule in source.own_rules]
    if doubled := [name for name in names if names.count(name) > 1]:
        yield f"The rule '{doubled[0]}' of {where} is declared twice: give each a name of its own."
    for rule in source.own_rules:
        if rule.entity != source.entity.name:
            yield f"The rule '{rule.name}' of {where} says that it is of {rule.entity}: it needs {source.entity.name}."
        if not _PLAIN_NAME.fullmatch(rule.name):
            yield f"The rule '{rule.name}' of {where} needs a name of small letters, digits and '_'."


def unique_colours(companies: Iterable[Company]) -> Iterator[str]:
    """Two companies of one colour: charts could not tell them apart."""
    by_colour: dict[str, str] = {}
    for company in companies:
        other: str | None = by_colour.setdefault(company.colour.lower(), company.name)
        if other != company.name:
            yield (
                f"The companies '{other}' and '{company.name}' have the same colour, {company.colour}: nobody could tell them"
                " apart on the dashboard."
            )
