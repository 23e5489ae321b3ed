"""The registration: every company of the platform, one line each; and what follows from it.

``SALES_COMPANIES`` may name modules outside of this package, separated by commas, each with a ``COMPANY``.
"""

import importlib
import os
import re
import traceback
from itertools import chain

from sales_platform.companies import atlon, sports_bar
from sales_platform.companies.company import Company, Source
from sales_platform.companies.fitting import misfits, overlaps
from sales_platform.companies.forms import malformed, of_other_kinds, unique_colours
from sales_platform.entities import ENTITIES
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS, Feed
from sales_platform.rules.rule import Rule

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _elsewhere() -> list[Company]:
    """The companies that the environment names.

    Raises:
        UserError: a module cannot be imported, or has no COMPANY.
    """
    names = [name.strip() for name in os.environ.get("SALES_COMPANIES", "").split(",") if name.strip()]
    found = []
    for name in names:
        try:
            company = getattr(importlib.import_module(name), "COMPANY", None)
        except UserError:
            raise
        except Exception as error:
            raise UserError(_not_loaded(name, error)) from error
        if company is None:
            raise UserError(f"SALES_COMPANIES names '{name}', which is no module with a COMPANY: correct one of the two.")
        if not isinstance(company, Company):
            raise UserError(f"The COMPANY of '{name}', which SALES_COMPANIES names, is no Company: see docs/adding-a-company.md.")
        found.append(company)
    return found


def _not_loaded(name: str, error: Exception) -> str:
    """Why a module cannot be loaded: there is none, or its code fails, and where."""
    missing = isinstance(error, ModuleNotFoundError) and error.name is not None and f"{name}.".startswith(f"{error.name}.")
    if missing or name.startswith("."):
        return (
            f"SALES_COMPANIES names '{name}', which is no module with a COMPANY ({error}): correct the variable, or PYTHONPATH."
        )
    if isinstance(error, SyntaxError):
        place = f"{error.filename}, line {error.lineno}"
    else:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "importlib" not in frame.filename]
        place = f"{frames[-1].filename}, line {frames[-1].lineno}"
    said = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}".strip().rstrip(":.")
    return f"The module '{name}', which SALES_COMPANIES names, cannot be loaded: {said} ({place}): correct it there."


def checked(*companies: Company) -> tuple[Company, ...]:
    """The companies, when what they declare fits together.

    Raises:
        UserError: a name is not usable or stands twice, a source is of another company, or names something that is not there
            (see ``fitting``); the sentence says which.
    """
    for company in companies:
        if problem := next(of_other_kinds(company), None):
            raise UserError(problem)
        if not _NAME.fullmatch(company.name):
            raise UserError(f"The company '{company.name}' needs a name of small letters, digits and '_'.")
        for source in company.sources:
            if source.feed.company != company.name or source.feed.entity not in ENTITIES:
                raise UserError(
                    f"The feed '{source.feed.name}' says company '{source.feed.company}' and entity '{source.feed.entity}':"
                    f" under '{company.name}' it needs that company and one of {', '.join(ENTITIES)}."
                )
    for what, names in (
        ("company", [company.name for company in companies]),
        ("feed", [source.feed.name for company in companies for source in company.sources] + [CORRECTIONS.name]),
        ("folder", [source.feed.folder for company in companies for source in company.sources] + [CORRECTIONS.folder]),
        ("entity of a company", [f"{one.name} {s.entity.name}" for one in companies for s in one.sources]),
    ):
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise UserError(f"The {what} '{doubled[0]}' is declared twice: give each a name of its own.")
    if doubled := sorted({company.label for company in companies if [one.label for one in companies].count(company.label) > 1}):
        raise UserError(f"Two companies have the label '{doubled[0]}': people could not tell them apart.")
    every = chain(
        *(malformed(company) for company in companies),
        overlaps(companies),
        *(misfits(company) for company in companies),
        unique_colours(companies),
    )
    if problem := next(iter(every), None):
        raise UserError(problem)
    return companies


COMPANIES: tuple[Company, ...] = checked(
    atlon.COMPANY,
    sports_bar.COMPANY,
    *_elsewhere(),
)

COMPANY_BY_NAME = {company.name: company for company in COMPANIES}
SOURCES: tuple[Source, ...] = tuple(source for company in COMPANIES for source in company.sources)
SOURCE_OF_FEED = {source.feed.name: source for source in SOURCES}
FEEDS: tuple[Feed, ...] = (*(source.feed for source in SOURCES), CORRECTIONS)
FEED_BY_NAME = {feed.name: feed for feed in FEEDS}


RULES: tuple[Rule, ...] = tuple({(rule.entity, rule.name): rule for source in SOURCES for rule in source.rules}.values())
"""Every rule of every company, each once."""


def sources_of(entity: str) -> list[Source]:
    """The sources of an entity, one a company, in the order of registration."""
    return [source for source in SOURCES if source.entity.name == entity]


def source_of(company: str | None, entity: str | None) -> Source | None:
    """The source of an entity of a company; None when there is none."""
    return next((source for source in SOURCES if (source.company, source.entity.name) == (company, entity)), None)


def label_of(company: str) -> str:
    """A company as people call it; a name that is not registered is its own label."""
    known = COMPANY_BY_NAME.get(company)
    return known.label if known else company
