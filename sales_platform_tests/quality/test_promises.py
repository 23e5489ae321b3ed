"""What the rules ensure of silver: of every company's rows the common rules, of a company's rows its own as well."""

from pathlib import Path

import pyarrow as pa
import pytest

from sales_platform.entities import ENTITY, PRODUCTS
from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.quality.finding import Finding, Scope
from sales_platform.rules.rule import repair
from sales_platform.silver import silver_findings
from sales_platform.storage.lake import Lake
from sales_platform_tests.companies.test_registry import source
from sales_platform_tests.dashboard.small_lake import write
from sales_platform_tests.frames import JULY
from sales_platform_tests.small_lake import view_of

_JULY = MonthRange.of(JULY, JULY)
TEXTS = ("company", "product_code", "product", "_file")
SCHEMA = pa.schema([("month", pa.date32()), ("_row", pa.int64()), *((name, pa.string()) for name in TEXTS)])


def kept(folder: Path, *rows: tuple[str, str | None, str | None]) -> Finding:
    """What the check says of products of silver: company, code and name."""
    lake = Lake(str(folder))
    products = [
        {"month": JULY, "company": company, "product_code": code, "product": name, "_file": "p.csv", "_row": number}
        for number, (company, code, name) in enumerate(rows, start=1)
    ]
    write(lake, "silver", PRODUCTS, products, SCHEMA)
    return silver_findings.rules_hold(ENTITY[PRODUCTS], Scope(view_of(folder / "landing", lake, _JULY), _JULY))


def broken(finding: Finding) -> list[tuple[str, int]]:
    return [(example["breaks"], example["_row"]) for example in finding.examples]


def test_a_rule_of_one_company_promises_nothing_of_another_s_rows(tmp_path: Path) -> None:
    assert kept(tmp_path, ("atlon", "A1", "Protien Bat"), ("sports_bar", "25", "Protein Bar")).passed
    finding = kept(tmp_path, ("atlon", "A1", "Protien Bat"), ("sports_bar", "A1", "Protien Bar"), ("sports_bar", "25", None))
    assert broken(finding) == [("unnamed", 3), ("product_spelling", 2), ("invalid_product_id", 2)]


def test_a_common_rule_promises_the_same_of_every_company(tmp_path: Path) -> None:
    finding = kept(tmp_path, ("atlon", "", "Bat"), ("sports_bar", None, "Bar"), ("north", "1", "Ski"))
    assert finding.figures["broken"] == {"company": 1, "missing_product": 2}


def test_rules_of_one_name_promise_to_each_company_what_it_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"atlon": "product_code LIKE 'A%'", "sports_bar": "product_code LIKE 'S%' OR product = 'old'"}
    both = [
        source(f"{company}_p", company, PRODUCTS, rules=(repair("coded", PRODUCTS, "-", "FALSE", promise),))
        for company, promise in own.items()
    ]
    monkeypatch.setattr(silver_findings, "sources_of", lambda _entity: both)
    assert kept(tmp_path, ("atlon", "A1", "Bat"), ("sports_bar", "S1", "Bar"), ("sports_bar", "1", "old")).passed
    finding = kept(tmp_path, ("atlon", "S1", "Bat"), ("sports_bar", "A1", "Bar"), ("atlon", "1", "old"), ("sports_bar", "S", "x"))
    assert sorted(broken(finding)) == [("coded", 1), ("coded", 2), ("coded", 3)]


def test_a_promise_that_cannot_be_asked_is_told_with_its_rule_and_not_as_a_damaged_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = source("north_p", "north", PRODUCTS, rules=(repair("coded", PRODUCTS, "-", "FALSE", "produkt IS NULL"),))
    monkeypatch.setattr(silver_findings, "sources_of", lambda _entity: [odd])
    with pytest.raises(UserError) as caught:
        kept(tmp_path, ("atlon", "A1", "Bat"))
    said = "The products of the company 'north' (feed 'north_p'): the promise of the rule 'coded' cannot be asked: No field named"
    assert str(caught.value).startswith(said)
