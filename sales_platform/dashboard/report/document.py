"""The report of a month as one document of HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import moment, month_name
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.address import dashboard_links
from sales_platform.dashboard.report.contents import Contents, contents
from sales_platform.dashboard.report.markup import Html, el, style
from sales_platform.dashboard.report.other_sections import forecast_section, quality_section
from sales_platform.dashboard.report.outlook_sections import customers_section, plan_section, stock_section
from sales_platform.dashboard.report.sales_sections import (
    bridge_section,
    course,
    key_figures,
    lead,
    movers_section,
    parts_section,
)

STYLE = style(Path(__file__).with_name("report.css").read_text(encoding="utf-8"))
_NOTHING_FROM_OUTSIDE = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        html: the whole document.
        notes: what must be said beside it, each a sentence: that the month is not complete.
        contents: what it was made from.
    """

    html: str
    notes: tuple[str, ...]
    contents: Contents


def monthly_report(reader: LakeReader, month: date, company: str | None = None, dashboard: str | None = None) -> Report:
    """The report of a month.

    Args:
        company: of this one only; None for all.
        dashboard: the address that its links to the dashboard begin with; None for no links.

    Raises:
        UserError: there is no such company, no lake, or nothing was sold in the month.
    """
    known = contents(reader, month, company)
    links = {} if dashboard is None else dashboard_links(dashboard, month, company)
    return Report(_document(known, links), known.notes, known)


def _document(known: Contents, links: Mapping[str, str]) -> str:
    title = f"Sales report, {known.month:%B %Y}"
    who = " and ".join(map(label_of, known.companies))
    data = f"{who}. Figures of {moment(known.written)}, version {known.version} of gold.sales_enriched."
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_NOTHING_FROM_OUTSIDE),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        STYLE,
    )
    notes = [el("p", note, class_="note") for note in known.notes]
    top = el("header", el("h1", title), el("p", data, class_="small"), _links(links))
    sales_first = [key_figures, plan_section, course, bridge_section, movers_section, customers_section, parts_section]
    sections = [*sales_first, forecast_section, stock_section, quality_section]
    body = el("body", top, el("main", lead(known), notes, [one(known) for one in sections], _foot(known)))
    return f"<!doctype html>\n{el('html', head, body, lang='en')}\n"


def _links(links: Mapping[str, str]) -> Html | None:
    if not links:
        return None
    listed = [[" · ", el("a", title, href=address)] for title, address in links.items()]
    return el("nav", el("p", "The same month at the dashboard", listed, class_="small"), aria_label="Dashboard")


def _foot(known: Contents) -> Html:
    words = (
        "Revenue is pieces times the product's price of the year, in INR. The same month a year before counts where a company has"
        f" sales in both; months that are not complete are not compared. Made for {month_name(known.month)} by the sales"
        " platform; its glossary defines every figure."
    )
    return el("footer", el("p", words, class_="small"))
