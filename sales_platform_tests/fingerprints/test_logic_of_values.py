"""What a logic version follows: whatever a function reaches, however it is written."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

import pytest

from sales_platform.fingerprints import logic
from sales_platform.fingerprints.logic import logic_version


def of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of these tests counts as the project's."""
    monkeypatch.setattr(logic, "_is_own", lambda module: module.startswith("sales_platform"))


def _channel(retailer: str) -> object:
    class Channel(Enum):
        R = retailer

    return {"R": Channel.R}


def _pair(text: str) -> object:
    class Pair(NamedTuple):
        code: str

    return Pair(text)


def _slotted(text: str) -> object:
    class Slotted:
        __slots__ = ("__own", "code")

        def __init__(self, code: str) -> None:
            self.code, self.__own = code, code

    return Slotted(text)


@pytest.mark.parametrize("made", [_channel, _pair, _slotted])
def test_another_value_gives_another_version(monkeypatch: pytest.MonkeyPatch, made: Callable[[str], object]) -> None:
    of_the_project(monkeypatch)
    assert logic_version(made("Retailer")) != logic_version(made("Retail Shop"))
    assert logic_version(made("Retailer")) == logic_version(made("Retailer"))


class Half(NamedTuple):
    """A value with a method."""

    pieces: int

    def half(self) -> int:
        """Half of it."""
        return self.pieces // 2


def imports_inside() -> object:
    """Uses what it imports itself."""
    from sales_platform.values.file_dates import file_month  # noqa: PLC0415 - this is what is tested

    return file_month


@pytest.mark.parametrize(("value", "name"), [(Half(3), "Half"), (imports_inside, "sales_platform.values.file_dates.file_month")])
def test_code_that_is_reached_by_a_value_or_an_import_inside_counts(
    monkeypatch: pytest.MonkeyPatch, value: object, name: str
) -> None:
    of_the_project(monkeypatch)
    walk = logic._Walk()
    walk.text(value)
    assert any(name in line for line in walk.code())
