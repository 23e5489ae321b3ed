"""The README's table of speed: the aims as results.md has them."""

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"(?<=<!-- aims of bench/results.md -->\n).*?(?=<!-- end of aims -->)", re.DOTALL)
_AIMS = re.compile(r"^## Aims\n\n(?P<table>(?:\|.*\n)+)", re.MULTILINE)


def aims_table(results: str) -> str:
    """The table of aims of a page of results."""
    found = _AIMS.search(results)
    assert found is not None
    return found["table"]


def with_aims(readme: str, results: str) -> str:
    """A README with the aims of a page of results."""
    return _BLOCK.sub(lambda _: aims_table(results), readme, count=1)


def write_aims(results: str) -> None:
    """Put the aims of a page of results into the README."""
    README.write_text(with_aims(README.read_text(encoding="utf-8"), results), encoding="utf-8")
