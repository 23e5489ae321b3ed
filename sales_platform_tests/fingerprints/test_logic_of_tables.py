"""Which changes of the code give which tables another logic version."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sales_platform.companies.registry import FEEDS
from sales_platform.entities import ENTITIES
from sales_platform.fingerprints.logic import logic_version
from sales_platform.gold.forecast_models import drift, moving_average
from sales_platform_tests.source_copy import PACKAGE, SourceCopy, changed


def judged(*entities: str) -> set[str]:
    """The tables of the judged rows of some entities."""
    return {f"{layer}/{entity}" for layer in ("silver", "quarantine") for entity in entities}


BRONZE = {f"bronze/{feed.name}" for feed in FEEDS}
SAME_ROWS = {
    "an annotation of a function": ("values/columns.py", "def text(column: str | Column)", 'def text(column: "Column | str")'),
    "an annotation of a field": ("values/dates.py", "    month_name: bool = False", '    month_name: "bool" = False'),
    "the description of a rule": ("rules/common.py", "The row has no quantity.", "A row without a quantity."),
    "what a rule promises": ("rules/common.py", '"quantity > 0", _A_FEW', '"quantity >= 1", _A_FEW'),
    "a tolerance": ("rules/common.py", "_A_FEW = 0.02", "_A_FEW = 0.5"),
    "the description of a feed": ("companies/sports_bar/orders.py", 'description="Sports Bar', 'description="The Sports Bar'),
    "the words of a correction's values": ("companies/company.py", "a whole number of pieces above zero", "a whole number"),
    "the label of a company": ("companies/sports_bar/__init__.py", 'label="Sports Bar"', 'label="The Sports Bar"'),
    "the colour of a company": ("companies/sports_bar/__init__.py", 'colour="#E8710A"', 'colour="#E8710B"'),
    "the description of a table": ("gold/dim_prices.py", "The price of each product in each month: the", "Prices: the"),
    "the page of a table": ("gold/dim_prices.py", 'page="products"', 'page="overview"'),
    "a page of the dashboard": ("dashboard/pages/products.py", '"""', '"""Changed. '),
    "a check": ("gold/demand_forecast.py", "not unique.passed else every_row", "not unique.passed or False else every_row"),
    "how the sensor decides": ("automation/new_files.py", "MOST_ATTEMPTS = 5", "MOST_ATTEMPTS = 6"),
}
OTHER_ROWS = {
    "the condition of a common rule": (
        ("rules/common.py", '"quantity_text IS NULL"', "\"quantity_text IS NULL OR quantity_text = '-'\""),
        judged("sales"),
    ),
    "the condition of a company's own rule": (
        ("companies/sports_bar/customers.py", "\"city_repair = 'city_fuzzy'\"", "\"city_repair = 'city_fuzzy' AND TRUE\""),
        judged("customers"),
    ),
    "the name of a rule": (("rules/common.py", '"price_sign"', '"sign_of_price"'), judged("prices")),
    "a constant of a transform": (
        ("companies/sports_bar/customers.py", "CITY_DISTANCE = 2", "CITY_DISTANCE = 3"),
        judged("customers"),
    ),
    "a value in a constant of a transform": (
        ("companies/sports_bar/customers.py", '"Bengalore": "Bengaluru"', '"Bengalor": "Bengaluru"'),
        judged("customers"),
    ),
    "a helper function two calls away": (
        ("values/columns.py", "F.upper(F.substring(word, 1, 1))", "F.lower(F.substring(word, 1, 1))"),
        judged("customers", "products", "targets"),
    ),
    "an aligned column": (
        ("companies/sports_bar/orders.py", '"order_id": text("order_id")', '"order_id": text("customer_id")'),
        judged("sales"),
    ),
    "the key of an entity": (
        (
            "entities.py",
            'key=("product_code",),\n        facts={"negative"',
            'key=("product_code", "price_inr"),\n        facts={"negative"',
        ),
        judged("prices"),
    ),
    "which of two equal rows counts": (("companies/company.py", "keep_first=True)", "keep_first=False)"), judged("sales")),
    "the columns of a feed": (
        (
            "companies/sports_bar/orders.py",
            '"product_id", "order_qty"),\n        months',
            '"product_id", "order_qty", "shop"),\n        months',
        ),
        {"bronze/sports_bar_orders", *judged("sales")},
    ),
    "a spelling of dates": (
        ("values/dates.py", "[-/]([0-9]{2})[-/]([0-9]{4})$", "[-/. ]([0-9]{2})[-/]([0-9]{4})$"),
        BRONZE | judged(*ENTITIES),
    ),
    "how files are read": (
        ("landing/shaped_rows.py", "_ROWS_PER_BATCH = 20_000", "_ROWS_PER_BATCH = 20_001"),
        BRONZE | {"quarantine/files"},
    ),
    "the code of the unknown customer": (
        ("companies/sports_bar/names.py", '"999999"', '"999998"'),
        {*judged("sales"), "gold/dim_customers"},
    ),
    "the build of a table of gold": (
        ("gold/dim_prices.py", 'F.max("month").alias("month")', 'F.min("month").alias("month")'),
        {"gold/dim_prices"},
    ),
    "a constant of the forecast": (("gold/forecast_choice.py", "HELD_BACK = 3", "HELD_BACK = 4"), {"gold/demand_forecast"}),
    "the settings of one of several models": (
        ("gold/forecast_smoothing.py", "_SPORADIC_WEIGHT = 0.1", "_SPORADIC_WEIGHT = 0.2"),
        {"gold/demand_forecast"},
    ),
    "a formula of one of several models": (
        ("gold/forecast_theta.py", "count < 2 * SEASON", "count < 3 * SEASON"),
        {"gold/demand_forecast"},
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> SourceCopy:
    return SourceCopy.make(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def before(copy: SourceCopy) -> dict[str, str]:
    return copy.versions(PYTHONHASHSEED="1")


@pytest.fixture(autouse=True)
def restored(copy: SourceCopy) -> Iterator[None]:
    """Each test changes the copy as it is in the package."""
    touched = {path: path.read_bytes() for path in copy.folder.rglob("*.py")}
    yield
    for path, content in touched.items():
        if path.read_bytes() != content:
            path.write_bytes(content)


@pytest.mark.parametrize("what", SAME_ROWS)
def test_what_decides_no_row_changes_no_version(copy: SourceCopy, before: dict[str, str], what: str) -> None:
    copy.change(*SAME_ROWS[what]) if what != "a page of the dashboard" else _reword(copy.path(SAME_ROWS[what][0]))
    assert changed(before, copy.versions()) == set()


@pytest.mark.parametrize("what", OTHER_ROWS)
def test_what_decides_rows_changes_the_versions_of_their_tables_and_no_others(
    copy: SourceCopy, before: dict[str, str], what: str
) -> None:
    change, tables = OTHER_ROWS[what]
    copy.change(*change)
    assert changed(before, copy.versions()) == tables


def test_a_function_that_remembers_its_answers_stands_for_its_code() -> None:
    assert logic_version(cache(drift)) == logic_version(drift) != logic_version(cache(moving_average))


def test_a_comment_in_every_file_changes_no_version(copy: SourceCopy, before: dict[str, str]) -> None:
    for path in copy.folder.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("# a comment\n\n" + "".join(lines) + "# the end\n", encoding="utf-8")
    assert changed(before, copy.versions()) == set()


def test_the_versions_are_the_same_in_every_process(copy: SourceCopy, before: dict[str, str]) -> None:
    assert copy.versions(PYTHONHASHSEED="2") == before
    assert copy.versions(PYTHONHASHSEED="0") == before


def _docstrings(path: Path) -> list[ast.Constant]:
    """All texts of a file that stand by themselves, such as docstrings."""
    found = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Expr)]
    return [value for value in found if isinstance(value, ast.Constant) and isinstance(value.value, str)]


def _reword(path: Path, place: int = 0) -> None:
    """Write another text in the place of a docstring, of more lines than it had."""
    node = _docstrings(path)[place]
    assert node.end_lineno is not None
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    indent = " " * node.col_offset
    path.write_text(
        "".join(
            [
                *lines[: node.lineno - 1],
                f'{indent}"""Other words.\n\n{indent}On three lines.\n{indent}"""\n',
                *lines[node.end_lineno :],
            ]
        )
    )


FILES = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py")) if _docstrings(path)]
PLACES = [(path, place) for path in FILES for place in range(len(_docstrings(PACKAGE / path)))]


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some=st.lists(st.sampled_from(PLACES), min_size=20, max_size=60, unique_by=lambda place: place[0]))
def test_no_docstring_changes_a_version(copy: SourceCopy, before: dict[str, str], some: list[tuple[Path, int]]) -> None:
    for path, place in some:
        _reword(copy.path(str(path)), place)
    try:
        assert changed(before, copy.versions()) == set()
    finally:
        for path, _ in some:
            copy.restore(str(path))
