"""Every variable in ``deploy/`` is one that the platform, Dagster's storage or an engine knows."""

import mmap
import re
from pathlib import Path

import pysail

from sales_platform_tests.deploy.manifests import DEPLOY, KUBERNETES, compose, containers, manifests, named, read, values

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
OF_PROXY = {"PROXY_SITE", "PROXY_SQL_SITE", "PROXY_USER", "PROXY_PASSWORD_HASH"}
OF_SECRETS = {"SALES_ALERTS"}
OF_THE_MACHINE = {"DAGSTER_HOME", "SALES_CHROMIUM"}
"""The image has the first; it has no Chromium."""
OF_PAGES = {"SALES_DASHBOARD_PREFIX", "SALES_DASHBOARD_EMBED", "SALES_DASHBOARD_URL"}
"""Where pages are served; the compose file of the proxy says it."""
OF_RUNS = {"SALES_ALERTS", "SALES_ALERT_LIMITS", "SALES_RETENTION_DAYS", "SALES_SCHEDULE", "SALES_TIMEZONE", "SALES_WRITER"}
"""Of nothing that only reads."""
COMPOSE = ("compose.yaml", "proxy/compose.yaml")


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


def test_the_variables_of_sail_are_keys_of_the_version_that_is_installed() -> None:
    (library,) = (path for path in Path(pysail.__file__).parent.glob("_native*.so"))
    keys = {
        name: f"- key: {name.removeprefix('SAIL_').lower().replace('__', '.')}\n" for name in OF_SAIL if name.startswith("SAIL_")
    }
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        assert [name for name, key in keys.items() if text.find(key.encode()) < 0] == []
        assert text.find(b"- key: kubernetes.no_such_key\n") < 0


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
    elsewhere = {"DAGSTER_HOME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SALES_ALLOW_UNSAFE_S3"} | OF_SECRETS
    assert settings_of_readme() - elsewhere <= set(re.findall(r"[A-Z0-9_]+", (KUBERNETES / "base/settings.yaml").read_text()))


def test_the_variables_of_compose_are_settings() -> None:
    known = settings_of_readme() | OF_DAGSTER
    for file in COMPOSE:
        for name, service in compose(file).items():
            assert set(service.get("environment", {})) <= known | (OF_PROXY if name == "proxy" else set()), (file, name)


def test_the_services_of_compose_that_read_the_lake_have_all_settings_that_decide_what_it_is() -> None:
    decide = settings_of_readme() - OF_THE_MACHINE
    for name in ("code", "webserver", "daemon"):
        assert decide - set(compose("compose.yaml")[name]["environment"]) - OF_PAGES == set(), name
    for name in ("dashboard", "sql"):
        told = OF_PAGES | {"SALES_DAGSTER_URL"} if name == "sql" else set()
        assert decide - set(compose("proxy/compose.yaml")[name]["environment"]) - OF_RUNS - told == set(), name


def test_compose_takes_secrets_from_the_environment_only() -> None:
    taken = set()
    for file in COMPOSE:
        for service in compose(file).values():
            for name, value in service.get("environment", {}).items():
                if re.search("PASSWORD|ACCESS_KEY", name):
                    assert re.fullmatch(rf"\$\{{{name}(:-|:\?[^}}]*)\}}", value), name
                    taken.add(name)
    assert taken == {"POSTGRES_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PROXY_PASSWORD_HASH"}


def test_the_proxy_calls_services_of_compose_on_the_ports_they_listen_on() -> None:
    caddyfile = (DEPLOY / "proxy" / "Caddyfile").read_text()
    called = dict(re.findall(r"\{\$PROXY_TO_[A-Z]+:([a-z]+):([0-9]+)\}", caddyfile))
    services = compose("compose.yaml") | compose("proxy/compose.yaml")
    assert set(called) == {"dashboard", "webserver", "sql"}
    for name, port in called.items():
        assert re.search(rf"(--port|-p) {port}( |$)", services[name]["command"]), name
    assert {*services["proxy"]["environment"]} <= set(re.findall(r"\{\$([A-Z_]+)", caddyfile))
    assert "handle @dagster" in caddyfile
    assert services["webserver"]["command"].endswith("--path-prefix /dagster")
    assert services["proxy"]["environment"]["PROXY_SQL_SITE"].endswith(":32443")
    assert "32443:32443" in services["proxy"]["ports"]


def test_only_the_proxy_is_reached_from_outside() -> None:
    open_to_all = {
        name
        for file in COMPOSE
        for name, service in compose(file).items()
        for port in service.get("ports", [])
        if not port.startswith("127.0.0.1:")
    }
    assert open_to_all == {"proxy"}
