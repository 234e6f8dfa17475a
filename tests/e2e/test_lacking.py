"""Rights that an install lacks: told all at once, before anything is made, with what an admin applies."""

import subprocess

import pytest

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]
JANE = ["--kube-as-user", "jane"]
SCOPE = ["-n", "dev", "--managed-namespaces", "dev,staging", *NO_AGENT]


@pytest.fixture
def namespaces(cluster):
    for name in ("dev", "staging", "qa"):
        if not cluster.exists("namespace", name):
            cluster.run("create", "namespace", name)


@pytest.fixture
def admin(with_kubectl, tmp_path, cluster):
    """Runs the line that an admin is offered; what it applied goes again at the end."""
    (tmp_path / "bin" / "helm").symlink_to(with_kubectl.path)
    def run(error):
        (line,) = [line.strip() for line in error.splitlines() if "For an admin to run:" in line]
        command = line.split(": ", 1)[1]
        subprocess.run(["sh", "-c", command], env=with_kubectl.environment, cwd=tmp_path, check=True,
                       stdout=subprocess.DEVNULL, timeout=60)
        return command

    yield run
    name = "--field-selector=metadata.name=telepresence-installer"
    for kinds in ("clusterroles,clusterrolebindings", "roles,rolebindings"):
        cluster.run("delete", kinds, "--all-namespaces", name)


@pytest.fixture
def owner_of_dev(cluster, namespaces):
    """Jane may do all in the manager's namespace, and nothing elsewhere."""
    cluster.run("create", "role", "all", "--verb=*", "--resource=*.*", "-n", "dev")
    cluster.run("create", "rolebinding", "jane", "--role=all", "--user=jane", "-n", "dev")
    yield
    cluster.run("delete", "--ignore-not-found", "rolebinding/jane", "role/all", "-n", "dev")


def test_all_that_lacks_is_told_at_once_and_what_an_admin_applies_is_enough(
        with_kubectl, cluster, admin, owner_of_dev):
    before = {name: cluster.objects(name) for name in ("dev", "staging")}
    error = with_kubectl.fails("telepresence", "install", *SCOPE, *JANE)
    assert "the install was not begun: user jane lacks rights that it takes; nothing was changed" in error
    (staging,) = [line for line in error.splitlines() if "in namespace staging: " in line]
    assert "roles.rbac.authorization.k8s.io" in staging and "configmaps" in staging
    (everywhere,) = [line for line in error.splitlines() if "in the whole cluster: " in line]
    assert "mutatingwebhookconfigurations.admissionregistration.k8s.io" in everywhere
    assert "in namespace dev: " not in error
    assert with_kubectl.releases() == []
    assert {name: cluster.objects(name) for name in before} == before
    admin(error)
    with_kubectl.ok("telepresence", "install", *SCOPE, *JANE)
    assert with_kubectl.release("dev") == (1, "deployed")

    # An upgrade lacks what is new in it alone, and the values that it keeps go into the roles.
    more = ["telepresence", "upgrade", "-n", "dev", "--reuse-values", *JANE,
            "--managed-namespaces", "dev,staging,qa"]
    error = with_kubectl.fails(*more)
    assert "the upgrade was not begun: user jane lacks rights that it takes" in error
    assert "in namespace qa: " in error
    assert "in namespace staging: " not in error and "in the whole cluster: " not in error
    assert "helm get values traffic-manager" in admin(error)
    with_kubectl.ok(*more)
    assert with_kubectl.status("-n", "dev", *JANE)["managedNamespaces"] == ["dev", "staging", "qa"]
    with_kubectl.ok("telepresence", "uninstall", "-n", "dev", *JANE)


@pytest.mark.on_newest
def test_a_namespace_that_may_not_be_made_is_told_with_the_rest(with_kubectl, admin, cluster, new_namespace):
    scope = ["-n", new_namespace, "--managed-namespaces", new_namespace, *NO_AGENT]
    with cluster.jane_may("looks", ["namespaces"], "get"):
        error = with_kubectl.fails("telepresence", "install", *scope, *JANE)
    assert f"namespace {new_namespace} does not exist, and user jane may not create it" in error
    assert f"kubectl create namespace {new_namespace}" in error
    assert f"in namespace {new_namespace}: " in error
    assert not cluster.exists("namespace", new_namespace)
    cluster.run("create", "namespace", new_namespace)
    error = with_kubectl.fails("telepresence", "install", *scope, *JANE)
    assert "does not exist" not in error
    admin(error)
    with_kubectl.ok("telepresence", "install", *scope, *JANE)
    with_kubectl.ok("telepresence", "uninstall", "-n", new_namespace, *JANE)


@pytest.mark.on_newest
def test_who_may_give_roles_away_needs_not_have_what_they_give(with_kubectl, cluster, namespaces):
    with cluster.jane_may("may-all-but-lists", ["*.*"], "get,create,patch,update,delete,escalate,bind"), \
            cluster.jane_may("lists", ["secrets", "configmaps", "namespaces", "pods", "events",
                                       "deployments.apps", "replicasets.apps",
                                       "mutatingwebhookconfigurations.admissionregistration.k8s.io"],
                             "list,watch"):
        error = with_kubectl.run("telepresence", "install", *SCOPE, *JANE).stderr
        assert "lacks rights" not in error


def test_who_knows_better_can_go_on(with_kubectl, cluster, owner_of_dev):
    error = with_kubectl.fails("telepresence", "install", *SCOPE, *JANE,
                               "--ignore-finding", "rights-missing")
    assert "lacks rights" not in error and "forbidden" in error
