"""The command line's way in: a command runs, and what is wrong is one sentence."""

import sys
from typing import NoReturn

from deltalake.exceptions import DeltaError
from dotenv import load_dotenv
from rich.markup import escape

from sales_platform.command_options import errors
from sales_platform.errors import LockLostError, RunFailedError, RunInterruptedError, UserError
from sales_platform.without_pandas import arrow_without_pandas

INTERRUPTED = 130
"""The exit code of what was interrupted, as shells have it."""


def main() -> None:
    """Run a command; what the user can correct is one sentence and exit code 2."""
    load_dotenv()
    arrow_without_pandas()
    try:
        # after .env, which may name companies; and inside, for what these declare may not fit together
        from sales_platform.commands import app  # noqa: PLC0415 - as said

        app()
    except RunInterruptedError as error:
        _print(error)
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    except (LockLostError, RunFailedError) as error:
        _print(error)
        sys.exit(1)
    except UserError as error:
        _print(error)
        sys.exit(2)
    except (DeltaError, OSError) as error:  # of the disk, the network or the object store
        problem = str(error).strip().splitlines()[0][:300]
        _print(RunFailedError(f"The lake or the landing failed ({problem}): nothing is half-written; run again."))
        sys.exit(1)


def _interrupted() -> NoReturn:
    """Before a run has begun, or in a command that only reads."""
    _print(RunInterruptedError("Interrupted: nothing is half-written; give the same command again."))
    sys.exit(INTERRUPTED)


def _print(error: Exception) -> None:
    errors.print(f"[bold red]Error:[/] {escape(str(error))}")
