"""The API server accepts what the chart renders, values file by values file."""

import pytest

from charts import CASES, CHART, NAMESPACE, objects, template
from support import shared_out

# One for each way to install that differs in the kinds of objects or in their places.
INSTALLED = ["defaults", "many-at-once", "rbac-only", "rbac-only-namespaced", "no-manager-rbac",
             "both-namespaced", "certmanager-cluster-issuer", "license", "observability",
             "cloud-token", "cloud-agent-namespaced", "cloud-agent-names"]


pytestmark = pytest.mark.usefixtures("cert_manager")


@pytest.fixture(scope="module", autouse=True)
def namespaces(cluster):
    for namespace in (NAMESPACE, "staging", "prod", "reporting"):
        if not cluster.exists("namespace", namespace):
            cluster.run("create", "namespace", namespace)


@pytest.mark.on_oldest
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_case_is_accepted(helm, cluster, case):
    """Validated and admitted as in a real install, only not stored."""
    rendered = template(helm.path, "-f", case).stdout
    accepted = cluster.run("apply", "--dry-run=server", "-o", "name", "-f", "-",
                           input_text=rendered).split()
    assert len(accepted) == len(objects(rendered))


@pytest.fixture
def account_of_others(cluster):
    """What managerRbac.create=false relies on."""
    account = ("serviceaccount", "traffic-manager", "-n", NAMESPACE)
    cluster.run("create", *account)
    yield
    cluster.run("delete", *account, "--ignore-not-found")


@pytest.mark.parametrize("name", shared_out(INSTALLED))
def test_it_installs_and_goes(request, helm, cluster, name):
    case = next(case for case in CASES if case.stem == name)
    if name == "no-manager-rbac":
        request.getfixturevalue("account_of_others")
    before = {namespace: cluster.objects(namespace) for namespace in (NAMESPACE, "staging", "prod")}

    helm.ok("telepresence", "install", "-f", str(case))
    assert helm.release() == (1, "deployed")
    helm.ok("telepresence", "upgrade", "--reuse-values", "--set", "podAnnotations.again=yes")
    assert helm.release() == (2, "deployed")
    helm.ok("telepresence", "uninstall")

    assert {namespace: cluster.objects(namespace) for namespace in before} == before


@pytest.mark.on_newest
def test_a_headless_service_has_one_type(helm, cluster):
    """Why no case sets service.type, and what happens to who does: nothing is left."""
    error = helm.fails("telepresence", "install", "--set", "service.type=NodePort")
    assert "may not be set to 'None' for NodePort services" in error
    assert "was removed again" in error
    assert cluster.objects(NAMESPACE) == set()


def test_helms_own_install_works_too(helm):
    helm.ok("install", "traffic-manager", str(CHART), "-n", NAMESPACE, "--wait")
    assert "telepresence connect" in helm.ok("get", "notes", "traffic-manager", "-n", NAMESPACE)
