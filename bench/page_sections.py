"""The sections of a page of Markdown, each from its title to the next one; a page has one of a title."""

import re
from collections.abc import Sequence


def section_of(page: str, title: str) -> str:
    """The section with this title, without the blank lines around it; empty where the page has none."""
    found = _section(title).search(page)
    return found[0].rstrip() if found else ""


def with_section(page: str, section: str) -> str:
    """The page with a section in the place of those that have its title, or at the end."""
    parts = _section(section.partition("\n")[0])
    before, *after = parts.split(page)
    rest = "".join(after).strip()
    return "\n\n".join(part for part in (before.rstrip(), section.rstrip(), rest) if part) + "\n"


def with_kept(page: str, former: str, titles: Sequence[str]) -> str:
    """The page with those sections of the former one that it was not made with itself."""
    for title in titles:
        if not section_of(page, title) and (kept := section_of(former, title)):
            page = with_section(page, kept)
    return page


def _section(title: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
