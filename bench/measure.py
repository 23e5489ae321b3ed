"""Run a command and measure it: wall time, processor time and peak memory of it and of every process it starts."""

import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SAMPLE_SECONDS = 0.2
KIND_OF_MEMORY = "PSS" if Path("/proc/self/smaps_rollup").exists() else "RSS"
"""PSS counts a page that n processes share as 1/n in each; RSS, where there is no PSS, counts it whole in each."""


class BenchError(Exception):
    """A measured command failed, or two engines disagree."""


@dataclass(frozen=True)
class Measurement:
    """What one command took.

    Attributes:
        seconds: wall time, start-up included; when the command was stopped, how long it had been allowed to run.
        processor_seconds: of the whole process tree: what the system has accounted for, or, where a process of it was not
            waited for, as of the last sample.
        peak_bytes: the greatest sum, over the process tree at one moment, of KIND_OF_MEMORY.
        output: what it printed.
        finished: False when it was stopped for taking too long.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int
    output: str
    finished: bool = True


def measure(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], limit_seconds: float | None = None
) -> Measurement:
    """Run a command in a folder and measure it.

    Raises:
        BenchError: it failed; the message has the end of what it printed.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started, before = time.monotonic(), _seconds_of_ended()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=output, stderr=errors, start_new_session=True
        )
        tree = Tree(process.pid)
        try:
            finished = _wait(process, tree, limit_seconds)
            seconds = time.monotonic() - started
        finally:
            _stop(process)
        output.seek(0)
        errors.seek(0)
        text = output.read()
        if finished and process.returncode != 0:
            raise BenchError(f"{Path(command[0]).name} failed ({process.returncode}):\n{(text + errors.read())[-3000:]}")
    processor_seconds = max(sum(tree.processor_seconds.values()), _seconds_of_ended() - before)
    return Measurement(seconds, processor_seconds, tree.peak_bytes, text, finished)


def _seconds_of_ended() -> float:
    """Processor seconds of all processes that this one and its descendants have started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Tree:
    """The processes of a command, sampled again and again."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.peak_bytes = 0
        self.processor_seconds: dict[int, float] = {}

    def sample(self) -> None:
        """Look at every process once."""
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._root)
            self.peak_bytes = max(self.peak_bytes, sum(map(self._look, [root, *root.children(recursive=True)])))

    def _look(self, process: psutil.Process) -> int:
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            times = process.cpu_times()
            self.processor_seconds[process.pid] = times.user + times.system
            return int(process.memory_full_info().pss if KIND_OF_MEMORY == "PSS" else process.memory_info().rss)
        return 0


def _wait(process: subprocess.Popen[bytes], tree: Tree, limit_seconds: float | None) -> bool:
    """Wait for the end, sampling; False when there was no end within the limit."""
    started = time.monotonic()
    while limit_seconds is None or time.monotonic() - started < limit_seconds:
        tree.sample()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SAMPLE_SECONDS)
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End whatever the command has left behind; it is the leader of a process group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
