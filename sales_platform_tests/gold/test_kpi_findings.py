"""The check of the figures' limits: the last complete month beside the month and the year before."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from sales_platform.gold.kpi_findings import BEYOND, figures_within_limits
from sales_platform.months import MonthRange
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.kpi_limits import FIGURES
from sales_platform.storage.lake import Lake
from sales_platform_tests.small_lake import view_of

CALENDAR = MonthRange.of(date(2023, 1, 1), date(2025, 9, 1))
JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (7, 8, 9))
LIMIT = '[[kpi]]\nfigure = "{}"\nbeside = "{}"\nbelow = -0.5\nabove = 1.0\n'
REVENUE = LIMIT.format("revenue", "month before")
Sale = tuple[date, str, str, int, int]
"""Month, company, customer, pieces, price."""


@pytest.fixture
def limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of limits that the environment names, with a limit of revenue."""
    file = tmp_path / "limits.toml"
    file.write_text(REVENUE, encoding="utf-8")
    monkeypatch.setenv("SALES_ALERT_LIMITS", str(file))
    return file


def found(folder: Path, *sales: Sale) -> Finding:
    """What the check finds in a fact with these rows, in a run of July."""
    rows = [
        {"month": month, "company": company, "customer_code": customer, "sold_quantity": pieces, "price_inr": Decimal(price)}
        | {"revenue_inr": Decimal(pieces * price)}
        for month, company, customer, pieces, price in sales
    ]
    lake = Lake(str(folder / "lake"))
    if rows:
        write_deltalake(lake.uri("gold", "fact_sales"), pa.Table.from_pylist(rows), partition_by=["month"])
    return figures_within_limits(Scope(view_of(folder, lake, CALENDAR), MonthRange.of(JULY, JULY)))


@pytest.mark.parametrize(("july", "august", "beyond"), [(100, 49, True), (100, 50, False), (100, 200, False), (100, 201, True)])
@pytest.mark.usefixtures("limits")
def test_a_figure_of_the_last_complete_month_has_limits(july: int, august: int, beyond: bool, tmp_path: Path) -> None:
    finding = found(tmp_path, (JULY, "a", "1", july, 1), (AUGUST, "a", "1", august, 1), (SEPTEMBER, "a", "1", 1, 1))
    assert finding.passed is not beyond
    assert finding.by_month == ({AUGUST: 1} if beyond else {})


@pytest.mark.usefixtures("limits")
def test_the_sentence_has_the_change_and_no_amount(tmp_path: Path) -> None:
    finding = found(tmp_path, (JULY, "a", "1", 100, 1), (AUGUST, "a", "1", 25, 1))
    assert finding.sentence == "Revenue of 2025-08 is -75% beside the month before (limit -50%)."
    assert finding.figures == {BEYOND: {"revenue/month_before": finding.sentence}}


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_can_have_a_limit_beside_the_year_before(limits: Path, figure: str, tmp_path: Path) -> None:
    limits.write_text(LIMIT.format(figure, "year before"), encoding="utf-8")
    before, now = {
        "revenue": (((10, 10),), ((50, 10),)),
        "quantity": (((10, 10),), ((50, 2),)),
        "customers": (((10, 10),), ((4, 10), (3, 10), (3, 10))),
        "average_selling_price": (((10, 10),), ((1, 30),)),
        "revenue_per_unit": (((10, 10),), ((1, 30),)),
    }[figure]
    sold = {date(2024, 8, 1): before, AUGUST: now}
    finding = found(
        tmp_path, *[(month, "a", str(n), *one) for month, rows in sold.items() for n, one in enumerate(rows, start=1)]
    )
    assert list(finding.figures[BEYOND]) == [f"{figure}/year_before"]


@pytest.mark.usefixtures("limits")
def test_a_month_that_one_company_has_not_delivered_is_not_the_one_looked_at(tmp_path: Path) -> None:
    both = [(month, company, "1", 10, 1) for month in (date(2025, 6, 1), JULY) for company in ("a", "b")]
    finding = found(tmp_path, *both, (AUGUST, "a", "1", 1, 1))
    assert finding.sentence == "The figures of 2025-07 are within their limits."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "No limit is declared."),
        (REVENUE, "There are no sales yet."),
    ],
)
def test_without_limits_or_sales_nothing_is_wrong(limits: Path, said: str, sentence: str, tmp_path: Path) -> None:
    limits.write_text(said, encoding="utf-8")
    finding = found(tmp_path)
    assert (finding.passed, finding.sentence) == (True, sentence)


def test_a_file_that_cannot_be_used_is_said_and_stops_no_run(limits: Path, tmp_path: Path) -> None:
    limits.write_text('[[kpi]]\nfigure = "profit"\nbeside = "month before"\n', encoding="utf-8")
    finding = found(tmp_path, (JULY, "a", "1", 10, 1))
    assert not finding.passed
    assert "limits.toml', cannot be used (the figure 'profit' is none of revenue, quantity" in finding.sentence


@pytest.mark.usefixtures("limits")
def test_a_company_that_has_ceased_is_not_waited_for(tmp_path: Path) -> None:
    finding = found(tmp_path, (date(2024, 1, 1), "b", "1", 10, 1), (JULY, "a", "1", 10, 1), (AUGUST, "a", "1", 1, 1))
    assert list(finding.figures[BEYOND]) == ["revenue/month_before"]
