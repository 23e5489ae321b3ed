"""What stands in ``deploy/``, as data."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
PARTS = ("base", "sail", "spark")
OVERLAYS = ("sail", "spark")
Manifest = dict[str, Any]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def values() -> Manifest:
    """The values of Dagster's chart."""
    found: Manifest = read(KUBERNETES / "dagster" / "values.yaml")
    return found


def compose(*names: str) -> Manifest:
    """The services of compose files: name -> service."""
    return {name: service for file in names for name, service in read(DEPLOY / file)["services"].items()}


def manifests(part: str) -> list[Manifest]:
    """What the kustomization of a part lists of its own folder."""
    listed = read(KUBERNETES / part / "kustomization.yaml")["resources"]
    files = [KUBERNETES / part / name for name in listed if not name.startswith("..")]
    return [found for file in files for found in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def of_overlay(overlay: str) -> list[Manifest]:
    """All of an overlay, its base included."""
    return [*manifests("base"), *manifests(overlay)]


def named(found: list[Manifest], kind: str, name: str) -> Manifest:
    (only,) = (one for one in found if one["kind"] == kind and one["metadata"]["name"] == name)
    return only


def pod_templates() -> Iterator[tuple[str, Manifest]]:
    """Every pod of the manifests, those that the engines start included: where it stands -> metadata and spec."""
    for part in PARTS:
        for found in manifests(part):
            if "template" in found.get("spec", {}):
                yield f"{part}/{found['metadata']['name']}", found["spec"]["template"]
    yield "sail's workers", sail_worker()
    yield "spark's executors", yaml.safe_load(named(manifests("spark"), "ConfigMap", "spark-connect")["data"]["executor.yaml"])


def settings_of(overlay: str) -> dict[str, str]:
    """The settings of the platform's pods in an overlay."""
    base = named(manifests("base"), "ConfigMap", "sales-platform-settings")["data"]
    return {**base, **read(KUBERNETES / overlay / "remote.yaml")["data"]}


def sail_worker() -> Manifest:
    server = named(manifests("sail"), "Deployment", "sail")["spec"]["template"]["spec"]["containers"][0]
    (template,) = (one["value"] for one in server["env"] if one["name"] == "SAIL_KUBERNETES__WORKER_POD_TEMPLATE")
    read_template: Manifest = json.loads(template)
    return read_template


def containers() -> Iterator[tuple[str, Manifest]]:
    for where, template in pod_templates():
        for container in template["spec"]["containers"]:
            yield where, container
