"""What the end-to-end tests share: a real helm with the plugin installed, a real API server.

    pytest tests/e2e --helm PATH --kubectl PATH --kubeconfig PATH --plugin DIR

scripts/test.sh starts the control plane and gives the paths; by hand, scripts/cluster.sh
and tests/cluster/helms.sh do.
"""

import os
import shutil
import signal
import subprocess
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "chart"))

from injector import Injector
from processes import wait_until
from support import ALL_BUT_WORKLOADS, LIMIT, Cluster, Helm

# Kubernetes has to know a kind before it accepts objects of it. These accept anything:
# cert-manager itself takes no part in the tests.
CERT_MANAGER_KINDS = "".join(f"""
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {plural}.cert-manager.io
  labels: {{made-by: telepresence-tests}}
spec:
  group: cert-manager.io
  scope: {scope}
  names: {{kind: {kind}, plural: {plural}, singular: {kind.lower()}}}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}
""" for kind, plural, scope in [("Certificate", "certificates", "Namespaced"),
                                ("Issuer", "issuers", "Namespaced"),
                                ("ClusterIssuer", "clusterissuers", "Cluster")])

OPTIONS = ("helm", "kubectl", "kubeconfig", "plugin")


def pytest_addoption(parser):
    for name in OPTIONS:
        parser.addoption(f"--{name}", help=f"path of the {name} to test with")


def pytest_configure(config):
    # In the background it may be ignored, and would be by every helm that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "main_line: the short way that runs on every helm")
    for helm in ("newest", "oldest"):
        config.addinivalue_line("markers", f"on_{helm}: no helm does it another way than the others; with the {helm}")


def path_option(config, name):
    value = config.getoption(name)
    if not value or not os.path.exists(value):
        pytest.exit(f"--{name} has to name something that exists, not {value!r}", returncode=2)
    return os.path.abspath(value)


@pytest.fixture(scope="session")
def cluster(request):
    return Cluster(path_option(request.config, "kubectl"), path_option(request.config, "kubeconfig"))


@pytest.fixture(scope="session")
def helm(request, cluster, tmp_path_factory):
    """A helm whose configuration is its own, with the plugin installed from a directory."""
    home = tmp_path_factory.mktemp("helm")
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("HELM_", "TELEPRESENCE_"))}
    environment.update({f"HELM_{kind}_HOME": str(home / kind.lower())
                        for kind in ("DATA", "CONFIG", "CACHE")})
    # A copy: the plugin writes to it.
    environment["KUBECONFIG"] = shutil.copy(cluster.kubeconfig, home / "kubeconfig")
    # No test may ask a server outside of this machine.
    environment["HELM_TELEPRESENCE_OFFLINE"] = "1"
    helm = Helm(path_option(request.config, "helm"), environment, cluster.api)
    helm.ok("plugin", "install", path_option(request.config, "plugin"))
    return helm


@pytest.fixture
def with_kubectl(helm, cluster, tmp_path):
    """A helm that has kubectl beside it on PATH."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    (tmp_path / "bin" / "kubectl").symlink_to(cluster.kubectl)
    return helm.with_environment(PATH=f"{tmp_path / 'bin'}:{helm.environment['PATH']}")


@pytest.fixture
def injector(helm, cluster, tmp_path):
    """Makes the one of the manager of `ambassador` live."""
    if not os.path.exists(os.path.join(os.path.dirname(cluster.kubeconfig), "egress.yaml")):
        pytest.skip("a control plane that scripts/cluster.sh started is needed")
    found = Injector(cluster, tmp_path)
    yield found
    found.stop()


@pytest.fixture
def apps(cluster, new_namespace):
    """A namespace, and how workloads get agents there."""
    cluster.run("create", "namespace", new_namespace)

    def make(objects, pods):
        cluster.run("apply", "-n", new_namespace, "-f", "-", input_text=objects)
        wait_until(lambda: len(cluster.pods_with_agents()) == pods, "the agents", LIMIT)
        return new_namespace

    make.namespace = new_namespace
    yield make
    # The next uninstall would report them, for as long as the namespace takes to go.
    cluster.run("delete", "namespace", new_namespace, "--wait=false")
    wait_until(lambda: not cluster.pods_with_agents(), "the end of the agents", LIMIT)


# Where objects of releases are.
PLACES = ["/apis/apps/v1/deployments", "/apis/apps/v1/statefulsets", "/api/v1/services", "/api/v1/configmaps",
          "/api/v1/secrets", "/api/v1/serviceaccounts",
          *(f"/apis/rbac.authorization.k8s.io/v1/{kind}" for kind in
            ("roles", "rolebindings", "clusterroles", "clusterrolebindings")),
          "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
          *(f"/apis/cert-manager.io/v1/{kind}" for kind in ("certificates", "issuers", "clusterissuers"))]


def remove(api, releases):
    """What `helm uninstall --no-hooks` of them does: what has helm's marks of them goes, and their records."""
    for place in PLACES if releases else []:
        listed = api.read(f"{place}?labelSelector=app.kubernetes.io%2Fmanaged-by%3DHelm") or {"items": []}
        for meta in (item["metadata"] for item in listed["items"]):
            marks = meta.get("annotations") or {}
            if (marks.get("meta.helm.sh/release-namespace"), marks.get("meta.helm.sh/release-name")) in releases:
                base, plural = place.rsplit("/", 1)
                inside = f"/namespaces/{meta['namespace']}" if "namespace" in meta else ""
                api.delete(f"{base}{inside}/{plural}/{meta['name']}?propagationPolicy=Background")
    for namespace, name in releases:
        api.delete(f"/api/v1/namespaces/{namespace}/secrets?labelSelector=owner%3Dhelm%2Cname%3D{name}")

    def pods():
        return [name for namespace, _ in releases for name, _ in api.objects("pods", namespace=namespace)
                if name.startswith("pod/traffic-manager")]

    wait_until(lambda: not pods(), "the end of its pods", LIMIT)


@pytest.fixture(autouse=True)
def clean_cluster(helm, cluster):
    """Whatever a test left is removed, so that the next begins with nothing."""
    yield
    shutil.copy(cluster.kubeconfig, helm.environment["KUBECONFIG"])
    if cluster.api:
        remove(cluster.api, cluster.releases())
    for namespace, release in cluster.releases():
        helm.run("uninstall", release, "--namespace", namespace, "--no-hooks")
    # A Job that a failed uninstall left belongs to no release.
    if cluster.names("jobs", "-A"):
        cluster.run("delete", "jobs", "--all", "--all-namespaces", "--wait=false")
    assert cluster.releases() == set()


@pytest.fixture(scope="module")
def cert_manager(cluster):
    kinds = ("crd", "-l", "made-by=telepresence-tests")
    cluster.run("apply", "-f", "-", input_text=CERT_MANAGER_KINDS)
    cluster.run("wait", "--for=condition=Established", *kinds)
    yield
    cluster.run("delete", *kinds)


@pytest.fixture
def without_pods(cluster):
    """The flags of a user who may do all with what the chart has, and nothing with pods."""
    chart = [*ALL_BUT_WORKLOADS, "deployments.apps", "replicasets.apps"]
    # Who grants rights has to have them.
    roles = [resource for resource in chart if "roles." in resource]
    with cluster.jane_may("no-pods", chart) as flags, cluster.jane_may("grants", roles, "escalate,bind"):
        yield flags


@pytest.fixture
def follow(helm, tmp_path):
    """Runs the offered command that contains the words, as a shell would; it has to succeed."""
    # `helm` on PATH is the one that is tested.
    (tmp_path / "bin").mkdir(exist_ok=True)
    (tmp_path / "bin" / "helm").symlink_to(helm.path)

    def run(error, words):
        (line,) = [line.strip() for line in error.splitlines() if words in line]
        command = line[line.index("helm "):]
        path = f"{tmp_path / 'bin'}:{helm.environment['PATH']}"
        result = subprocess.run(["sh", "-c", command], env={**helm.environment, "PATH": path},
                                capture_output=True, text=True, timeout=LIMIT, check=False)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        return command

    return run


@pytest.fixture
def chart_file(helm, request, tmp_path):
    """The bundled chart, packaged by the real helm."""
    chart = os.path.join(path_option(request.config, "plugin"), "chart")
    helm.ok("package", chart, "--destination", str(tmp_path))
    return tmp_path / "telepresence-2.18.1.tgz"


@pytest.fixture
def new_namespace(cluster, request):
    """The name of a namespace that does not exist yet; deleted afterwards."""
    name = f"t{abs(hash(request.node.name)) % 10**8}"
    yield name
    subprocess.run([cluster.kubectl, "--kubeconfig", cluster.kubeconfig, "delete", "namespace", name,
                    "--ignore-not-found", "--wait=false"], check=True, stdout=subprocess.DEVNULL)
