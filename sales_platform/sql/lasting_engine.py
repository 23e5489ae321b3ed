"""The engine of a server that lives longer than the credentials of its bucket.

The engine reads them once a process, and keeps them for a quarter of an hour whatever is in the environment by then; it cannot be
told of others. So each set of credentials has an engine in a process of its own.
"""

import os
import subprocess
import sys
import threading

from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform.errors import OutsideError
from sales_platform.storage.credentials import KEYS

_PROGRAM = """import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
server.stop()
"""
"""Ends when its input is closed, that is with the process that has started it."""
_PATIENCE_SECONDS = 10


class LastingEngine:
    """Sessions of an engine that has the credentials of now; safe for threads.

    The engine of the credentials before goes on with what it has begun, until they change again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: str | None = None
        self._engines: list[_Engine] = []

    def session(self) -> SparkSession:
        """A session of the engine of the credentials that are in the environment."""
        with self._lock:
            key = os.environ.get(KEYS[0])
            if not self._engines or key != self._key or self._engines[-1].has_ended():
                self._engines.append(_Engine())
                self._key = key
            while len(self._engines) > 2:  # noqa: PLR2004 - that of now, and the one before
                self._engines.pop(0).stop()
            return self._engines[-1].session

    def stop(self) -> None:
        """End all of them."""
        with self._lock:
            while self._engines:
                self._engines.pop().stop()


class _Engine:
    """An engine in a process of its own, and a session of it."""

    def __init__(self) -> None:
        environment = {**engine.engine_variables(own_plans=False), **os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        port = self._process.stdout.readline().strip() if self._process.stdout is not None else ""
        if not port:
            raise OutsideError("The engine could not be started in a process of its own: see what it printed, and try again.")
        self.session = engine.beside(f"sc://127.0.0.1:{port}")

    def has_ended(self) -> bool:
        """Whether it was killed."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it, its session first: that would try again and again to reach an engine that is gone."""
        if not self.has_ended():
            self.session.stop()
        try:
            self._process.communicate(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
