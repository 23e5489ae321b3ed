"""The services of ``deploy/compose.yaml`` without containers: their commands, as the image's plain user, on a read-only root.

The code and the packages cannot be written by that user, there is no HOME, and only Dagster's home and the folder of temporary
files are its own. PostgreSQL and S3 are real servers.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from sales_platform_tests.deploy.manifests import DEPLOY, compose
from sales_platform_tests.s3_servers import S3Server, free_port

HOME = "/opt/dagster/home"
USER = "nobody"
_PLAIN = (
    *("setpriv", "--reuid", USER, "--regid", "nogroup", "--clear-groups"),
    *("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"),
)
"""Root becomes a user who may write nothing of others, but read all: the interpreter may be in a folder of root's."""
PATIENCE_SECONDS = 240
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")


@dataclass(frozen=True)
class Stack:
    """The running services.

    Attributes:
        folder: ``app`` with the code, ``home``, ``tmp``, and a log of each service.
        environment: of each service.
        database: how to reach Dagster's storage.
        web: the port of the web server.
    """

    folder: Path
    environment: Mapping[str, str]
    database: str
    web: int

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """What Dagster's storage answers."""
        connection = psycopg2.connect(self.database)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question)
                found: list[tuple[object, ...]] = cursor.fetchall()
        finally:
            connection.close()
        return found

    def runs(self, status: str) -> int:
        """How many runs have a status."""
        return sum(found == status for (found,) in self.rows("SELECT status FROM runs"))

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.2)
        logs = "\n".join(f"{log.name}:\n{log.read_text()[-3000:]}" for log in self.folder.glob("*.log"))
        raise AssertionError(f"{what} did not come:\n{logs}")

    def answers(self) -> bool:
        """Whether the web server answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/server_info", timeout=60) as answer:
                return int(answer.status) == 200
        except OSError:
            return False

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """A command in a container of the image, to its end."""
        return subprocess.run(
            _as_the_user(shlex.split(command)),
            cwd=self.folder / "app",
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )


@contextmanager
def stack(postgres: Mapping[str, str], bucket: S3Server) -> Iterator[Stack]:
    """Start all services but the database, as compose names them; end them with the context."""
    ports = {"4000": str(free_port()), "3000": str(free_port())}
    with ExitStack() as running, tempfile.TemporaryDirectory(prefix="sales_stack_") as name:
        folder = Path(name)
        _lay_out(folder, postgres["PORT"], ports["4000"])
        variables = {**postgres, **bucket.environment}
        environment = {
            **{key: _filled(value, variables) for key, value in compose("compose.yaml")["code"]["environment"].items()},
            "POSTGRES_HOST": postgres["POSTGRES_HOST"],
            "DAGSTER_HOME": str(folder / "home"),
            "PYTHONPATH": str(folder / "app"),
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "TMPDIR": str(folder / "tmp"),
        }
        for service in ("code", "webserver", "daemon"):
            command = _command(compose("compose.yaml")[service]["command"], folder, ports)
            running.enter_context(_service(service, command, folder, environment))
        address = f"host=127.0.0.1 port={postgres['PORT']} dbname=dagster user=dagster"
        yield Stack(folder, environment, address, int(ports["3000"]))


def _lay_out(folder: Path, postgres: str, code: str) -> None:
    """What the image has: code that only root writes, and a home of the user."""
    folder.chmod(0o755)
    shutil.copytree(DEPLOY.parent / "sales_platform", folder / "app/sales_platform", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "app").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for own in ("home", "tmp"):
        (folder / own).mkdir()
    settings = (DEPLOY / "dagster.yaml").read_text().replace("port: 5432", f"port: {postgres}")
    workspace = (DEPLOY / "workspace.yaml").read_text().replace("host: code", "host: 127.0.0.1").replace("4000", code)
    (folder / "home/dagster.yaml").write_text(settings)
    (folder / "home/workspace.yaml").write_text(workspace)
    if os.geteuid() == 0:
        for path in (folder / "home", folder / "tmp", *(folder / "home").iterdir()):
            shutil.chown(path, USER)


def _filled(value: str, variables: Mapping[str, str]) -> str:
    """A value of the compose file, as compose fills it in."""
    return _VARIABLE.sub(lambda found: variables.get(found[1]) or found[2] or "", value)


def _command(text: str, folder: Path, ports: Mapping[str, str]) -> list[str]:
    here = text.replace(HOME, str(folder / "home")).replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - it is not
    return [ports.get(argument, argument) for argument in shlex.split(here)]


def _as_the_user(command: Sequence[str]) -> list[str]:
    program = str(Path(sys.executable).parent / command[0])
    return [*(_PLAIN if os.geteuid() == 0 else ()), program, *command[1:]]


@contextmanager
def _service(name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            _as_the_user(command),
            cwd=folder / "app",
            env=dict(environment),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
