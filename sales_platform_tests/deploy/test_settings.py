"""Every variable in ``deploy/`` is one that the platform, Dagster's storage or an engine knows."""

import re
from pathlib import Path

from sales_platform_tests.deploy.manifests import KUBERNETES, compose, containers, manifests, named, read, values

PROJECT = Path(__file__).parents[2]
OF_DAGSTER = {"POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"}
"""Named by deploy/dagster.yaml; the image of PostgreSQL has the last three as well."""
OF_POSTGRES = {"PGDATA"}
OF_SPARK = {"POD_NAME", "EXECUTOR_IMAGE"}
"""Ours, for the command of the server."""
OF_SAIL = {
    *("RUST_LOG", "SAIL_MODE", "SAIL_CLUSTER__DRIVER_LISTEN_HOST", "SAIL_CLUSTER__DRIVER_EXTERNAL_HOST"),
    *("SAIL_CLUSTER__WORKER_INITIAL_COUNT", "SAIL_CLUSTER__WORKER_MAX_COUNT", "SAIL_CLUSTER__WORKER_TASK_SLOTS"),
    *("SAIL_KUBERNETES__NAMESPACE", "SAIL_KUBERNETES__DRIVER_POD_NAME", "SAIL_KUBERNETES__IMAGE"),
    *("SAIL_KUBERNETES__WORKER_SERVICE_ACCOUNT_NAME", "SAIL_KUBERNETES__WORKER_POD_TEMPLATE"),
}
OF_PROXY = {"PROXY_HOST", "PROXY_USER", "PROXY_PASSWORD_HASH"}


def settings_of_readme() -> set[str]:
    table = (PROJECT / "README.md").read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    rows = (line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    return {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}


def test_the_variables_of_manifests_are_settings() -> None:
    known = settings_of_readme() | OF_DAGSTER | OF_POSTGRES | OF_SPARK | OF_SAIL
    of_containers = {one["name"] for _, container in containers() for one in container.get("env", [])}
    of_settings = set(named(manifests("base"), "ConfigMap", "sales-platform-settings")["data"])
    of_overlays = {name for part in ("sail", "spark") for name in read(KUBERNETES / part / "remote.yaml")["data"]}
    of_chart = {one["name"] for code in values()["dagster-user-deployments"]["deployments"] for one in code["env"]}
    assert of_containers | of_settings | of_overlays | of_chart <= known
    assert of_settings & {"POSTGRES_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} == set()


def test_keys_that_pods_take_from_the_settings_can_be_set_there() -> None:
    named_in_comment = set(re.findall(r"[A-Z][A-Z0-9_]+", (KUBERNETES / "base/settings.yaml").read_text()))
    keys = [
        one["valueFrom"]["configMapKeyRef"]["key"]
        for _, container in containers()
        for one in container.get("env", [])
        if "configMapKeyRef" in one.get("valueFrom", {})
    ]
    assert keys
    assert set(keys) <= named_in_comment


def test_every_setting_of_the_readme_can_be_given_on_kubernetes() -> None:
    elsewhere = {"DAGSTER_HOME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SALES_ALLOW_UNSAFE_S3"}
    assert settings_of_readme() - elsewhere <= set(re.findall(r"[A-Z0-9_]+", (KUBERNETES / "base/settings.yaml").read_text()))


def test_the_variables_of_compose_are_settings() -> None:
    for service in compose("compose.yaml").values():
        assert set(service.get("environment", {})) <= settings_of_readme() | OF_DAGSTER
