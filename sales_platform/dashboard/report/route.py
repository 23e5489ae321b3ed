"""The report at the dashboard: ``/report/2025-11``, of one company with ``?company=...``."""

from http import HTTPStatus

from flask import Flask, Response, request

from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.address import PATH
from sales_platform.dashboard.report.document import monthly_report
from sales_platform.dashboard.report.markup import el
from sales_platform.errors import UserError
from sales_platform.months import parse_month
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed
from sales_platform.web_place import linked


def add_reports(server: Flask, reader: LakeReader) -> None:
    """Serve the report of each month; what is wrong with the address is a sentence."""

    def report(month: str) -> Response:
        try:
            with all_told(Deed(place=f"the lake '{reader.lake.root}'")):
                made = monthly_report(reader, parse_month(month), request.args.get("company") or None, linked(""))
        except SENTENCES as error:
            status = HTTPStatus.NOT_FOUND if isinstance(error, UserError) else HTTPStatus.SERVICE_UNAVAILABLE
            return Response(_page(str(error)), status, mimetype="text/html")
        return Response(made.html, mimetype="text/html")

    server.add_url_rule(f"{PATH}<month>", "monthly_report", report)


def _page(sentence: str) -> str:
    title = "There is no such report"
    head = el("head", el("meta", charset="utf-8"), el("title", title))
    back = el("a", "Open the dashboard", href=linked("/"))
    body = el("body", el("main", el("h1", title), el("p", sentence, role="alert"), el("p", back)))
    return f"<!doctype html>\n{el('html', head, body, lang='en')}\n"
