"""Codes for rows whose code is damaged, where exactly one code of the master can have become what landed."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from sales_platform.bronze.corrections import record_key
from sales_platform.companies.company import Source
from sales_platform.entities import CUSTOMERS, PRODUCTS
from sales_platform.feeds import bronze_column
from sales_platform.rules.common import UNKNOWN_CUSTOMER, UNKNOWN_PRODUCT
from sales_platform.rules.landed_values import DAMAGED_CUSTOMER, DAMAGED_PRODUCT
from sales_platform.suggestions.suggestion import Rows, Suggestion
from sales_platform.values.disguises import UNWRAPPED, in_ascii_text, text_with_steps

_EXPONENT = re.compile("([0-9])(?:[.,]([0-9]*))?[eE][+]?([0-9]{1,2})")
_GROUPED = re.compile("[0-9]{1,3}(?:[-,. '][0-9]{2,3})*[-,. '][0-9]{3}")
_DECIMALS = re.compile("(.*[^.,])[.,]0+")


class Codes:
    """The codes of a master, to be found by what can have become of them.

    Args:
        codes: each once.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = frozenset(codes)
        self._by_digits: dict[int, dict[Decimal, set[str]]] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def behind(self, landed: str) -> list[str]:
        """The codes that can have become a landed text: rounded to an exponent, grouped, or with decimals of zero."""
        text = text_with_steps(in_ascii_text(landed) or "", UNWRAPPED)
        if (exponent := _EXPONENT.fullmatch(text)) is not None:
            shown = self._rounded_to(1 + len(exponent[2] or ""))
            return sorted(shown.get(Decimal(text.replace(",", ".")), ()))
        whole = _DECIMALS.fullmatch(text)
        plain = {*(whole.groups() if whole else ()), *(_ungrouped(one) for one in (text, whole[1] if whole else ""))}
        return sorted(plain & self._codes)

    def _rounded_to(self, digits: int) -> Mapping[Decimal, set[str]]:
        if digits not in self._by_digits:
            found: dict[Decimal, set[str]] = defaultdict(set)
            for code in self._codes:
                for number in _rounded(code, digits):
                    found[number].add(code)
            self._by_digits[digits] = found
        return self._by_digits[digits]


def _ungrouped(text: str) -> str:
    return re.sub("[^0-9]", "", text) if _GROUPED.fullmatch(text) else ""


def _rounded(code: str, digits: int) -> set[Decimal]:
    """A code that is a number, as programs show it that keep so many digits; nothing where it is none, or begins with zeros.

    Of two equally near numbers, some programs take the larger one and some the even one.
    """
    if not re.fullmatch("[1-9][0-9]*", code):
        return set()
    number = Decimal(code)
    last = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return {number} if last < 1 else {number.quantize(last, way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


def reasons_of_codes(source: Source) -> dict[str, tuple[str, list[str]]]:
    """The columns of codes that a correction may set, each with its master and the reasons of rows whose code may be damaged.

    Where nothing says what codes look like, a damaged one is only unknown.
    """
    columns = {
        source.landed.product: (PRODUCTS, DAMAGED_PRODUCT, UNKNOWN_PRODUCT),
        source.landed.customer: (CUSTOMERS, DAMAGED_CUSTOMER, UNKNOWN_CUSTOMER),
    }
    return {
        column: (master, [damaged] if source.codes[column] else [damaged, unknown])
        for column, (master, damaged, unknown) in columns.items()
        if column is not None and column in source.record.fields and master in source.entity.masters
    }


def damaged_codes(source: Source, damaged: Rows, known: Mapping[str, Codes]) -> list[Suggestion]:
    """The codes that damaged ones were, where just one code of the master can have been each.

    Args:
        source: of the rows.
        damaged: _file, reasons and raw (the landed row as JSON) of rows in quarantine.
        known: the codes of each master.
    """
    found = []
    for column, (master, reasons) in reasons_of_codes(source).items():
        for row in damaged:
            landed = json.loads(row["raw"])
            text = landed.get(bronze_column(column)) or ""
            codes = known[master].behind(text) if master in known and {*reasons} & {*row["reasons"]} else []
            if len(codes) == 1 and source.record.fields[column].problem(codes[0]) is None:
                key = record_key(source, {name: landed.get(bronze_column(name)) for name in source.record.key}, row["_file"])
                evidence = f"'{text}' can be one of {len(known[master]):,} {master} only, {codes[0]}"
                found.append(Suggestion(source.company, source.entity.name, key, column, codes[0], evidence))
    return list(dict.fromkeys(found))
