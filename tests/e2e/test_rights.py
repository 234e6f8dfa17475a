"""A4: what a user may not finish is not begun."""

import pytest

from support import kubectl_lines

JANE = ["--kube-as-user", "jane"]


@pytest.fixture
def jane(helm, cluster):
    """A user who may do all in the manager's namespace, and nothing elsewhere."""
    helm.has_installed()
    try:
        cluster.run("create", "role", "all", "--verb=*", "--resource=*.*", "-n", "ambassador")
        cluster.run("create", "rolebinding", "jane", "--role=all", "--user=jane", "-n", "ambassador")
        yield
    finally:
        cluster.run("delete", "--ignore-not-found", "rolebinding/jane", "role/all", "-n",
                    "ambassador")


@pytest.mark.parametrize("command, verb", [
    (["uninstall"], "delete"), (["uninstall", "--ignore-not-found"], "delete"),
    (["upgrade", "--set", "logLevel=debug"], "patch"), (["upgrade", "--install"], "patch"),
], ids=str)
def test_a4_what_cannot_be_finished_is_not_begun(with_kubectl, cluster, jane, command, verb):
    objects, specs = cluster.objects("ambassador"), cluster.specs("ambassador")
    error = with_kubectl.fails("telepresence", *command, *JANE)
    assert "was not begun, since it could not be finished: rights are missing; nothing was" in error
    for resource in ("clusterroles", "clusterrolebindings", "mutatingwebhookconfigurations"):
        assert f'User "jane" cannot {verb} resource "{resource}"' in error
    assert "add --force to begin it all the same" in error
    assert cluster.objects("ambassador") == objects
    assert cluster.specs("ambassador") == specs
    assert with_kubectl.release() == (1, "deployed")


@pytest.mark.parametrize("command, verb", [
    (["uninstall"], "delete"), (["upgrade", "--reset-then-reuse-values", "--set", "logLevel=debug"], "patch")], ids=str)
def test_a4_nor_what_cannot_be_finished_in_a_managed_namespace(with_kubectl, cluster, new_namespace, command, verb):
    cluster.run("create", "namespace", new_namespace)
    with_kubectl.ok("telepresence", "install", "-n", "dev", "--managed-namespaces", f"dev,{new_namespace}",
                    "--set", "ambassador-agent.enabled=false")
    cluster.run("create", "rolebinding", "jane", "--clusterrole=cluster-admin", "--user=jane", "-n", "dev")
    try:
        with cluster.jane_may("cluster-wide", ["clusterroles", "clusterrolebindings", "mutatingwebhookconfigurations",
                                               "namespaces"]) as jane:
            error = with_kubectl.fails("telepresence", *command, "-n", "dev", *jane)
    finally:
        cluster.run("delete", "rolebinding", "jane", "-n", "dev")
    assert "was not begun, since it could not be finished: rights are missing; nothing was" in error
    assert f'User "jane" cannot {verb} resource "roles"' in error and f'in the namespace "{new_namespace}"' in error
    assert with_kubectl.release("dev") == (1, "deployed")


def test_it_is_begun_where_that_is_wanted(with_kubectl, cluster, jane):
    error = with_kubectl.fails("telepresence", "uninstall", "--force", *JANE)
    assert "clusterrole" in error
    assert not cluster.exists("deployment", "traffic-manager", "-n", "ambassador")
    # And who has the rights can finish it.
    if with_kubectl.releases():
        with_kubectl.ok("telepresence", "uninstall", "--no-hooks")
    else:
        # Helm 4.3 takes that for a success, and forgets the release.
        assert "the release in namespace ambassador is gone, but MutatingWebhook" in error
        assert "Somebody who has the right can run:" in error
        with_kubectl.follow(*kubectl_lines(error))
    assert with_kubectl.releases() == []
    assert not {name for name in cluster.objects("ambassador") if "jane" not in name
                and "uninstall-agents" not in name and name != "role.rbac.authorization.k8s.io/all"}


@pytest.mark.on_oldest
def test_with_all_rights_nothing_is_in_the_way(with_kubectl):
    with_kubectl.ok("telepresence", "install")
    with_kubectl.ok("telepresence", "upgrade", "--set", "logLevel=debug")
    result = with_kubectl.run("telepresence", "uninstall", "--debug")
    assert "kubectl delete --dry-run=server" in result.stderr
    assert result.returncode == 0 and with_kubectl.releases() == []
