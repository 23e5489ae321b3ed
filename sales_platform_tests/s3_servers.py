"""Real S3 servers over HTTP on loopback, each in a process of its own: moto's, and an independent one (localbucket)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

SECRET = "wJalrXUtnFEMI-do-not-show-this-secret"  # noqa: S105 - of a test server
BUCKET = "sales-platform"
START_SECONDS = 300
_MOTO = """
import sys
from functools import cache
from moto import server
server.DomainDispatcherApplication.get_backend_for_host = cache(server.DomainDispatcherApplication.get_backend_for_host)
server.MotoRequestHandler.log_request = lambda *_: None
server.main(["-H", "127.0.0.1", "-p", sys.argv[1]])
"""
"""Moto's own program, but that it lists the folders of its hundreds of services once, not for each request, and writes no log."""
_MOST_DELETED = 1000
"""In one request, as S3 has it."""


@dataclass(frozen=True)
class S3Server:
    """A running server with one empty bucket.

    Attributes:
        url: where it answers.
        client: a client of it.
    """

    url: str
    client: Any

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that point the platform at its bucket."""
        return {
            "S3_BUCKET_NAME": BUCKET,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "AKIDTESTKEY",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_ENDPOINT_URL": self.url,
        }

    def empty(self) -> "S3Server":
        """The server, with an empty bucket."""
        keys = self.keys("")
        for first in range(0, len(keys), _MOST_DELETED):
            some = [{"Key": key} for key in keys[first : first + _MOST_DELETED]]
            try:
                self.client.delete_objects(Bucket=BUCKET, Delete={"Objects": some, "Quiet": True})
            except ClientError:  # localbucket deletes one at a time
                for key in some:
                    self.client.delete_object(Bucket=BUCKET, **key)
        return self

    def land(self, path: str, content: bytes | str) -> None:
        """Put a landed file."""
        body = content.encode() if isinstance(content, str) else content
        self.client.put_object(Bucket=BUCKET, Key=f"landing/{path}", Body=body)

    def land_folder(self, folder: Path) -> int:
        """Put all files of a landing folder; returns how many."""
        return self.put_folder(folder, "landing")

    def put_folder(self, folder: Path, prefix: str) -> int:
        """Put all files of a folder below a prefix; returns how many."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            self.client.put_object(Bucket=BUCKET, Key=f"{prefix}/{path.relative_to(folder).as_posix()}", Body=path.read_bytes())
        return len(files)

    def keys(self, prefix: str) -> list[str]:
        """The keys below a prefix."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", ())]


@contextmanager
def moto_server() -> Iterator[S3Server]:
    """Moto's server."""
    port = free_port()
    with _served([sys.executable, "-W", "ignore", "-c", _MOTO, str(port)], port) as server:
        yield server


@contextmanager
def localbucket_server(folder: Path) -> Iterator[S3Server]:
    """The server of the package localbucket, with its files in the folder."""
    port = free_port()
    program = str(Path(sys.executable).with_name("localbucket"))
    with _served([program, "--port", str(port), str(folder)], port) as server:
        yield server


@contextmanager
def _served(command: list[str], port: int) -> Iterator[S3Server]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(port, process)
            client = boto3.client(
                "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="AKIDTESTKEY", aws_secret_access_key=SECRET
            )
            client.create_bucket(Bucket=BUCKET)
            yield S3Server(url, client)
        finally:
            process.kill()


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when something listens on the port; the server may take long on a busy machine, but not end."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
