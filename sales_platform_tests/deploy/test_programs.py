"""The Dockerfile and the compose files by the programs that are made for them, where those are, and by what they must hold."""

import os
import re
import shutil
import subprocess

import pytest

from sales_platform_tests.deploy.manifests import DEPLOY, compose

_REQUIRED = {"POSTGRES_PASSWORD": "secret", "S3_BUCKET_NAME": "sales-platform"}


def _has_compose() -> bool:
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _has_compose(), reason="there is no docker compose: install Docker's plugin")
def test_compose_reads_its_file() -> None:
    command = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    done = subprocess.run(command, env={**os.environ, **_REQUIRED}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="there is no hadolint")
def test_hadolint_has_nothing_to_say_of_the_dockerfile() -> None:
    done = subprocess.run(["hadolint", str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_names_its_release_leaves_no_cache_and_ends_as_a_plain_user() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    instructions = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    (image,) = (rest for name, rest in instructions if name == "FROM")
    assert re.fullmatch(r"\S+:(?!latest)\S+", image)
    installs = [part for name, rest in instructions if name == "RUN" for part in rest.split("&&") if "pip install" in part]
    assert len(installs) == 2
    assert all("--no-cache-dir" in part for part in installs)
    assert instructions[-1] == ["USER", "1000"]
    assert all(rest.startswith("/") for name, rest in instructions if name == "WORKDIR")


def test_services_wait_for_services_that_there_are_and_only_loopback_is_published() -> None:
    services = compose("compose.yaml")
    assert {other for service in services.values() for other in service.get("depends_on", ())} <= set(services)
    published = [port for service in services.values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:3000:3000"]
