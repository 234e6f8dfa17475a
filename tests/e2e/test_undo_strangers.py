"""An undo among objects and releases that are not as helm thinks: what was there before stays, and what
is left is named."""

import json

import pytest

from support import UNREADY, wait_until

BAD = [*UNREADY, "--timeout", "2s"]
TAKE = ["--", "--take-ownership"]
NO_AGENT = ["--set", "ambassador-agent.enabled=false"]
# The chart makes a ClusterRole telepresence-NAMESPACE for these.
CLIENTS = ["--set", "clientRbac.create=true", "--set-json",
           'clientRbac.subjects=[{"kind":"User","name":"jane"}]']
MARKS = ["meta.helm.sh/release-name=traffic-manager", "meta.helm.sh/release-namespace=ambassador"]


@pytest.fixture
def ambassador(cluster):
    """The namespace, with what a test makes in it beside the plugin removed afterwards."""
    if not cluster.exists("namespace", "ambassador"):
        cluster.run("create", "namespace", "ambassador")
    made = []

    def make(kind, name, *arguments, marks=()):
        cluster.run("create", kind, *arguments[:1], name, *arguments[1:], "-n", "ambassador")
        made.append((kind, name))
        if marks:
            cluster.run("annotate", kind, name, *marks, "-n", "ambassador")
            cluster.run("label", kind, name, "app.kubernetes.io/managed-by=Helm", "-n", "ambassador")

    yield make
    for kind, name in made:
        cluster.run("delete", kind, name, "-n", "ambassador", "--ignore-not-found")


def test_what_the_client_applies_is_rolled_back_too(helm, cluster):
    """Helm 4 with a release of Helm 3, or of its own --server-side=false: it refuses to force conflicts."""
    if not helm.is_helm_4():
        pytest.skip("Helm 3 knows no other way")
    helm.ok("telepresence", "install", "--", "--server-side=false")
    specs = cluster.specs("ambassador")
    error = helm.fails("telepresence", "upgrade", *BAD)
    assert "it was rolled back to revision 1" in error
    assert helm.history() == ["superseded", "failed", "deployed"]
    assert cluster.specs("ambassador") == specs


def test_what_the_client_applies_is_given_back_too(helm, cluster, ambassador):
    if not helm.is_helm_4():
        pytest.skip("Helm 3 knows no other way")
    helm.ok("telepresence", "install", "--", "--server-side=false")
    ambassador("clusterrole", "telepresence-ambassador", "--verb=get", "--resource=pods")
    error = helm.fails("telepresence", "upgrade", *BAD, *CLIENTS, *TAKE)
    assert "it was rolled back to revision 1" in error
    rules = cluster.get("clusterrole", "telepresence-ambassador")["rules"]
    assert rules == [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]


def test_a_manager_whose_record_is_lost_is_left_alone(helm, cluster):
    helm.has_installed()
    record = cluster.get("secret", "sh.helm.release.v1.traffic-manager.v1", "-n", "ambassador")
    specs = cluster.specs("ambassador")
    cluster.run("delete", "secret", record["metadata"]["name"], "-n", "ambassador")
    try:
        for command in (["install"], ["upgrade", "--install"]):
            error = helm.fails("telepresence", *command, *BAD)
            assert ("Deployment traffic-manager in namespace ambassador belongs to a release that helm "
                    "does not know") in error
            assert cluster.specs("ambassador") == specs
        # With the hint it is taken over, and if that fails it is what it was.
        error = helm.fails("telepresence", "install", *BAD, *TAKE)
        assert cluster.specs("ambassador") == specs
    finally:
        del record["metadata"]["resourceVersion"], record["metadata"]["uid"]
        cluster.run("apply", "-f", "-", input_text=json.dumps(record))


@pytest.mark.parametrize("take", [[], TAKE], ids=["", "--take-ownership"])
def test_an_object_with_the_marks_of_the_release_is_not_its_own(helm, cluster, ambassador, take):
    ambassador("service", "traffic-manager", "clusterip", "--tcp=80", marks=MARKS)
    before = cluster.get("service", "traffic-manager", "-n", "ambassador")
    error = helm.fails("telepresence", "install", *BAD, *take)
    assert "Service traffic-manager in namespace ambassador, which had been there before" in error
    after = cluster.get("service", "traffic-manager", "-n", "ambassador")
    assert [after["metadata"]["uid"], after["spec"]] == [before["metadata"]["uid"], before["spec"]]
    assert helm.releases() == []


def test_nor_is_one_that_an_upgrade_finds(helm, cluster, ambassador):
    helm.has_installed()
    ambassador("clusterrole", "telepresence-ambassador", "--verb=get", "--resource=pods", marks=MARKS)
    error = helm.fails("telepresence", "upgrade", *BAD, *CLIENTS, *TAKE)
    assert "ClusterRole telepresence-ambassador, which had been there before" in error
    rules = cluster.get("clusterrole", "telepresence-ambassador")["rules"]
    assert rules == [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]


@pytest.mark.on_newest
@pytest.mark.parametrize("flag", ["--take-ownership=1", "--take-ownership=T", "--take-ownership=True"])
def test_a_take_over_in_all_of_gos_words(helm, cluster, ambassador, flag):
    ambassador("serviceaccount", "traffic-manager")
    uid = cluster.get("serviceaccount", "traffic-manager", "-n", "ambassador")["metadata"]["uid"]
    helm.fails("telepresence", "install", *BAD, "--", flag)
    assert cluster.get("serviceaccount", "traffic-manager", "-n", "ambassador")["metadata"]["uid"] == uid


def test_what_calls_itself_a_hook_is_given_back(helm, cluster, ambassador):
    ambassador("configmap", "traffic-manager", marks=["helm.sh/hook=pre-install"])
    error = helm.fails("telepresence", "install", *BAD, *TAKE)
    assert "ConfigMap traffic-manager in namespace ambassador, which had been there before" in error
    assert cluster.exists("configmap", "traffic-manager", "-n", "ambassador")
    assert "helm.sh/hook=pre-install" in error


def test_a_namespace_that_is_deleted_meanwhile_leaves_what_is_named(helm, cluster, new_namespace):
    process = helm.start("telepresence", "install", "-n", new_namespace, *NO_AGENT,
                         "--set", "image.tag=never-ready", "--timeout", "15s")
    wait_until(lambda: cluster.exists("deployment", "traffic-manager", "-n", new_namespace), "it")
    cluster.run("delete", "namespace", new_namespace, "--wait=false")
    _, error = process.communicate(timeout=90)
    try:
        assert "nothing was changed" not in error
        assert f"ClusterRole traffic-manager-{new_namespace}" in error
        (command,) = [line for line in error.splitlines() if line.startswith("  kubectl delete ")]
        assert f" clusterrole/traffic-manager-{new_namespace} " in command
    finally:
        cluster.run("delete", "--ignore-not-found", f"clusterrole/traffic-manager-{new_namespace}",
                    f"clusterrolebinding/traffic-manager-{new_namespace}",
                    f"mutatingwebhookconfiguration/agent-injector-webhook-{new_namespace}")


# Everything but to delete what an upgrade may add.
BOB = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: bob}
rules:
  - apiGroups: ["*"]
    resources: ["*"]
    verbs: [get, list, watch, create, update, patch, escalate, bind]
  - {apiGroups: [""], resources: [secrets], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bob}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: bob}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]
"""


def test_a_rollback_that_may_not_delete_says_what_is_left(helm, cluster):
    helm.has_installed()
    cluster.run("apply", "-f", "-", input_text=BOB)
    try:
        error = helm.fails("telepresence", "upgrade", *BAD, *CLIENTS, "--kube-as-user", "bob",
                           "--ignore-finding", "rights-missing")
        assert "it was rolled back to revision 1, but of what failed there is still " in error
        assert "ClusterRole telepresence-ambassador" in error
        assert "clusterrole/telepresence-ambassador" in error
        assert cluster.exists("clusterrole", "telepresence-ambassador")
    finally:
        cluster.run("delete", "-f", "-", input_text=BOB)
        cluster.run("delete", "--ignore-not-found", "clusterrole/telepresence-ambassador",
                    "clusterrolebinding/telepresence-ambassador")
        cluster.run("delete", "role,rolebinding", "--all", "-n", "ambassador")


@pytest.mark.on_newest
def test_an_install_that_may_not_be_removed_says_which_rights_are_missing(helm, with_kubectl, cluster):
    cluster.run("apply", "-f", "-", input_text=BOB)
    try:
        words = ["telepresence", "install", *BAD, "--kube-as-user", "bob"]
        error = with_kubectl.fails(*words)
        assert "user bob lacks rights that it takes; nothing was changed" in error
        assert "in the whole cluster: delete " in error and helm.releases() == []
        error = with_kubectl.fails(*words, "--ignore-finding", "rights-missing")
        assert "putting back what was there before failed too" in error
        assert 'User "bob" cannot delete resource "deployments"' in error
    finally:
        cluster.run("delete", "-f", "-", input_text=BOB)


@pytest.mark.on_newest
def test_permissions_alone_whose_record_is_kept_elsewhere_are_not_left_overs(helm):
    """Who deletes them takes them from a release that lives."""
    elsewhere = helm.with_environment(HELM_DRIVER="configmap")
    elsewhere.ok("telepresence", "install", "--set", "rbac.only=true")
    try:
        error = helm.fails("telepresence", "uninstall")
        assert "kubectl delete" not in error
    finally:
        elsewhere.ok("telepresence", "uninstall")
