"""What the scripts in ``assets/`` need to know of the pages, as attributes of the page, and the link past the navigation."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

from sales_platform.dashboard.controls import FILTERS
from sales_platform.dashboard.period import USUAL
from sales_platform.dashboard.url_values import short_name

SKIP_LINK = '<a class="skip-link" href="#right-side">Skip to the figures</a>'


def index_page(template: str, pages: Sequence[Any], prefix: str = "") -> str:
    """The page that everything is in.

    Args:
        template: Dash's.
        pages: Vizro's models; the first one is the home page.
        prefix: the path that all addresses begin with.
    """
    told = {
        "home-page": pages[0].id,
        "filters": " ".join(map(short_name, FILTERS)),
        "usual-period": USUAL,
        "controls": json.dumps({page.id: _usual_values(page) for page in pages}, separators=(",", ":")),
        "selectors": json.dumps({page.id: _selectors(page) for page in pages}, separators=(",", ":")),
        "prefix": prefix,
    }
    described = " ".join(f'data-{name}="{escape(value)}"' for name, value in told.items())
    return template.replace("<html ", f'<html lang="en" {described} ', 1).replace("<body>", f"<body>{SKIP_LINK}", 1)


def _usual_values(page: Any) -> Mapping[str, object]:  # noqa: ANN401 - a model of Vizro
    """What each control of a page has when nothing was chosen."""
    return {control.id.removeprefix(f"{page.id}-"): control.selector.value for control in page.controls}


def _selectors(page: Any) -> Mapping[str, str]:  # noqa: ANN401 - a model of Vizro
    """The component that each control of a page is chosen with."""
    return {control.id.removeprefix(f"{page.id}-"): control.selector.id for control in page.controls}
