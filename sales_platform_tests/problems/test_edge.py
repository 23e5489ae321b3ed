"""Which errors become sentences, and which pass."""

import errno

import pytest

from sales_platform.errors import LockLostError, OutsideError, RunFailedError, UserError
from sales_platform.problems.edge import all_told, told, told_error
from sales_platform.problems.found import Deed

PLACE = Deed(place="the lake '/lake'")


def full() -> None:
    raise OSError(errno.ENOSPC, "said by the system", "/lake/gold")


def test_what_writes_is_told_to_run_again_once_the_cause_is_gone() -> None:
    with pytest.raises(OutsideError, match="free some there, then run again; nothing is half-written"), told(Deed(writes=True)):
        full()


@pytest.mark.parametrize("error", [UserError("Name another."), LockLostError("Lock lost."), RunFailedError("It failed.")])
def test_a_sentence_passes_as_it_is(error: Exception) -> None:
    assert told_error(error, PLACE) is error
    with pytest.raises(type(error)) as raised, told(PLACE):
        raise error
    assert raised.value is error


def test_the_cause_decides_however_deep_it_is() -> None:
    def act() -> None:
        try:
            full()
        except OSError as error:
            raise RuntimeError("an output could not be written") from error

    with pytest.raises(OutsideError, match="no space left on the disk of '/lake/gold'"), told(PLACE):
        act()


def test_an_error_of_the_platform_itself_passes_where_nobody_sees_it_and_is_one_sentence_where_a_person_does() -> None:
    with pytest.raises(KeyError), told(PLACE):
        raise KeyError("month")
    with (
        pytest.raises(RunFailedError, match=r"that nobody foresaw \(KeyError: 'month'\): give the command with --debug"),
        all_told(PLACE),
    ):
        raise KeyError("month")


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_what_ends_the_process_passes(end: BaseException) -> None:
    with pytest.raises(type(end)), all_told(PLACE):
        raise end
