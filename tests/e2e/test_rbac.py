"""`helm telepresence rbac`: what an admin applies, so that others can work."""

import contextlib

import pytest
import yaml

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]
JANE = ["--kube-as-user", "jane"]


@pytest.fixture
def applied(helm, cluster):
    """Applies what `rbac` prints; it goes again at the end."""
    with contextlib.ExitStack() as stack:
        def apply(*arguments):
            manifest = helm.ok("telepresence", "rbac", *arguments)
            cluster.run("apply", "-f", "-", input_text=manifest)
            stack.callback(cluster.run, "delete", "--ignore-not-found", "-f", "-", input_text=manifest)
            return list(yaml.safe_load_all(manifest))
        yield apply


def make(cluster, *namespaces):
    for name in namespaces:
        if not cluster.exists("namespace", name):
            cluster.run("create", "namespace", name)


@pytest.mark.parametrize("scope", [[], ["--managed-namespaces", "dev,staging", *NO_AGENT]],
                         ids=["cluster", "namespaces"])
def test_with_the_rights_that_are_printed_an_installer_can_work(helm, cluster, applied, scope):
    make(cluster, "dev", "staging")
    error = helm.fails("telepresence", "install", "-n", "dev", *scope, *JANE)
    assert "jane" in error
    applied("-n", "dev", *scope, "--installer-subject", "User:jane")
    helm.ok("telepresence", "install", "-n", "dev", *scope, *JANE)
    helm.ok("telepresence", "upgrade", "-n", "dev", "--reuse-values", "--set", "logLevel=debug", *JANE)
    assert helm.release("dev") == (2, "deployed")
    helm.ok("telepresence", "uninstall", "-n", "dev", *JANE)
    assert helm.release("dev") is None


@pytest.mark.on_newest
def test_an_installer_may_change_no_roles_of_others(applied, cluster):
    make(cluster, "dev")
    applied("-n", "dev", *NO_AGENT, "--installer-subject", "User:jane")
    for question in (["delete", "clusterrole/admin"], ["bind", "clusterrole/cluster-admin"],
                     ["escalate", "clusterrole/admin"], ["get", "secrets", "-n", "kube-system"],
                     ["delete", "mutatingwebhookconfiguration/other"], ["create", "pods", "-n", "dev"],
                     ["delete", "deployments", "-n", "default"]):
        assert cluster.ask("auth", "can-i", *question, "--as", "jane") == "no", question


@pytest.mark.on_newest
def test_the_permissions_of_the_chart_alone(applied, cluster):
    make(cluster, "dev", "staging")
    objects = applied("-n", "dev", "--managed-namespaces", "dev,staging", "--client-subject", "User:kim")
    assert {item["kind"] for item in objects if item} <= {
        "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ServiceAccount"}
    subjects = [subject for item in objects if item for subject in item.get("subjects", [])]
    assert {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "kim"} in subjects
