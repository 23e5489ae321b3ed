"""Sections of docs/spellings.md about numbers, codes and empty values, made from the declarations."""

from collections.abc import Iterable

from sales_platform.values.codes import WITHOUT_DECIMALS
from sales_platform.values.disguises import UNWRAPPED, Step
from sales_platform.values.empty import EMPTY_VALUES
from sales_platform.values.numbers import CURRENCY, SIGNS, SPELLINGS


def numbers() -> str:
    """How numbers are written."""
    rows = [f"| {one.name}{_where(not_commas=one.not_commas)} | `{one.example}` |" for one in SPELLINGS]
    steps = _steps((*UNWRAPPED, *SIGNS)) + [f"| {step.name} (prices) | `{step.example}` |" for step in CURRENCY]
    text = "Where the fields of a file are not separated by commas, `1.230` and `1,230` can be 1230 or 1.23: they are ambiguous."
    return "\n".join(["## Numbers", "", *_table([*rows, *steps]), "", text, ""])


def codes() -> str:
    """What is taken from around a code."""
    text = "Each only where a code of the company's shape is left."
    return "\n".join(["## Codes", "", *_table(_steps((*UNWRAPPED, *WITHOUT_DECIMALS))), "", text, ""])


def empty_values() -> str:
    """What stands for an empty cell."""
    return "\n".join(["## Empty values", "", "Read as empty: " + ", ".join(f"`{one}`" for one in EMPTY_VALUES) + ".", ""])


def _table(rows: Iterable[str]) -> list[str]:
    return ["| spelling | example |", "| --- | --- |", *rows]


def _steps(steps: Iterable[Step]) -> list[str]:
    return [f"| {step.name} | `{step.example}` |" for step in steps]


def _where(*, not_commas: bool) -> str:
    return ", in files not separated by commas" if not_commas else ""
