"""A PostgreSQL server of Debian's packages, for Dagster's history."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sales_platform_tests.s3_servers import free_port

USER = "dagster"
_HOST = "127.0.0.1"


@dataclass(frozen=True)
class PostgresServer:
    """A running server.

    Attributes:
        programs: where those of PostgreSQL are.
        port: where it listens.
    """

    programs: Path
    port: str

    def empty(self, database: str = USER) -> dict[str, str]:
        """The variables that lead to an empty database; whoever is connected to a former one of its name is cut off."""
        for program, options in {"dropdb": ["--force", "--if-exists"], "createdb": []}.items():
            address = ["-h", _HOST, "-p", self.port, "-U", USER]
            subprocess.run([self.programs / program, *options, *address, database], check=True, stderr=subprocess.DEVNULL)
        return {
            "POSTGRES_HOST": _HOST,
            "POSTGRES_DB": database,
            "POSTGRES_USER": USER,
            "POSTGRES_PASSWORD": "secret",
            "PORT": self.port,
        }


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server without any database of ours; the test is skipped where PostgreSQL is not installed."""
    found = shutil.which("initdb") or next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None)
    if found is None:
        pytest.skip("there is no PostgreSQL server on this machine (apt-get install postgresql)")
    programs, folder = Path(os.path.realpath(found)).parent, Path("/tmp") / f"sales_postgres_{os.getpid()}"
    user = "postgres" if os.geteuid() == 0 else None  # it does not run as root
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    port = str(free_port())
    try:
        command: list[str | Path] = [programs / "initdb", "-D", folder / "data", "-U", USER, "--auth", "trust"]
        subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
        options = f"-p {port} -k {folder} -c listen_addresses={_HOST} -c fsync=off"
        control: list[str | Path] = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
        subprocess.run([*control, "-o", options, "start"], check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
        yield PostgresServer(programs, port)
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    finally:
        shutil.rmtree(folder)
