"""The pages of the dashboard: each module or package in ``pages/`` declares one as ``PAGE``; there is no other list of them."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence

from sales_platform.dashboard import pages
from sales_platform.dashboard.page import Page
from sales_platform.errors import UserError

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def found_pages() -> tuple[Page, ...]:
    """The declared pages by their order; the first one is the dashboard's home page.

    Raises:
        UserError: a module declares no page, or the pages do not fit together.
    """
    return in_order(_declared_in(module.name) for module in pkgutil.iter_modules(pages.__path__))


def _declared_in(module: str) -> Page:
    page = getattr(importlib.import_module(f"{pages.__name__}.{module}"), "PAGE", None)
    if not isinstance(page, Page):
        raise UserError(f"The module '{module}' in dashboard/pages declares no page: give it a PAGE, or move it elsewhere.")
    return page


def in_order(declared: Iterable[Page]) -> tuple[Page, ...]:
    """The pages by order and then by name.

    Raises:
        UserError: there is none, a name is not usable in an address, or a page or a piece has the name of another one.
    """
    listed = tuple(sorted(declared, key=lambda page: (page.order, page.name)))
    if not listed:
        raise UserError("The dashboard has no page: declare one in dashboard/pages.")
    for page in listed:
        if not _NAME.fullmatch(page.name):
            raise UserError(f"The page '{page.name}' needs a name of small letters, digits, '_' and '-'.")
    _check_differ("pages", [page.name for page in listed])
    _check_differ("pieces of pages", [piece.name for page in listed for piece in page.all_pieces])
    return listed


def _check_differ(what: str, names: Sequence[str]) -> None:
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"Two {what} are called '{doubled[0]}': give each a name of its own.")
