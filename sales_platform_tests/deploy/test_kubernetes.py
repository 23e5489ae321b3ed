"""The manifests: valid for Kubernetes, complete, and of one piece with each other."""

import shutil
import subprocess

import kubernetes_validate
import pytest
import yaml

from sales_platform_tests.deploy.manifests import (
    KUBERNETES,
    OVERLAYS,
    PARTS,
    containers,
    manifests,
    named,
    of_overlay,
    pod_templates,
    read,
    sail_worker,
    settings_of,
    values,
)

OF_THE_PROXY = "caddy"
OLDEST, NEWEST = "1.31", str(kubernetes_validate.latest_version())


def images() -> dict[str, str]:
    """Every image by the name that manifests have for it."""
    return {one["name"]: f"{one['newName']}:{one['newTag']}" for one in read(KUBERNETES / "images/kustomization.yaml")["images"]}


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("part", PARTS)
def test_every_manifest_is_valid_to_the_letter(part: str, version: str) -> None:
    found = manifests(part)
    assert found
    for manifest in found:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_the_check_of_manifests_refuses_a_misspelled_field() -> None:
    service = named(manifests("base"), "Service", "sales-platform-dashboard")
    with pytest.raises(kubernetes_validate.ValidationError, match="selectors"):
        kubernetes_validate.validate({**service, "spec": {**service["spec"], "selectors": {}}}, NEWEST, strict=True)


def test_the_pods_that_the_engines_start_are_valid() -> None:
    executors = dict(pod_templates())["spark's executors"]
    for metadata_and_spec in (sail_worker(), executors):
        template = {key: metadata_and_spec[key] for key in ("metadata", "spec")}
        found = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "engine"}, "template": template}
        kubernetes_validate.validate(found, NEWEST, strict=True)


def test_kustomizations_list_every_file_that_is_there_and_no_other() -> None:
    for folder in [path.parent for path in KUBERNETES.rglob("kustomization.yaml")]:
        kustomization = read(folder / "kustomization.yaml")
        listed = [*kustomization.get("resources", []), *(one["path"] for one in kustomization.get("patches", []))]
        listed += [one["valuesFile"] for one in kustomization.get("helmCharts", [])]
        assert {name for name in listed if not name.startswith("..")} == {path.name for path in folder.iterdir()} - {
            "kustomization.yaml",
            "charts",  # where kustomize puts the chart
        }, folder
        for other in (name for name in [*listed, *kustomization.get("components", [])] if name.startswith("..")):
            assert (folder / other / "kustomization.yaml").is_file(), other


def test_every_image_is_named_in_one_place() -> None:
    used = {container["image"] for _, container in containers() if "image" in container}
    assert used <= set(images())
    chart = values()
    of_chart = [chart["dagsterWebserver"]["image"], chart["dagsterDaemon"]["image"], chart["postgresql"]["image"]]
    of_chart += [chart["busybox"]["image"], *(one["image"] for one in chart["dagster-user-deployments"]["deployments"])]
    assert {one["repository"] for one in of_chart} | used == set(images()) - {OF_THE_PROXY}
    for part in (*OVERLAYS, "dagster"):
        assert read(KUBERNETES / part / "kustomization.yaml")["components"] == ["../images"]


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl, which has kustomize in it")
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kustomize_makes_valid_manifests_with_the_engines_image_everywhere(overlay: str) -> None:
    command = ["kubectl", "kustomize", str(KUBERNETES / overlay)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    found = list(yaml.safe_load_all(made.stdout))
    assert len(found) == len(of_overlay(overlay))
    for manifest in found:
        kubernetes_validate.validate(manifest, NEWEST, strict=True)
        assert manifest["metadata"].get("namespace", "sales-platform") == "sales-platform"
    remote = named(found, "ConfigMap", "sales-platform-settings")["data"]["SPARK_REMOTE"]
    assert remote == settings_of(overlay)["SPARK_REMOTE"]
    server = named(found, "Deployment", "sail" if overlay == "sail" else "spark-connect")["spec"]["template"]["spec"][
        "containers"
    ][0]
    started = [one["value"] for one in server["env"] if one["name"] in ("SAIL_KUBERNETES__IMAGE", "EXECUTOR_IMAGE")]
    assert started == [server["image"]]
    assert server["image"] in images().values()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_spark_remote_is_a_service_of_the_overlay_and_its_port(overlay: str) -> None:
    host, port = settings_of(overlay)["SPARK_REMOTE"].removeprefix("sc://").split(":")
    service = named(manifests(overlay), "Service", host)
    assert [str(one["port"]) for one in service["spec"]["ports"]] == [port]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_service_has_pods_that_listen_on_its_ports(overlay: str) -> None:
    found = of_overlay(overlay)
    workloads = [one["spec"]["template"] for one in found if "template" in one.get("spec", {})]
    for service in (one for one in found if one["kind"] == "Service"):
        behind = [pod for pod in workloads if service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()]
        (pod,) = behind
        ports = {port["name"]: port["containerPort"] for one in pod["spec"]["containers"] for port in one["ports"]}
        for port in service["spec"]["ports"]:
            assert ports[port["targetPort"]] == port["port"], service["metadata"]["name"]


def test_commands_listen_on_the_ports_that_their_containers_open() -> None:
    checked = 0
    for where, container in containers():
        command = container.get("command", [])
        if "--port" in command:
            assert [command[command.index("--port") + 1]] == [str(one["containerPort"]) for one in container["ports"]], where
            checked += 1
    assert checked == 3  # dashboard, SQL server, Sail
    spark = dict(
        line.split("=", 1)
        for line in named(manifests("spark"), "ConfigMap", "spark-connect")["data"]["spark.properties"].splitlines()
    )
    (server,) = (one for where, one in containers() if where == "spark/spark-connect")
    names = ("spark.connect.grpc.binding.port", "spark.driver.port", "spark.driver.blockManager.port")
    assert [spark[name] for name in names] == [str(port["containerPort"]) for port in server["ports"]]
    assert named(manifests("spark"), "Service", spark["spark.driver.host"])["spec"]["publishNotReadyAddresses"] is True


def test_every_server_has_probes_resources_and_no_rights_that_it_does_not_need() -> None:
    for where, container in containers():
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, where
        if where not in ("sail's workers", "spark's executors"):
            assert {"readinessProbe", "livenessProbe"} <= set(container), where
            assert {"requests", "limits"} <= set(container["resources"]), where
    for where, template in pod_templates():
        assert template["spec"]["securityContext"]["runAsNonRoot"] is True, where


def test_only_the_engines_servers_may_ask_the_cluster_for_anything() -> None:
    asking = [where for where, pod in pod_templates() if pod["spec"].get("automountServiceAccountToken") is not False]
    assert sorted(asking) == ["sail/sail", "spark/spark-connect"]
    for overlay in OVERLAYS:
        found = of_overlay(overlay)
        (role,) = (one for one in found if one["kind"] == "Role")
        (binding,) = (one for one in found if one["kind"] == "RoleBinding")
        (subject,) = binding["subjects"]
        assert binding["roleRef"]["name"] == role["metadata"]["name"]
        assert named(found, "ServiceAccount", subject["name"])
        assert all("secrets" not in rule["resources"] for rule in role["rules"])
        assert not [one for one in found if one["kind"].startswith("Cluster")]


def test_nothing_without_a_login_is_open_beyond_its_namespace() -> None:
    found = [*of_overlay("sail"), *of_overlay("spark")]
    services = [one for one in found if one["kind"] == "Service"]
    assert all(one["spec"].get("type", "ClusterIP") == "ClusterIP" for one in services)
    policies = {one["metadata"]["name"]: one["spec"] for one in found if one["kind"] == "NetworkPolicy"}
    assert policies["same-namespace-only"] == {
        "podSelector": {},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"podSelector": {}}]}],
    }
    assert not [one for one in found if one["kind"] == "Ingress"]
