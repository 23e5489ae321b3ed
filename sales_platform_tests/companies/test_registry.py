"""The registration: what companies declare must fit together, and what does not is told in a sentence."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sales_platform.companies.company import ANY, Company, Record, Source
from sales_platform.companies.registry import COMPANIES, FEEDS, RULES, SOURCES, checked, label_of, source_of, sources_of
from sales_platform.entities import ENTITIES, ENTITY
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS, Feed, Months
from sales_platform.rules.rule import Rule
from sales_platform_tests.platform_runs import Workplace


def source(
    name: str, company: str = "north", entity: str = "customers", folder: str | None = None, rules: tuple[Rule, ...] = ()
) -> Source:
    """A source of a company that is not registered."""
    feed = Feed(name, company, entity, folder or f"north/{name}", ("code",), Months.SNAPSHOT, "Customers.")
    return Source(feed, dict, Record(("code",), {"code": ANY}), own_rules=rules)


def company(*sources: Source, name: str = "north") -> Company:
    return Company(name, "North", "#123456", sources)


def test_companies_that_fit_together_are_taken_as_they_are() -> None:
    north = company(source("north_customers"), source("north_products", entity="products"))
    assert checked(*COMPANIES, north) == (*COMPANIES, north)


@pytest.mark.parametrize("name", ["", "North", "north co", "2north", "north-co", "nörth", "_north", "north'; --", "north\n"])
def test_a_company_needs_a_name_that_can_be_part_of_a_table_name(name: str) -> None:
    with pytest.raises(UserError, match="needs a name of small letters, digits and '_'"):
        checked(company(name=name))


UNFIT: dict[str, tuple[Company, ...]] = {
    "The company 'north' is declared twice": (company(), company()),
    "The company 'atlon' is declared twice": (*COMPANIES, company(name="atlon")),
    "The feed 'same' is declared twice": (company(source("same"), source("same", entity="sales", folder="north/other")),),
    "The feed 'atlon_sales' is declared twice": (*COMPANIES, company(source("atlon_sales"))),
    "The feed 'corrections' is declared twice": (company(source("corrections")),),
    "The folder 'n/x' is declared twice": (company(source("one", folder="n/x"), source("two", entity="sales", folder="n/x")),),
    "The folder 'atlon/sales' is declared twice": (*COMPANIES, company(source("one", folder="atlon/sales"))),
    "The folder 'corrections' is declared twice": (company(source("one", folder="corrections")),),
    "The folder 'atlon/sales/north' of the company 'north' is inside of 'atlon/sales' of the company 'atlon'": (
        *COMPANIES,
        company(source("one", folder="atlon/sales/north")),
    ),
    "The folder 'atlon/customers' of the company 'atlon' is inside of 'atlon' of the company 'north'": (
        company(source("one", folder="atlon")),
        *COMPANIES,
    ),
    "The folder 'n/x/y' of the company 'north' is inside of 'n/x' of the company 'north'": (
        company(source("one", folder="n/x"), source("two", entity="sales", folder="n/x/y")),
    ),
    "The folder 'corrections/north' of the company 'north' is inside of 'corrections' of the corrections": (
        company(source("one", folder="corrections/north")),
    ),
    "The folder 'north/./x' of the company 'north' is not a path below": (company(source("one", folder="north/./x")),),
    "The folder 'seeds/north' of the company 'north' is where the platform's own files are": (
        company(source("one", folder="seeds/north")),
    ),
    "The entity of a company 'north customers' is declared twice": (company(source("one"), source("two")),),
    "The feed 'one' says company 'atlon' and entity 'customers': under 'north' it needs that company": (
        company(source("one", company="atlon")),
    ),
    "The feed 'one' says company 'north' and entity 'shops': under 'north' it needs that company and one of customers,": (
        company(source("one", entity="shops")),
    ),
}


@pytest.mark.parametrize("sentence", UNFIT)
def test_what_does_not_fit_together_is_named(sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        checked(*UNFIT[sentence])
    assert str(caught.value).startswith(sentence)


def test_the_corrections_are_no_company_s_feed() -> None:
    with pytest.raises(UserError, match="The feed 'corrections' says company 'None' and entity 'None'"):
        checked(company(replace(source("one"), feed=CORRECTIONS)))


def test_every_source_is_found_by_company_and_entity() -> None:
    assert [found for each in SOURCES if (found := source_of(each.company, each.entity.name))] == list(SOURCES)
    assert [source_of("north", "sales"), source_of("atlon", "shops"), source_of(None, None)] == [None] * 3
    assert [each for entity in ENTITIES for each in sources_of(entity)] == sorted(SOURCES, key=_place)
    assert [feed for feed in FEEDS if feed.company is None] == [CORRECTIONS]


def _place(one: Source) -> int:
    return list(ENTITY).index(one.entity.name)


def test_every_rule_of_every_source_is_among_the_rules_once() -> None:
    names = [(rule.entity, rule.name) for rule in RULES]
    assert len(names) == len(set(names))
    assert {(rule.entity, rule.name) for each in SOURCES for rule in each.rules} == set(names)


def test_a_company_is_called_by_its_label_and_an_unknown_one_by_its_name() -> None:
    assert [label_of(name) for name in ("atlon", "sports_bar", "north")] == ["Atlon", "Sports Bar", "north"]


MODULE = """
from sales_platform.companies.company import Company
COMPANY = Company("{name}", "North", "#123456", ())
"""


@pytest.mark.parametrize("named", ["no_such_module", "no.such.module", ".atlon", "north, no_such_module"])
def test_a_module_that_is_no_company_is_told_in_one_sentence(tmp_path: Path, named: str) -> None:
    (tmp_path / "north.py").write_text(MODULE.format(name="north"))
    done = elsewhere(tmp_path, named, "kpis")
    assert (done.returncode, done.stdout) == (2, "")
    wrong = named.removeprefix("north, ")
    said = f"Error: SALES_COMPANIES names '{wrong}', which is no module with a COMPANY ("
    assert done.stderr.startswith(said)
    assert done.stderr.endswith("): correct the variable, or PYTHONPATH.\n")
    assert done.stderr.count("\n") == 1


FAULTS = {
    "COMPANY = (": "SyntaxError: '(' was never closed",
    "COMPANY = Company('north')": "NameError: name 'Company' is not defined",
    "import no_such_library": "ModuleNotFoundError: No module named 'no_such_library'",
    "assert False": "AssertionError",
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_in_the_code_of_a_company_is_told_with_its_file_and_line(tmp_path: Path, code: str) -> None:
    (tmp_path / "north.py").write_text(f"\n{code}\n")
    done = elsewhere(tmp_path, "north", "kpis")
    assert (done.returncode, done.stdout) == (2, "")
    said = (
        f"Error: The module 'north', which SALES_COMPANIES names, cannot be loaded: {FAULTS[code]} ({tmp_path}/north.py, line 2)"
    )
    assert done.stderr == f"{said}: correct it there.\n"


def test_a_module_without_a_company_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = elsewhere(tmp_path, "json", "kpis")
    assert done.stderr == "Error: SALES_COMPANIES names 'json', which is no module with a COMPANY: correct one of the two.\n"


def test_companies_of_other_modules_are_checked_with_the_others(tmp_path: Path) -> None:
    for name in ("north", "atlon"):
        (tmp_path / f"{name}_company.py").write_text(MODULE.format(name=name))
    done = elsewhere(tmp_path, "atlon_company", "kpis")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: The company 'atlon' is declared twice: give each a name of its own.\n"
    done = elsewhere(tmp_path, " north_company ,", "trace", "--help", COLUMNS="200")
    assert "atlon or sports_bar or north; all when left out." in done.stdout


def elsewhere(folder: Path, named: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command that finds modules in a folder, some of which it is told to take companies from."""
    place = Workplace(folder, folder)
    paths = ":".join([str(folder), *filter(None, [place.variables.get("PYTHONPATH")])])
    return place.command(*arguments, SALES_COMPANIES=named, PYTHONPATH=paths, **environment)


READING = ("companies.registry", "reports.kpis", "reports.trace", "reports.reconciliation", "suggestions.suggest", "commands")


@pytest.mark.parametrize("module", READING)
def test_reading_what_companies_declare_loads_neither_pyspark_nor_dagster(module: str) -> None:
    code = f"import json, sys, sales_platform.{module}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded: list[Any] = json.loads(done.stdout)
    assert f"sales_platform.{module}" in loaded
    assert not {"boto3", "dagster", "pyspark", "sqlglot", "vizro"} & set(loaded)
