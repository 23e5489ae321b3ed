"""The filters of a page: the same on every page, kept when the page changes, and part of the URL."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

import vizro.models as vm
from dash import ClientsideFunction, Dash, Input, Output, State
from pydantic import PrivateAttr

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import month_name
from sales_platform.dashboard.period import PERIODS, USUAL
from sales_platform.dashboard.queries.sales import choices
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import ALL, ATTRIBUTES, FIRST, LATEST, OF_PERIOD, Choices
from sales_platform.months import format_month
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed

Option = dict[str, Any]
Options = Callable[[], list[Option]]
T = TypeVar("T")

_MONTHS = {"first": ("From", FIRST, "First month"), "last": ("To", LATEST, "Latest month")}
FILTERS = ("period", *_MONTHS, *ATTRIBUTES)
"""The names of the filters, which are those of the loaders' arguments and the ends of the names in the URL."""


class LakeDropdown(vm.Dropdown):
    """A dropdown whose options are looked up in the lake whenever the page is opened."""

    type: Literal["lake_dropdown"] = "lake_dropdown"  # Vizro identifies its selectors by this
    _look_up: Options = PrivateAttr()

    def build(self) -> Any:  # noqa: ANN401 - a component of Dash
        """The dropdown with the options of this moment."""
        return self(self._look_up())


vm.Parameter.add_type("selector", LakeDropdown)


def control_id(page: str, name: str) -> str:
    """What a control is called, in the URL as well."""
    return f"{page}-{name}"


def selector_id(page: str, name: str) -> str:
    """The component that an attribute is chosen with."""
    return f"{page}-{name}-choice"


def make_exclusive(app: Dash, pages: Mapping[str, Sequence[str]]) -> None:
    """In the browser, a value and "All" exclude each other; so do a period and months in From and To.

    Args:
        pages: name -> the attributes that it can be filtered by.
    """
    for page, attributes in pages.items():
        for name in attributes:
            component = selector_id(page, name)
            app.clientside_callback(
                ClientsideFunction("filters", "allOrValues"),
                Output(component, "value", allow_duplicate=True),
                Input(component, "value"),
                State(component, "options"),
                State(component, "id"),
                prevent_initial_call=True,
            )
        months = [selector_id(page, name) for name in _MONTHS]
        period = selector_id(page, "period")
        app.clientside_callback(
            ClientsideFunction("filters", "monthsOfPeriod"),
            *[Output(month, "value", allow_duplicate=True) for month in months],
            Input(period, "value"),
            *[State(month, "value") for month in months],
            prevent_initial_call=True,
        )
        app.clientside_callback(
            ClientsideFunction("filters", "periodOfMonths"),
            Output(period, "value", allow_duplicate=True),
            *[Input(month, "value") for month in months],
            State(period, "value"),
            prevent_initial_call=True,
        )


def filter_names(attributes: Sequence[str]) -> tuple[str, ...]:
    """The filters of a page that these attributes restrict: what does nothing on a page is not on it."""
    return ("period", *_MONTHS, *(name for name in ATTRIBUTES if name in attributes))


def filters(reader: LakeReader, page: str, attributes: Sequence[str], targets: Sequence[str]) -> list[vm.Parameter]:
    """The filters of a page, which restrict the targets; ``assets/filters.js`` carries them from page to page."""
    return [
        _period_filter(page, targets),
        *(_filter(reader, page, name, targets) for name in filter_names(attributes)[1:]),
    ]


def _period_filter(page: str, targets: Sequence[str]) -> vm.Parameter:
    options = [{"label": label, "value": value} for value, label in PERIODS.items()]
    selector = vm.RadioItems(id=selector_id(page, "period"), title="Period", options=options, value=USUAL)
    return parameter(page, "period", selector, targets)


def _filter(reader: LakeReader, page: str, name: str, targets: Sequence[str]) -> vm.Parameter:
    if name not in _MONTHS:
        options = [{"label": ALL, "value": ALL}]
        several = dropdown(name.capitalize(), options, lambda: options + _value_options(reader, name), selector_id(page, name))
        return parameter(page, name, several, targets)
    title, end, end_label = _MONTHS[name]
    ends = [{"label": "Of the period", "value": OF_PERIOD}, {"label": end_label, "value": end}]

    def look_up() -> list[Option]:
        return ends + month_options(reader, latest_first=name == "last")

    return parameter(page, name, dropdown(title, ends, look_up, selector_id(page, name), multi=False), targets)


def dropdown(
    title: str, options: list[Option], look_up: Options, component: str | None = None, *, multi: bool = True
) -> LakeDropdown:
    """A dropdown of which only the first options are known beforehand; the first is chosen.

    Args:
        component: its id; none for one that nothing else needs to know.
        multi: any number of values can be chosen, in a dropdown with an id.
    """
    first = options[0]["value"]
    known = {"id": component} if component is not None else {}
    several = multi and component is not None
    selector = LakeDropdown(title=title, options=options, value=[first] if several else first, multi=several, **known)
    selector._look_up = look_up  # noqa: SLF001 - pydantic's private attributes are set from outside of the constructor
    return selector


def parameter(page: str, name: str, selector: Any, targets: Sequence[str]) -> vm.Parameter:  # noqa: ANN401 - any of Vizro's
    """A control that is handed to the loaders of the targets under its name, and is in the URL."""
    arguments = [f"{target}.data_frame.{name}" for target in targets]
    return vm.Parameter(id=control_id(page, name), targets=arguments, selector=selector, show_in_url=True)


def month_options(reader: LakeReader, *, latest_first: bool) -> list[Option]:
    """The months there are figures of."""
    months = available.months if (available := _choices(reader)) else ()
    listed = reversed(months) if latest_first else months
    return [{"label": month_name(month), "value": format_month(month)} for month in listed]


def _value_options(reader: LakeReader, name: str) -> list[Option]:
    values = available.values[name] if (available := _choices(reader)) else ()
    return [{"label": label_of(value) if name == "company" else value, "value": value} for value in values]


def found(look_up: Callable[[], T]) -> T | None:
    """What a control looks up, or None while the lake cannot be read: the page shows why."""
    try:
        with all_told(Deed(place="the lake")):
            return look_up()
    except SENTENCES:
        return None


def _choices(reader: LakeReader) -> Choices | None:
    """The choices, or the last known ones while the lake cannot be read: the browser drops a value that is no option any more."""
    if (available := found(lambda: choices(reader))) is not None:
        _last_choices[reader] = available
    return _last_choices.get(reader)


_last_choices: WeakKeyDictionary[LakeReader, Choices] = WeakKeyDictionary()
