"""A stream of rows that breaks off while delta-rs writes them is the engine's failure: nothing is wrong with the table."""

import pytest
from deltalake.exceptions import DeltaError

from sales_platform.errors import OutsideError
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN

BROKEN_OFF = (
    "Generic DeltaTable error: Arrow error: C Data interface error: C Data interface error: Unknown error: Cannot cast string 'a'"
    " to value of Decimal128(38, 10) type. Detail: Python exception: Traceback (most recent call last):\n  File"
)


def test_it_is_told_in_the_engine_s_words_without_those_of_the_libraries_between() -> None:
    with pytest.raises(OutsideError) as raised, told(A_RUN):
        raise DeltaError(BROKEN_OFF)
    assert str(raised.value) == (
        "The engine failed on rows that were to be written (Cannot cast string 'a' to value of Decimal128(38, 10) type):"
        " --debug shows all that it said; the table is as it was."
    )
