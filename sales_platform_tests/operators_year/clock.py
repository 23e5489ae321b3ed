"""A clock that is wrong: what the platform's own code asks for the time is told another one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest


@contextmanager
def clock_wrong_by(error: timedelta) -> Iterator[None]:
    """As long as the context lasts, the platform's clock is ahead by so much, or behind."""

    class Instances(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, datetime)

    class Wrong(datetime, metaclass=Instances):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + error

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("sales_platform.") and getattr(module, "datetime", None) is datetime:
                patch.setattr(module, "datetime", Wrong)
        yield
