"""The sample of any company: the two known ones to the byte, one without a sample, and one that is made up here."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sales_platform.companies import atlon, sports_bar
from sales_platform.companies.company import Company, Record, Source
from sales_platform.entities import CUSTOMERS
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS, Feed, Months
from sales_platform.sample_data import write_sample_data
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.odd_files import FOLDER
from sales_platform.sample_data.request import Request

LAST = date(2025, 12, 1)
KITES = Feed(
    name="kites_customers",
    company="kites",
    entity=CUSTOMERS,
    folder="kites/customers",
    contract=("id", "name"),
    months=Months.SNAPSHOT,
    description="Customers of a third company.",
)
KITES_SOURCE = Source(KITES, dict, Record(("id",), {}))


@dataclass(frozen=True)
class KitesSample:
    request: Request
    corrections: str = "kites.csv"

    @property
    def files(self) -> int:
        return 1 + len(list(self.request.months))

    def write(self, landing: Landing, tally: Tally) -> None:
        for month in self.request.months:
            landing.table(KITES, f"customers_{month:%Y_%m}.csv", [(self.request.seed, "Wind, and more"), (2, " x")])
            tally.add(Mess.NAME_SPACING, 1)
        landing.table(CORRECTIONS, self.corrections, [("kites", CUSTOMERS, 2, "name", "x", "we", LAST, "")])
        tally.add(Mess.CORRECTION_FILE, 1)


WITH_SAMPLE = Company("kites", "Kites", "#000000", (KITES_SOURCE,), sample=KitesSample)
WITHOUT = Company("kites", "Kites", "#000000", (KITES_SOURCE,))


def digest(root: Path, *, without: Container[str] = ()) -> str:
    """The names and contents of all files in one, without the odd ones where these are named."""
    found = hashlib.sha256()
    files = [path for path in root.rglob("*") if path.is_file()]
    if without:
        files = [path for path in files if FOLDER not in path.parts and path.relative_to(root).as_posix() not in without]
    for path in sorted(files):
        found.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def test_the_sample_of_the_two_companies_stays_as_it_is_to_the_byte(tmp_path: Path) -> None:
    companies = (atlon.COMPANY, sports_bar.COMPANY)
    account: dict[str, Any] = write_sample_data(tmp_path, months=2, scale=0.05, last_month=LAST, companies=companies)
    drawn = digest(tmp_path, without=account["refused_files"])
    assert drawn == "c2c7778d5c43a7f66da108aed36aadab339c77c9087775356f0b323ab229d730"
    assert digest(tmp_path) == "df1251233d36d1dced876e0b5640d7f921655cb9f98edc436919b9258e74db96"
    text = json.dumps(account).encode()
    assert hashlib.sha256(text).hexdigest() == "48c1f6b10e4a9f6ac01144ee16ff15134e4739b73bf6cd8af99f121a2e5a1f6a"


def test_what_a_company_writes_does_not_depend_on_the_others(tmp_path: Path) -> None:
    for name, companies in {"one": (sports_bar.COMPANY,), "all": (WITH_SAMPLE, sports_bar.COMPANY, atlon.COMPANY)}.items():
        write_sample_data(tmp_path / name, months=1, scale=0.1, last_month=LAST, companies=companies)
    assert digest(tmp_path / "one" / "sports_bar") == digest(tmp_path / "all" / "sports_bar")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["corrections", "sports_bar"]
    assert len(list((tmp_path / "all" / "corrections").iterdir())) == 2


def test_a_company_without_a_sample_has_no_files(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    companies = (WITHOUT, atlon.COMPANY)
    account: dict[str, Any] = write_sample_data(
        tmp_path, months=1, scale=0.1, last_month=LAST, progress=lambda *files: told.append(files), companies=companies
    )
    assert account["kites_customers"] == account["corrections"] == {"files": 0, "rows": 0}
    assert [path.name for path in tmp_path.iterdir()] == ["atlon"]
    assert told == [(number, 10) for number in range(1, 11)]
    assert account["mess"]["missing_quantity"] == account["files_of_no_use"] == 0


def test_a_third_company_writes_its_own_files_and_accounts_for_them(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    account: dict[str, Any] = write_sample_data(
        tmp_path, months=2, seed=5, last_month=LAST, progress=lambda *files: told.append(files), companies=[WITH_SAMPLE]
    )
    assert (tmp_path / "kites/customers/customers_2025_11.csv").read_text() == 'id,name\n5,"Wind, and more"\n2, x\n'
    assert told == [(1, 3), (2, 3), (3, 3)]
    mess = account.pop("mess")
    assert account == {
        "months": {"first": "2025-11", "last": "2025-12"},
        "scale": 1,
        "seed": 5,
        "kites_customers": {"files": 2, "rows": 4},
        "corrections": {"files": 1, "rows": 1},
        "orders_to_quarantine": 0,
        "rows_to_quarantine": {},
        "files_of_no_use": 0,
        "refused_files": {},
    }
    assert {kind: count for kind, count in mess.items() if count} == {"name_spacing": 2, "correction_file": 1}


def test_no_company_writes_over_the_file_of_another(tmp_path: Path) -> None:
    clash = Company("kites", "Kites", "#000000", (KITES_SOURCE,), sample=lambda asked: KitesSample(asked, "confirmed_cities.csv"))
    with pytest.raises(UserError, match="File exists"):
        write_sample_data(tmp_path, months=1, scale=0.1, last_month=LAST, companies=(sports_bar.COMPANY, clash))


def test_the_registry_loads_neither_a_sample_nor_what_samples_are_made_with() -> None:
    code = (
        "import sys, sales_platform.companies.registry\n"
        "print([name for name in sys.modules if name in {'numpy', 'pyarrow', 'pyspark', 'pandas'} or 'sample' in name])"
    )
    assert python(code) == "[]"


def test_a_company_elsewhere_may_import_what_samples_share(tmp_path: Path) -> None:
    code = """
from sales_platform.sample_data.odd_files import FOLDER
from sales_platform.sample_data.request import Request
from sales_platform_tests.sample_data.test_companies import WITH_SAMPLE as COMPANY
"""
    (tmp_path / "kites_elsewhere.py").write_text(code)
    for first in ("companies.registry", "sample_data", "companies.atlon.sample"):
        write = (
            f"import sales_platform.{first}\nfrom pathlib import Path\nfrom sales_platform.sample_data import write_sample_data\n"
            f"print(write_sample_data(Path({str(tmp_path / first)!r}), 1, 0.05)['kites_customers'])"
        )
        told = python(write, PYTHONPATH=f"{tmp_path}{os.pathsep}{os.pathsep.join(sys.path)}", SALES_COMPANIES="kites_elsewhere")
        assert told == "{'files': 1, 'rows': 2}"


def python(code: str, **environment: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
