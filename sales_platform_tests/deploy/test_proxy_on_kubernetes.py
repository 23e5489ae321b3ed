"""The proxy as a part of the manifests: what it calls is there, and an overlay with it can be made."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from sales_platform_tests.deploy.manifests import DEPLOY, KUBERNETES, Manifest, manifests, named, read, values

NEWEST = str(kubernetes_validate.latest_version())
OVERLAY = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: sales-platform
resources: [{sail}]
components: [{proxy}, {images}]
"""


def proxy() -> list[Manifest]:
    return list(yaml.safe_load_all((DEPLOY / "proxy" / "kubernetes.yaml").read_text(encoding="utf-8")))


def container() -> Manifest:
    (only,) = named(proxy(), "Deployment", "sales-platform-proxy")["spec"]["template"]["spec"]["containers"]
    found: Manifest = only
    return found


def test_the_manifests_of_the_proxy_are_valid_and_listed() -> None:
    for manifest in proxy():
        kubernetes_validate.validate(manifest, NEWEST, strict=True)
    listed = read(DEPLOY / "proxy" / "kustomization.yaml")
    files = {*listed["resources"], *listed["configMapGenerator"][0]["files"], "kustomization.yaml", "compose.yaml"}
    assert files == {path.name for path in (DEPLOY / "proxy").iterdir()}


def test_it_knows_every_variable_of_the_caddyfile_and_no_secret_of_it() -> None:
    wanted = set(re.findall(r"\{\$([A-Z_]+)", (DEPLOY / "proxy" / "Caddyfile").read_text()))
    secret = {"PROXY_USER", "PROXY_PASSWORD_HASH"}
    assert {one["name"] for one in container()["env"]} == wanted - secret
    assert container()["envFrom"] == [{"secretRef": {"name": "sales-platform-proxy"}}]


def test_it_calls_the_services_of_the_manifests_on_their_ports() -> None:
    told = {one["name"]: one.get("value", "") for one in container()["env"]}
    for name in ("PROXY_TO_DASHBOARD", "PROXY_TO_SQL"):
        host, port = told[name].split(":")
        assert [str(one["port"]) for one in named(manifests("base"), "Service", host)["spec"]["ports"]] == [port]
    assert told["PROXY_TO_DAGSTER"].endswith(f":{values()['dagsterWebserver']['service']['port']}")
    opened = {one["name"]: str(one["containerPort"]) for one in container()["ports"]}
    assert opened == {
        "http": told["PROXY_HTTP_PORT"],
        "https": told["PROXY_HTTPS_PORT"],
        "sql": told["PROXY_SQL_SITE"].split(":")[1],
    }
    service = named(proxy(), "Service", "sales-platform-proxy")
    assert {one["targetPort"] for one in service["spec"]["ports"]} == set(opened)


def test_it_has_the_label_that_the_network_policy_lets_others_reach() -> None:
    label = named(manifests("base"), "NetworkPolicy", "proxy-from-anywhere")["spec"]["podSelector"]["matchLabels"]
    assert named(proxy(), "Deployment", "sales-platform-proxy")["spec"]["template"]["metadata"]["labels"] == label


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl, which has kustomize in it")
def test_an_overlay_with_the_proxy_can_be_made(tmp_path: Path) -> None:
    where = {"sail": KUBERNETES / "sail", "images": KUBERNETES / "images", "proxy": DEPLOY / "proxy"}
    paths = {name: os.path.relpath(path, tmp_path.resolve()) for name, path in where.items()}
    (tmp_path / "kustomization.yaml").write_text(OVERLAY.format(**paths))
    made = subprocess.run(["kubectl", "kustomize", str(tmp_path)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    found = list(yaml.safe_load_all(made.stdout))
    for manifest in found:
        kubernetes_validate.validate(manifest, NEWEST, strict=True)
    pod = named(found, "Deployment", "sales-platform-proxy")["spec"]["template"]["spec"]
    assert pod["containers"][0]["image"] == "caddy:2"
    (configuration,) = (one["configMap"]["name"] for one in pod["volumes"] if one["name"] == "configuration")
    assert "Caddyfile" in named(found, "ConfigMap", configuration)["data"]
