"""The command ``sales-platform report``."""

from datetime import date
from pathlib import Path

from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.document import monthly_report
from sales_platform.dashboard.report.pdf import as_pdf, chromium
from sales_platform.errors import UserError
from sales_platform.months import format_month
from sales_platform.settings import known_dashboard_url
from sales_platform.storage.documents import write_file
from sales_platform.storage.lake import Lake


def write_report(lake: Lake, month: date, company: str | None, out: Path | None, *, pdf: bool) -> list[str]:
    """Write the report of a month to a file.

    Args:
        out: the file; one in this folder when None.

    Returns:
        what there is to say: where it is, and what a reader must know of the month.

    Raises:
        UserError: there is nothing to report, no browser for a PDF, or the file cannot be written.
    """
    browser = chromium() if pdf else None
    made = monthly_report(LakeReader(lake), month, company, known_dashboard_url())
    name = "-".join(filter(None, ("sales-report", company, format_month(month))))
    place = out if out is not None else Path(f"{name}.{'pdf' if pdf else 'html'}")
    content = as_pdf(made.html, browser) if browser is not None else made.html.encode()
    try:
        write_file(place, content)
    except OSError as error:
        raise UserError(f"The report cannot be written to '{place}' ({error.strerror}): name another file with --out.") from None
    return [*made.notes, f"The report of {format_month(month)} is in {place}."]
