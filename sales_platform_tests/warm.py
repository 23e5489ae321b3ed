"""Run ``sales-platform`` in processes of their own that need not load the libraries again.

Loading Dagster, PySpark and pandas takes longer than what most commands do. ``warm_server.py`` loads them once; a process
forked from it is as new as one that the shell starts, but for them: see there.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from sales_platform_tests import warm_server

_one_at_a_time = threading.Lock()
_started: list[tuple[subprocess.Popen[bytes], socket.socket]] = []


class Warm:
    """A running command, with what the tests use of ``subprocess.Popen``.

    Attributes:
        pid: the number of the process.
        returncode: how it ended, once that was asked for: as ``subprocess`` has it.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        output: int | IO[str] = subprocess.DEVNULL,
        errors: int | IO[str] = subprocess.DEVNULL,
        code: str = "",
    ) -> None:
        """Start it, or Python code in its place; it has nothing to read."""
        told, tells = os.pipe()
        request = {"arguments": list(arguments), "environment": dict(environment), "folder": str(folder), "code": code}
        numbers = [stream if isinstance(stream, int) else stream.fileno() for stream in (output, errors)]
        with Path(os.devnull).open("r+b") as nothing:
            streams = [nothing.fileno(), *(nothing.fileno() if one == subprocess.DEVNULL else one for one in numbers)]
            with _one_at_a_time:
                socket.send_fds(_line(), [json.dumps(request).encode()], [*streams, tells])
        os.close(tells)
        self._told = os.fdopen(told, "rb", buffering=0)
        started = self._told.readline()
        assert started, "the process that commands are forked from has ended: see what it printed"
        self.pid = int(started)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, or None."""
        return self.returncode if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """How it ends; ``subprocess.TimeoutExpired`` when it does not in that many seconds."""
        if not self._has_ended(timeout) or self.returncode is None:
            raise subprocess.TimeoutExpired("sales-platform", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To the process, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _has_ended(self, seconds: float | None) -> bool:
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode is not None


def run_warm(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, code: str = "", timeout: float = 1200
) -> subprocess.CompletedProcess[str]:
    """Run a command, or Python code in its place, to its end, with all that it prints."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = Warm(arguments, environment, folder, output, errors, code)
        try:
            ended = process.wait(timeout)
        except BaseException:
            process.kill()
            raise
        for stream in (output, errors):
            stream.seek(0)
        return subprocess.CompletedProcess(list(arguments), ended, output.read(), errors.read())


def end_warm() -> None:
    """End the server, once no command runs any more."""
    if _started:
        server, line = _started.pop()
        line.close()
        server.wait(30)


def _line() -> socket.socket:
    """The line to this process's own server, which the first command starts."""
    if not _started:
        line, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME") if name in os.environ}
        with end:
            command = [sys.executable, warm_server.__file__, str(end.fileno())]
            server = subprocess.Popen(command, env=kept, pass_fds=[end.fileno()], stdin=subprocess.DEVNULL)
        _started.append((server, line))
    return _started[0][1]
