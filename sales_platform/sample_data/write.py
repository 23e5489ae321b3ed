"""Write a whole sample: the files of every company that has some, and the account of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sales_platform.companies.company import Company
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS
from sales_platform.months import format_month
from sales_platform.sample_data.landing import Landing, Progress
from sales_platform.sample_data.mess import Tally
from sales_platform.sample_data.request import Request, check_folder
from sales_platform.sample_data.sample_writer import SampleWriter

FIRST_MONTH = date(2024, 1, 1)


def write_sample_data(  # noqa: PLR0913 - each is asked for on its own, by the command, the tests or the benchmark
    out: Path,
    months: int = 24,
    scale: float = 1,
    seed: int = 7,
    last_month: date | None = None,
    progress: Progress | None = None,
    *,
    first_month: date = FIRST_MONTH,
    companies: Sequence[Company] | None = None,
) -> dict[str, object]:
    """Write landing files of made-up companies; the same arguments give the same bytes.

    At scale 1 a sample of 24 months has about as many rows as the real extracts. Orders and sales grow with the scale,
    customers and products with its square root; memory does not grow. Kinds of mess with a small share may be absent
    from samples of less than some thousand orders.

    Args:
        out: a new or empty folder; it becomes the landing.
        months: how many months the sample covers.
        scale: how many times the usual rows.
        seed: where chance begins; another seed gives other companies.
        last_month: the last month covered; by default the one before the running month.
        progress: is told after each file how many are written, and how many there will be.
        first_month: the first month of the platform's calendar, before which no sample may begin.
        companies: whose files to write; by default those of all that are registered. One without a sample has no files.

    Returns:
        The account, fit for JSON: the request (``months``, ``scale``, ``seed``), ``files`` and ``rows`` of every feed
        under the feed's name, the count of every kind of mess under ``mess``, and under ``orders_to_quarantine`` how
        many order rows the rules of the business refuse, duplicates included. Under ``rows_to_quarantine``: how many
        rows, by feed and reason; of a master, in each month. Under ``files_of_no_use``: how many files a run cannot
        use; under ``refused_files``: which, and what their reason says. Their rows are in no other count.

    Raises:
        UserError: no such sample can be made, or it cannot be written there.
    """
    request = Request.checked(months, scale, seed, last_month, first_month)
    try:
        check_folder(out)
        return _write(out, request, _registered() if companies is None else companies, progress)
    except OSError as error:
        raise UserError(f"The sample cannot be written to '{out}': {error.strerror or error}.") from error


def _registered() -> Sequence[Company]:
    from sales_platform.companies.registry import COMPANIES  # noqa: PLC0415 - it may load a company that imports this package

    return COMPANIES


def _write(out: Path, request: Request, companies: Sequence[Company], progress: Progress | None) -> dict[str, object]:
    writers: list[SampleWriter] = [company.sample(request) for company in companies if company.sample is not None]
    feeds = (*(source.feed for company in companies for source in company.sources), CORRECTIONS)
    landing = Landing(out, feeds, sum(writer.files for writer in writers), progress)
    tally = Tally()
    for writer in writers:
        writer.write(landing, tally)
    return {
        "months": {"first": format_month(request.months.start), "last": format_month(request.months.last)},
        "scale": request.scale,
        "seed": request.seed,
        **landing.account(),
        "mess": tally.account(),
        "orders_to_quarantine": tally.to_quarantine,
        "rows_to_quarantine": tally.reasons(),
        "files_of_no_use": len(tally.refused),
        "refused_files": tally.refused,
    }
