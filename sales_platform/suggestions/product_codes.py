"""Codes for products of the master whose code is not one."""

from collections.abc import Mapping, Sequence

from sales_platform.companies.company import Source
from sales_platform.feeds import bronze_column
from sales_platform.suggestions.suggestion import Rows, Suggestion
from sales_platform.values.counted import counted
from sales_platform.values.dates import EDGE_SPACE


def product_codes(
    source: Source, invalid: Rows, masters: Rows, ordered: Mapping[str, int], priced: Mapping[str, int], known: Mapping[str, int]
) -> list[Suggestion]:
    """Codes for products of the master whose code is not of the shape that codes have.

    A code is likely when it is ordered about as often as the products that are known (at least half of their median), is not
    in the master, nor refused there for another reason, and begins as the codes of the same product in other sizes do. It is
    suggested when just one code is likely for the product, and the product is the only one that it is likely for.

    Args:
        source: the company's products.
        invalid: rows of the master, as landed.
        masters: product, product_code.
        ordered, priced: orders and prices that name a code which is not in the master.
        known: orders by code that is.
    """
    code_column, name_column = source.landed.product, source.landed.product_name
    if code_column is None or name_column is None or code_column not in source.record.fields:
        return []
    usual = sorted(known.values())[len(known) // 2] if known else 0
    shape = source.record.fields[code_column]
    listed = {(row.get(bronze_column(code_column)) or "").strip(EDGE_SPACE): row for row in invalid}
    often = [code for code, count in ordered.items() if shape.problem(code) is None and code not in listed and 2 * count >= usual]
    likely = {}
    for wrong in (code for code in listed if code and shape.problem(code)):
        name = listed[wrong].get(bronze_column(name_column))
        stem = _stem(name, source.landed.misspelled)
        sisters = [item["product_code"] for item in masters if _stem(item["product"], {}) == stem]
        start = _common_start(sisters)
        likely[wrong] = [code for code in often if not start or code.startswith(start)], sisters
    found = []
    for wrong, (codes, sisters) in likely.items():
        rivals = [other for other, (theirs, _) in likely.items() if other != wrong and set(theirs) & set(codes)]
        if len(codes) == 1 and not rivals:
            code = codes[0]
            evidence = f"{code} is ordered {counted(ordered[code], 'time')} (a usual product {usual:,}) and is not in the master"
            evidence += f"; the price list has it {counted(priced[code], 'time')}" if priced.get(code) else ""
            evidence += f"; the same product in other sizes is {', '.join(sorted(sisters))}" if sisters else ""
            found.append(Suggestion(source.company, source.entity.name, wrong, code_column, code, evidence))
    return found


def _stem(name: str | None, misspelled: Mapping[str, str]) -> str:
    """A product's name without its size, as the master has it."""
    stem = (name or "").split("(")[0].strip(EDGE_SPACE).lower()
    for wrong, right in misspelled.items():
        stem = stem.replace(wrong, right)
    return stem


def _common_start(codes: Sequence[str]) -> str:
    """The common prefix of the codes without their last two characters, which distinguish sizes; empty when it is short."""
    first, last = (min(codes), max(codes)) if codes else ("", "")
    same = next((place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    start = first[: min(same, len(first) - 2)]
    return start if len(start) >= 3 else ""  # noqa: PLR2004 - fewer digits say nothing
