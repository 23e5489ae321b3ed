"""Processes of the command line that need not load the libraries again: each is forked from one that has loaded them.

``warm.py`` starts this file as a program of its own and asks it for processes. It has loaded other people's libraries and
nothing of the platform: a process that it makes has the environment, the folder, the streams and the arguments of its
request, loads the platform anew, and ends as the program ``sales-platform`` ends.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

LIBRARIES = (
    "boto3", "dagster", "dagster._core.executor.in_process", "dagster._core.storage.event_log.sqlite", "dagster._daemon",
    "dagster_aws.s3", "dagster_deltalake", "dagster_pyspark", "deltalake", "dotenv", "grpc_status.rpc_status", "pandas",
    "pyarrow.compute", "pyarrow.csv", "pyarrow.dataset", "pyspark.sql.connect.functions", "pyspark.sql.connect.session",
    "pyspark.testing.connectutils", "rich.console", "rich.table", "rich.traceback", "sqlglot", "statsforecast.models",
    "typer",
)  # fmt: skip
"""What commands load; not the engine, which reads variables when it is loaded."""
LARGEST_REQUEST = 150_000


def serve(line: socket.socket) -> tuple[list[str], str]:
    """Make the processes that are asked for until the other end is closed; in each of them, return its arguments and code.

    A request is one JSON text: arguments, environment, folder, and the code to run in the place of the program, if any. With
    it come the streams of the process, and a pipe that is told its number and, later, how it ended.
    """
    while True:
        text, descriptors, _, _ = socket.recv_fds(line, LARGEST_REQUEST, 4)
        if not text:
            sys.exit()
        *streams, told = descriptors
        if os.fork() == 0:
            line.close()
            request = json.loads(text)
            _watched(told)
            return _become(request, streams)
        for descriptor in descriptors:
            os.close(descriptor)


def _watched(told: int) -> None:
    """Fork once more: the parent tells how the child ends, and the child goes on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(told)
        return
    os.write(told, f"{child}\n".encode())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.closerange(0, told)
    os.closerange(told + 1, 64)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _reap(_number: int, _frame: object) -> None:
    """Leave nothing of the processes that watch."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _become(request: dict[str, object], streams: list[int]) -> tuple[list[str], str]:
    arguments, environment, folder = request["arguments"], request["environment"], request["folder"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(folder))
    sys.path[1:1] = [entry for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    sys.dont_write_bytecode = bool(environment.get("PYTHONDONTWRITEBYTECODE"))
    return [str(argument) for argument in arguments], str(request["code"])


def _load_libraries() -> None:
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):  # what is not installed is not needed
            importlib.import_module(name)
    assert "sales_platform" not in sys.modules
    gc.collect()
    gc.freeze()  # so that no child writes on the pages of what is here


if __name__ == "__main__":
    line = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, _reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who stops the tests closes the line
    program = Path(sys.executable).with_name("sales-platform")
    sys.path[0] = str(program.parent)
    _load_libraries()
    arguments, code = serve(line)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["-c" if code else str(program), *arguments]
    # now the platform is loaded, with the variables of the request
    exec(code or "from sales_platform.cli import main; main()", {"__name__": "__main__"})  # noqa: S102 - the tests' own
