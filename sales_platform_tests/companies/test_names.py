"""Nothing but a company's own module, the registration and the tests knows its name."""

import re
from pathlib import Path

import sales_platform

PACKAGE = Path(sales_platform.__file__).parent
KNOWN = re.compile(rb"atlon|sports.?bar", re.IGNORECASE)
THIRD = re.compile(rb"kaveri", re.IGNORECASE)
MAY = {
    "companies": "each company's own module, and the registration",
    "seeds": "corrections of records that the business has confirmed; a row names its company",
    "fingerprints/former.json": "the tables of lakes that release 0.1.0 has made",
}


def test_no_company_is_known_by_name_outside_of_its_module_and_the_registration() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}:{number}: {line.decode(errors='replace').strip()[:100]}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not _may(path.relative_to(PACKAGE).as_posix())
        for number, line in enumerate(path.read_bytes().splitlines(), start=1)
        if KNOWN.search(line)
    }
    assert found == set()


def test_a_company_is_known_to_its_own_module_and_the_registration_only() -> None:
    for path in (PACKAGE / "companies").rglob("*.py"):
        named = {found.lower() for found in re.findall(rb"sports_bar|atlon", path.read_bytes())}
        own = path.relative_to(PACKAGE / "companies").parts[0]
        assert named <= {own.encode()} or own == "registry.py", path


def test_the_third_company_is_known_to_the_tests_only() -> None:
    folder = Path(__file__).parents[1]
    assert not [path for path in PACKAGE.rglob("*.py") if THIRD.search(path.read_bytes())]
    named = {path.name for path in folder.rglob("*.py") if THIRD.search(path.read_bytes())}
    assert {name for name in named if "third_company" not in name} <= {"three_companies.py", "test_names.py"}


def _may(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in MAY)
