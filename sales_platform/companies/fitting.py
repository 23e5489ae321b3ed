"""What a company declares must fit together: what does not would come out as nothing, in silence, in some report."""

import re
from collections.abc import Iterable

from sales_platform.companies.company import Company, Source
from sales_platform.entities import CUSTOMERS, PRICES, SALES, STOCK, TARGETS
from sales_platform.feeds import CORRECTIONS, Months, bronze_name
from sales_platform.rules.common import COMMON, CUSTOMER_UNKNOWN

_SEEDS = "seeds"
"""The folder of the files that come with the platform; see ``storage.landing_zone``."""
_FOLDER = re.compile(r"[^/\\]+(?:/[^/\\]+)*")


def misfits(company: Company) -> Iterable[str]:
    """What does not fit together, each a sentence that says where and what to do."""
    if not company.label.strip() or not re.fullmatch("#[0-9a-fA-F]{6}", company.colour):
        yield f"The company '{company.name}' needs a label, and a colour written as #rrggbb, not '{company.colour}'."
    yield from _folders(company)
    for source in company.sources:
        yield from _columns(source)
        yield from _numbers(source)
        if taken := {rule.name for rule in source.own_rules} & {rule.name for rule in COMMON[source.entity.name]}:
            yield f"The rule '{min(taken)}' of the feed '{source.feed.name}' has the name of a common one: give it another."
        yield from _months(source)
    yield from _masters(company)
    sales = company.source(SALES)
    if company.unknown_customer and sales and all(rule.name != CUSTOMER_UNKNOWN for rule in sales.own_rules):
        yield (
            f"The company '{company.name}' has an unknown customer, and the rules of '{sales.feed.name}' do not say so:"
            " add the rule of the unknown customer to them."
        )


def _folders(company: Company) -> Iterable[str]:
    """Folders that are not below the landing."""
    for folder in [source.feed.folder for source in company.sources]:
        if not _FOLDER.fullmatch(folder) or {"", ".", ".."} & {part.strip() for part in folder.split("/")}:
            yield f"The folder '{folder}' of the company '{company.name}' is not a path below the landing, such as 'north/sales'."
        if folder.split("/")[0] == _SEEDS:
            yield f"The folder '{folder}' of the company '{company.name}' is where the platform's own files are: take another."


def overlaps(companies: Iterable[Company]) -> Iterable[str]:
    """Folders of which one is inside of another, whoever they are of: their files would be of two feeds."""
    owners = {source.feed.folder: f" of the company '{one.name}'" for one in companies for source in one.sources}
    owners[CORRECTIONS.folder] = " of the corrections"
    for folder, owner in owners.items():
        if inner := [other for other in owners if other.startswith(f"{folder}/")]:
            yield (
                f"The folder '{inner[0]}'{owners[inner[0]]} is inside of '{folder}'{owner}, so its files would be of two feeds:"
                " put them side by side."
            )


def _columns(source: Source) -> Iterable[str]:
    """Columns that are named and that the files do not have, or that cannot be told apart."""
    feed, record, landed = source.feed, source.record, source.landed
    named: list[str | None] = [feed.month_column, feed.day_column, *feed.free_text, *record.key, *record.fields, record.month]
    named += [landed.product, landed.product_name, landed.customer, landed.quantity, landed.price, landed.city]
    if unknown := [name for name in named if name is not None and name not in feed.columns]:
        yield (
            f"The feed '{feed.name}' has no column '{unknown[0]}', which its month, its corrections or what it"
            f" lands name: it has {', '.join(feed.columns)}."
        )
    names = [bronze_name(feed, column) for column in feed.columns]
    if doubled := [column for column, name in zip(feed.columns, names, strict=True) if names.count(name) > 1]:
        yield (
            f"The columns {' and '.join(map(repr, doubled[:2]))} of the feed '{feed.name}' have the same name in bronze,"
            f" '{bronze_name(feed, doubled[0])}': they cannot be told apart."
        )
    shape = record.fields.get(feed.bears_day) if feed.bears_day else None
    if shape is not None and shape.dates and not {*shape.dates} <= {*feed.dates}:
        yield (
            f"Corrections of '{feed.bears_day}' of the feed '{feed.name}' are {shape.words}, which its dates do not read:"
            " give the field the shape 'day_as' of one of its spellings."
        )


def _numbers(source: Source) -> Iterable[str]:
    """Signs beside numbers by which a number would be read as another one, and corrections that would be read in two ways."""
    name, landed = source.feed.name, source.landed
    if isinstance(landed.not_digits, str) and (texts := re.findall(r"\w+[.]?", landed.not_digits)):
        yield (
            f"The feed '{name}' has letters or digits in 'not_digits', which are single signs there: write texts in a tuple,"
            f" such as {(texts[0],)!r}."
        )
    if landed.decimal_comma and "," in landed.not_digits:
        yield (
            f"The feed '{name}' has both a point and a comma in 'not_digits', so 1.50 would be read as 150: leave out the one"
            " that decimals stand behind."
        )
    shape = source.record.fields.get(landed.number) if landed.number else None
    if shape is not None and landed.decimal_comma and not (shape.problem("9,5") and shape.problem("1.234,5")):
        yield (
            f"Corrections of '{landed.number}' of the feed '{name}' may have a comma, and a number in a correction is written"
            " with a point, such as 95.50, whatever the files have: give the field the shape PRICE or QUANTITY."
        )


def _months(source: Source) -> Iterable[str]:
    """Rows of all but masters that name no month: a snapshot would be counted in every month."""
    feed = source.feed
    if source.entity.name in (SALES, PRICES, TARGETS, STOCK) and feed.months is Months.SNAPSHOT:
        yield (
            f"The feed '{feed.name}' of {source.entity.name} is a snapshot, whose rows are of every month: say which"
            " column gives the month, or that the name of the file does."
        )
    if (feed.month_column is None) == (feed.months in (Months.BY_ROW, Months.BY_YEAR)):
        problem = "names no column for it" if feed.month_column is None else "names a column for it all the same"
        yield f"The feed '{feed.name}' finds its months {feed.months.value}, and {problem}: see 'month_column'."


def _masters(company: Company) -> Iterable[str]:
    """Masters that rows are looked up in and that the company does not deliver: all of its rows would be in quarantine."""
    delivered = {source.entity.name for source in company.sources}
    for source in company.sources:
        for master in source.entity.tables_read:
            if master not in delivered and not (master == CUSTOMERS and company.unknown_customer):
                instead = ", or an unknown customer that all of them are under" if master == CUSTOMERS else ""
                yield (
                    f"The {source.entity.name} of the company '{company.name}' need its {master}, and it has no feed of them: all"
                    f" rows of '{source.feed.name}' would be in quarantine. Declare a feed of its {master}{instead}."
                )
