"""Which months a correction is about, whatever the company calls its columns."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sales_platform.bronze import corrections
from sales_platform.bronze.corrections import Correction, months_of_records, record_key
from sales_platform.companies.company import Source
from sales_platform.landing.rows import bronze_schema
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import write
from sales_platform_tests.frames import AUGUST, JULY
from sales_platform_tests.north import NAME, PRICE_SOURCE, SALES_SOURCE

NORTH = (SALES_SOURCE, PRICE_SOURCE)


@pytest.fixture(autouse=True)
def north_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def source_of(company: str | None, entity: str | None) -> Source | None:
        return next((one for one in NORTH if (one.company, one.entity.name) == (company, entity)), None)

    monkeypatch.setattr(corrections, "SOURCES", NORTH)
    monkeypatch.setattr(corrections, "source_of", source_of)


def fix(entity: str, key: str, field: str, value: str | None = "7", confirmed_by: str | None = "Meera") -> Correction:
    return Correction(NAME, entity, key, field, value, confirmed_by, "2025-12-08", "c.csv", 1, datetime(2025, 12, 8, tzinfo=UTC))


def test_a_record_is_found_in_every_month_in_which_it_landed(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    sales = [
        {"month": JULY, "verkauft_am": "15.07.2025", "artikel_nr": " P1 ", "kunde": "K1", "menge_stk": "x"},
        {"month": AUGUST, "verkauft_am": "15.08.2025", "artikel_nr": "P1", "kunde": "K1", "menge_stk": "x"},
        {"month": AUGUST, "verkauft_am": "15.08.2025", "artikel_nr": "P2", "kunde": "K1", "menge_stk": "x"},
    ]
    prices = [{"month": JULY, "artikel_nr": "P1", "month_as_landed": "01.07.2025", "preis": "x"}]
    write(lake, "bronze", "north_sales", sales, bronze_schema(SALES_SOURCE.feed))
    write(lake, "bronze", "north_prices", prices, bronze_schema(PRICE_SOURCE.feed))
    wanted = [
        fix("sales", "P1|K1", "menge (stk)"),
        fix("sales", "P3|K1", "menge (stk)"),
        fix("sales", "P2|K1", "menge (stk)", confirmed_by=None),
        fix("prices", "P1|2025-07", "preis"),
        fix("prices", "P1|2025-08", "preis"),
    ]
    assert months_of_records(lake, wanted) == {
        (NAME, "sales", "P1|K1"): {JULY, AUGUST},
        (NAME, "prices", "P1|2025-07"): {JULY},
    }


def test_the_month_in_a_key_is_read_in_the_spellings_of_the_feed() -> None:
    keys = [
        record_key(PRICE_SOURCE, {"artikel-nr": "P1", "month": text}) for text in ("01.07.2025", "2025/07/31", "07.2025", None)
    ]
    assert keys == ["P1|2025-07", "P1|2025-07", "P1|", "P1|"]


PROBLEMS = {
    fix("sales", "P1|K1", "menge (stk)"): None,
    fix("shops", "P1|K1", "menge (stk)"): "there is no entity 'shops' of company 'north'; there are north sales, north prices",
    fix("sales", "P1|K1", "menge"): "'menge' is not one of menge (stk), kunde",
    fix("sales", "P1|K1", "menge (stk)", None): "key or value is empty",
    fix("sales", "P1|K1", "menge (stk)", "7 stk"): "'7 stk' is not a whole number of pieces above zero, so it is not applied",
    fix("sales", "P1|K1", "menge (stk)", confirmed_by=None): "nobody has confirmed it (confirmed_by is empty)",
}


@pytest.mark.parametrize("correction", PROBLEMS)
def test_why_a_correction_cannot_be_applied_is_said_in_the_words_of_the_company(correction: Correction) -> None:
    assert correction.problem == PROBLEMS[correction]
