"""What the end-to-end tests share: a real helm with the plugin installed, a real API server.

    pytest tests/e2e --helm PATH --kubectl PATH --kubeconfig PATH --plugin DIR

scripts/test.sh starts the control plane and gives the paths; by hand, scripts/cluster.sh
and tests/cluster/helms.sh do.
"""

import os
import subprocess

import pytest

from support import Cluster, Helm

OPTIONS = ("helm", "kubectl", "kubeconfig", "plugin")


def pytest_addoption(parser):
    for name in OPTIONS:
        parser.addoption(f"--{name}", help=f"path of the {name} to test with")


def pytest_configure(config):
    config.addinivalue_line("markers", "main_line: the short way that runs on every helm")


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
    environment["KUBECONFIG"] = cluster.kubeconfig
    helm = Helm(path_option(request.config, "helm"), environment)
    helm.ok("plugin", "install", path_option(request.config, "plugin"))
    return helm


@pytest.fixture(autouse=True)
def clean_cluster(helm, cluster):
    """Whatever a test left is removed, so that the next begins with nothing."""
    yield
    for release in helm.releases():
        helm.run("uninstall", release["name"], "--namespace", release["namespace"], "--no-hooks")
    # A Job that a failed uninstall left belongs to no release.
    cluster.run("delete", "jobs", "--all", "--all-namespaces", "--wait=false")
    assert helm.releases() == []


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
