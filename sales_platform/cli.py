"""The command line's way in: a command runs, and what is wrong is one sentence."""

import logging
import os
import sys
from contextlib import nullcontext
from itertools import pairwise
from typing import NoReturn

from dotenv import load_dotenv
from rich.markup import escape

from sales_platform.command_options import WRITING, errors, settings_of
from sales_platform.errors import LockLostError, RunInterruptedError, UserError
from sales_platform.problems.edge import LOG, SENTENCES, is_foreign, told_error
from sales_platform.problems.found import Deed
from sales_platform.problems.quiet import spell_out, without_panics
from sales_platform.without_pandas import arrow_without_pandas

INTERRUPTED = 130
"""The exit code of what was interrupted, as shells have it."""
DEBUG = "--debug"
_STARTS_A_PROGRAM = "dev"
_SERVERS = {"dashboard", "serve"}
"""What they print is their log: an error that was not foreseen stands there with its traceback."""


def main() -> None:
    """Run a command; what the user can correct is one sentence and exit code 2, what failed outside is exit code 1."""
    load_dotenv()
    arrow_without_pandas()
    spell_out()
    command, debug = _command(sys.argv[1:]), DEBUG in sys.argv[1:]
    if debug:
        sys.argv = [argument for argument in sys.argv if argument != DEBUG]
        logging.basicConfig()
        LOG.setLevel(logging.DEBUG)
    elif command not in _SERVERS:
        LOG.setLevel(logging.CRITICAL)  # the sentence is enough for a person
        os.environ.setdefault("SPARK_CONNECT_LOG_LEVEL", "CRITICAL")  # else Dagster's logging turns PySpark's on
    with nullcontext() if debug or command == _STARTS_A_PROGRAM else without_panics():
        _run(command)


def _run(command: str) -> None:
    try:
        # after .env, which may name companies; and inside, for what these declare may not fit together
        from sales_platform.commands import app  # noqa: PLC0415 - as said

        app()
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    except BrokenPipeError:  # of "| head", which has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except BaseException as error:
        if not is_foreign(error) and not isinstance(error, SENTENCES):
            raise
        sentence = told_error(error, Deed(writes=command in WRITING, place=_place(sys.argv[1:])))
        if sentence is error:
            LOG.debug("The error behind the sentence", exc_info=error)
        _end(sentence)


def _command(arguments: list[str]) -> str:
    return next((argument for argument in arguments if not argument.startswith("-")), "")


def _place(arguments: list[str]) -> str:
    """The landing and the lake of the command, in words."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    named = {name: value for name, value in pairwise(words) if name in ("--landing", "--lake")}
    try:
        settings = settings_of(named.get("--landing"), named.get("--lake"))
    except UserError:
        return "the lake or the landing"
    return f"the lake '{settings.lake}'"


def _end(error: Exception) -> NoReturn:
    _print(error)
    if isinstance(error, RunInterruptedError):
        sys.exit(INTERRUPTED)
    sys.exit(2 if isinstance(error, UserError) and not isinstance(error, LockLostError) else 1)


def _interrupted() -> NoReturn:
    """Before a run has begun, or in a command that only reads."""
    _end(RunInterruptedError("Interrupted: nothing is half-written; give the same command again."))


def _print(error: Exception) -> None:
    errors.print(f"[bold red]Error:[/] {escape(str(error))}")
