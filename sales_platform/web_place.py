"""Where the dashboard is on the web: the path before all its addresses, and which other sites may show it in a frame."""

import os
import re
from collections.abc import Mapping

from sales_platform.errors import UserError

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_ORIGIN = re.compile(r"https?://([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(:[0-9]{1,5})?")


def dashboard_prefix(environment: Mapping[str, str] = os.environ) -> str:
    """The path that all addresses of the dashboard begin with, without a slash at its end; empty where there is none.

    Raises:
        UserError: SALES_DASHBOARD_PREFIX is not a path.
    """
    prefix = environment.get("SALES_DASHBOARD_PREFIX", "").rstrip("/")
    if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/"))):
        raise UserError(f"SALES_DASHBOARD_PREFIX is '{prefix}', which is not a path: write it like '/sales'.")
    return prefix


def check_agrees(address: str, path: str, prefix: str) -> None:
    """Check that people are sent to where the dashboard is.

    Args:
        address: where people open the dashboard.
        path: its path, without a slash at its end.
        prefix: of the dashboard.

    Raises:
        UserError: they are not.
    """
    if path == prefix:
        return
    if prefix:
        raise UserError(
            f"SALES_DASHBOARD_URL is '{address}', but the dashboard is below '{prefix}' (SALES_DASHBOARD_PREFIX): add it."
        )
    raise UserError(
        f"SALES_DASHBOARD_URL is '{address}', but the dashboard is not below a path: set SALES_DASHBOARD_PREFIX to '{path}',"
        " or leave it out of the address."
    )


def linked(path: str) -> str:
    """A link within the dashboard.

    Args:
        path: of a page, a table or a file of the dashboard, with a slash before it.
    """
    return f"{dashboard_prefix()}{path}"


def framing_origins(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The sites that may show the dashboard in a frame.

    Raises:
        UserError: SALES_DASHBOARD_EMBED has something else than origins, separated by commas or spaces.
    """
    origins = environment.get("SALES_DASHBOARD_EMBED", "").replace(",", " ").split()
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise UserError(
                f"SALES_DASHBOARD_EMBED has '{origin}', which is not the origin of a site: write it like 'https://portal.example.com'."
            )
    return tuple(origins)
