"""Controls of a page whose options follow its filters."""

from collections.abc import Callable, Sequence

from dash import Dash, Input, Output

from sales_platform.dashboard.controls import Option, filter_names, selector_id
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.reading import LakeReader


def add_following_options(app: Dash, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Give the controls that have ``options`` those of the filters chosen, whenever a filter changes."""
    for page in pages:
        filters = {name: Input(selector_id(page.name, name), "value") for name in filter_names(page.filters)}
        for control in page.controls:
            if control.options is not None:
                chosen = Output(selector_id(page.name, control.name), "options")
                app.callback(output=chosen, inputs={"controls": filters})(_follow(reader, control.options))


def _follow(reader: LakeReader, options: Callable[[LakeReader, Controls], list[Option]]) -> Callable[..., list[Option]]:
    def follow(controls: Controls) -> list[Option]:
        return options(reader, controls)

    return follow
