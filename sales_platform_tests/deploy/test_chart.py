"""Secrets, Dagster's chart, and what both must agree on with the manifests."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from sales_platform_tests.deploy.manifests import (
    KUBERNETES,
    PARTS,
    Manifest,
    containers,
    manifests,
    named,
    read,
    settings_of,
    values,
)

HELM = """#!/bin/sh
echo "$@" >> {calls}
case "$1" in
version) echo v3.15.0;;
pull) mkdir -p "$4/dagster";;
template) cat <<MADE
apiVersion: v1
kind: Pod
metadata: {{name: made}}
spec: {{containers: [{{name: code, image: "sales-platform:0.2.0"}}, {{name: database, image: "postgres:17"}}]}}
MADE
esac
"""
"""What kustomize calls as helm: it makes one pod."""
DATABASE_PASSWORD = {"name": "sales-platform-database", "key": "postgresql-password"}


def test_no_secret_has_a_value_in_a_file() -> None:
    assert not [one for part in PARTS for one in manifests(part) if one["kind"] == "Secret"]
    for path in KUBERNETES.rglob("*.yaml"):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            assert secret_values(document) == [], path


def secret_values(node: Any) -> list[str]:
    """Texts under keys, or of variables, whose name says that they are secret."""
    if isinstance(node, list):
        return [found for one in node for found in secret_values(one)]
    if not isinstance(node, dict):
        return []
    pairs = [*node.items(), *([(str(node["name"]), node["value"])] if {"name", "value"} <= set(node) else [])]
    telling = ("password", "secret_access", "access_key", "token", "credential")
    own = [
        f"{key}={value}"
        for key, value in pairs
        if isinstance(value, str) and value and any(word in str(key).lower() for word in telling)
    ]
    return own + [found for value in node.values() for found in secret_values(value)]


def test_the_search_for_secrets_finds_one() -> None:
    assert secret_values([{"env": [{"name": "POSTGRES_PASSWORD", "value": "x"}]}, {"postgresqlPassword": "y"}]) == [
        "POSTGRES_PASSWORD=x",
        "postgresqlPassword=y",
    ]


def test_secrets_come_from_secrets_through_the_environment() -> None:
    chart = values()
    (code,) = chart["dagster-user-deployments"]["deployments"]
    assert chart["global"]["postgresqlSecretName"] == "sales-platform-database"
    assert chart["generatePostgresqlPasswordSecret"] is False
    wanted = {"name": "POSTGRES_PASSWORD", "valueFrom": {"secretKeyRef": DATABASE_PASSWORD}}
    assert code["env"] == [wanted]
    assert code["envSecrets"] == [{"name": f"sales-platform-{one}", "optional": True} for one in ("aws", "alerts")]
    with_password = {where for where, one in containers() if wanted in one.get("env", [])}
    assert with_password == {"base/sales-platform-database", "base/sales-platform-dashboard"}


def test_one_run_at_a_time() -> None:
    queue = values()["dagsterDaemon"]["runCoordinator"]
    assert queue["enabled"] is True
    assert queue["type"] == "QueuedRunCoordinator"
    limits = queue["config"]["queuedRunCoordinator"]
    assert limits["maxConcurrentRuns"] == 1
    own = read(KUBERNETES.parent / "dagster.yaml")["run_coordinator"]["config"]
    assert limits["tagConcurrencyLimits"] == own["tag_concurrency_limits"]
    (code,) = values()["dagster-user-deployments"]["deployments"]
    assert code["deploymentStrategy"] == {"type": "Recreate"}


def test_dagsters_values_say_what_its_image_and_the_manifests_say() -> None:
    chart: Manifest = values()
    settings = settings_of("sail")
    assert chart["postgresql"]["enabled"] is False
    assert chart["postgresql"]["postgresqlHost"] == settings["POSTGRES_HOST"]
    assert chart["postgresql"]["postgresqlUsername"] == settings["POSTGRES_USER"]
    assert chart["postgresql"]["postgresqlDatabase"] == settings["POSTGRES_DB"]
    assert named(manifests("base"), "Service", settings["POSTGRES_HOST"])
    own = read(KUBERNETES.parent / "dagster.yaml")
    assert chart["postgresql"]["postgresqlScheme"] == own["storage"]["postgres"]["postgres_db"]["scheme"]
    launcher = chart["runLauncher"]["config"]["customRunLauncher"]
    assert {key: launcher[key] for key in ("module", "class")} == own["run_launcher"]
    assert f"DAGSTER_HOME={chart['global']['dagsterHome']} " in (KUBERNETES.parent / "Dockerfile").read_text()
    (code,) = chart["dagster-user-deployments"]["deployments"]
    assert code["codeServerArgs"] == ["-m", "sales_platform.definitions"]
    assert code["envConfigMaps"] == [{"name": "sales-platform-settings"}]


def test_the_probes_of_dagsters_web_server_ask_its_port_below_its_prefix() -> None:
    server = values()["dagsterWebserver"]
    for probe in ("readinessProbe", "livenessProbe"):
        assert server[probe]["httpGet"] == {"path": f"{server['pathPrefix']}/server_info", "port": server["service"]["port"]}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl, which has kustomize in it")
def test_kustomize_gives_the_values_to_helm_and_the_images_to_what_it_makes(tmp_path: Path) -> None:
    place = shutil.copytree(KUBERNETES, tmp_path / "kubernetes")
    images = place / "images" / "kustomization.yaml"
    images.write_text(images.read_text().replace("newName: sales-platform,", "newName: registry.example.com/sales-platform,"))
    helm = tmp_path / "helm"
    helm.write_text(HELM.format(calls=tmp_path / "calls"))
    helm.chmod(0o755)
    command = ["kubectl", "kustomize", "--enable-helm", "--helm-command", str(helm), str(place / "dagster")]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (pod,) = yaml.safe_load_all(made.stdout)
    assert pod["metadata"]["namespace"] == "sales-platform"
    assert [one["image"] for one in pod["spec"]["containers"]] == ["registry.example.com/sales-platform:0.2.0", "postgres:17"]
    calls = (tmp_path / "calls").read_text()
    assert re.search(r"^template dagster .* --namespace sales-platform -f \S+$", calls, re.MULTILINE), calls


def test_the_chart_is_of_the_version_of_dagster_that_is_locked() -> None:
    (chart,) = read(KUBERNETES / "dagster/kustomization.yaml")["helmCharts"]
    lock = (Path(__file__).parents[2] / "requirements.lock").read_text()
    assert f"\ndagster=={chart['version']} " in lock
