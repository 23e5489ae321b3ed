"""The commands ``sql`` and ``serve``."""

import os
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.listening import check_free
from sales_platform.settings import Settings, is_s3
from sales_platform.sql.answers import Answers
from sales_platform.sql.output import Format, check_output, print_rows
from sales_platform.sql.writers import write_rows
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.values.counted import counted

DEFAULT_LIMIT = 100
_WIDEST = 10_000
_INTERRUPTED = 130
"""The exit code of a program that Ctrl-C has ended."""


def run_sql(settings: Settings, statement: str, form: Format, out: Path | None, limit: int | None, notes: Console) -> None:
    """Answer one statement on the terminal or in a file.

    Args:
        limit: of rows; None is 100 for a table and none for the other forms.
        notes: where what is not the answer itself is said.

    Raises:
        UserError: the statement is refused or cannot be answered.
    """
    check_output(form, out, settings.lake)
    answers = open_answers(settings)
    try:
        if form is Format.TABLE:
            shown = DEFAULT_LIMIT if limit is None else limit
            if print_rows(_screen(), answers.rows(statement, shown + 1), shown):
                first = counted(shown, "row is", "rows are")
                notes.print(f"Only the first {first} shown: --limit N shows more, --format csv --out FILE writes all.")
            return
        rows = write_rows(answers.rows(statement, limit), form, out)
        if out is not None:
            notes.print(f"{counted(rows, 'row')} written to {out}.", markup=False)
    except KeyboardInterrupt:  # the engine cannot be stopped in the middle of a query, so the process ends with it
        notes.print("Stopped.")
        os._exit(_INTERRUPTED)
    except BrokenPipeError:  # of "| head", which has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        engine.stop()


def _screen() -> Console:
    """The terminal; what is not one has no width at which a line must end."""
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDEST)


def open_answers(settings: Settings) -> Answers:
    """Answers over the lake of the settings."""
    connect(settings, landing=False, writing=False)
    return Answers(Lake(settings.lake), lambda: engine.session(settings.spark_remote, own_plans=False))


def _lasting_answers(settings: Settings, closing: ExitStack) -> Answers:
    """Answers of a process that may live longer than the credentials that it began with."""
    connect(settings, landing=False, writing=False)
    if is_s3(settings.lake) and not settings.spark_remote:
        from sales_platform.sql.lasting_engine import LastingEngine  # noqa: PLC0415 - with boto3, for those who use it
        from sales_platform.storage.credentials import may_change  # noqa: PLC0415

        if may_change():
            lasting = LastingEngine()
            closing.callback(lasting.stop)
            return Answers(Lake(settings.lake), lasting.session)
    return open_answers(settings)


def run_server(settings: Settings, host: str, port: int, console: Console, health_port: int | None = None) -> None:
    """Serve the tables over Arrow Flight SQL until the process is told to end.

    Args:
        health_port: where to serve gRPC's health service; nowhere when None.

    Raises:
        UserError: a port cannot be listened on.
    """
    from sales_platform.sql.flight import FlightSqlServer  # noqa: PLC0415 - for this command only

    check_free("SQL server", host, port)
    if health_port is not None:
        check_free("health service", host, health_port, "--health-port")
        if health_port == port != 0:
            raise UserError(
                f"The health service cannot listen on {host}:{port}, where SQL is served: choose another --health-port."
            )
    with ExitStack() as closing:
        closing.callback(engine.stop)
        answers = _lasting_answers(settings, closing)
        server = FlightSqlServer(answers, host, port)
        closing.callback(server.shutdown)
        answers.start_engine()
        health = ""
        if health_port is not None:
            from sales_platform.sql.health import health_server  # noqa: PLC0415 - for those who ask for it

            health = f", health on port {closing.enter_context(health_server(Lake(settings.lake), host, health_port))}"
        told = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: told.set())
        console.print(f"Arrow Flight SQL on grpc://{host}:{server.port}, read-only{health}; end it with Ctrl-C.", markup=False)
        told.wait()
