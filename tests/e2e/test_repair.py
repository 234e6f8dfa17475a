"""Every state that can be repaired is made, repaired and looked at; the table is in
docs/troubleshooting.md."""

import json
import re
from pathlib import Path

import pytest

from injector import workload
from processes import wait_until
from support import ALL_BUT_WORKLOADS, UNREADY

ROOT = Path(__file__).resolve().parents[2]
KEPT = ["--rollback-on-failure=false", "--timeout", "2s"]
RECORD = "sh.helm.release.v1.traffic-manager.v2"


def failed(helm, _cluster):
    helm.has_installed()
    helm.fails("telepresence", "upgrade", *KEPT, *UNREADY)


def failed_at_first(helm, _cluster):
    helm.fails("telepresence", "install", *KEPT, *UNREADY)


def killed(helm, *command):
    """Helm ends in the middle, as of SIGKILL; with the flags that the telepresence client's own helm has."""
    process = helm.start(*command, "--atomic", "--timeout", "30s", "--namespace", "ambassador",
                         "--set", "image.tag=never-ready")
    wait_until(lambda: "pending-" in str(helm.release()), "the begin")
    process.kill()
    process.communicate()


def pending(helm, _cluster):
    helm.has_installed()
    killed(helm, "upgrade", "traffic-manager", str(ROOT / "chart"))


def pending_at_first(helm, cluster):
    if not cluster.exists("namespace", "ambassador"):
        cluster.run("create", "namespace", "ambassador")
    killed(helm, "install", "traffic-manager", str(ROOT / "chart"))


def uninstalling(helm, _cluster):
    helm.has_installed("--set", "hooks.curl.tag=job-fails")
    assert helm.run("uninstall", "traffic-manager", "--namespace", "ambassador").returncode != 0
    assert helm.release() == (1, "uninstalling")


def corrupt(helm, cluster):
    helm.has_installed()
    helm.ok("telepresence", "upgrade")
    cluster.run("patch", "secret", RECORD, "-n", "ambassador", "--type=merge", "-p",
                '{"data": {"release": "Z2FyYmFnZQ=="}}')


def job_left(helm, _cluster):
    uninstalling(helm, _cluster)
    helm.ok("uninstall", "traffic-manager", "--namespace", "ambassador", "--no-hooks")


# What is made, the ids of what is repaired, and whether a Traffic Manager runs afterwards.
STATES = {
    "failed": (failed, ["release-failed"], True),
    "failed at first": (failed_at_first, ["release-failed"], False),
    "pending": (pending, ["release-pending"], True),
    "pending at first": (pending_at_first, ["release-pending"], False),
    "uninstalling": (uninstalling, ["release-uninstalling", "job-left"], False),
    "corrupt record": (corrupt, ["corrupt-record", "corrupt-record"], True),
    "job left": (job_left, ["job-left"], False),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_shown_and_repaired(with_kubectl, cluster, state):
    make, ids, runs = STATES[state]
    make(with_kubectl, cluster)
    before = with_kubectl.releases()
    planned = json.loads(with_kubectl.ok("telepresence", "repair", "--dry-run", "-o", "json"))
    assert [repair["id"] for repair in planned["repairs"]] == ids
    assert all(repair["commands"][0].startswith(("helm ", "kubectl ")) for repair in planned["repairs"])
    assert with_kubectl.releases() == before
    done = json.loads(with_kubectl.ok("telepresence", "repair", "-o", "json"))
    assert done["repairs"] == planned["repairs"]
    if runs:
        assert with_kubectl.release()[1] == "deployed"
        wait_until(lambda: with_kubectl.status()["healthy"], "a healthy Traffic Manager")
    else:
        assert with_kubectl.releases() == [] and cluster.objects("ambassador") == set()
    assert "Nothing to repair" in with_kubectl.ok("telepresence", "repair")


# Without its webhook its roles alone tell of the other namespaces.
@pytest.mark.parametrize("webhook", [True, False], ids=["with-webhook", "without"])
def test_what_a_deleted_namespace_left_is_removed(with_kubectl, cluster, new_namespace, webhook):
    kubeconfig = Path(with_kubectl.environment["KUBECONFIG"])
    before = kubeconfig.read_bytes()
    cluster.run("create", "namespace", new_namespace)
    with_kubectl.ok("telepresence", "install", "-n", "gone", "--set",
                    f"managerRbac.namespaced=true,managerRbac.namespaces={{gone,{new_namespace}}},"
                    "ambassador-agent.enabled=false")
    cluster.run("delete", "namespace", "gone")
    if not webhook:
        cluster.run("delete", "mutatingwebhookconfiguration/agent-injector-webhook-gone")
    for command in ("status", "check", "uninstall"):
        result = with_kubectl.run("telepresence", command, "-n", "gone")
        assert "helm telepresence repair" in result.stdout + result.stderr
    done = json.loads(with_kubectl.ok("telepresence", "repair", "-n", "gone", "-o", "json"))
    assert [repair["id"] for repair in done["repairs"]] == ["objects-left"]
    assert cluster.objects("gone") == set()
    # Clients would look there for ever.
    assert done["kubeconfig"]["change"] == "unset" and kubeconfig.read_bytes() == before


def test_agents_of_a_manager_that_is_gone_are_removed(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed()
    injector.start()
    apps(workload("Deployment", "web"), 2)
    injector.stop()
    with_kubectl.ok("uninstall", "traffic-manager", "--namespace", "ambassador", "--no-hooks")
    done = json.loads(with_kubectl.ok("telepresence", "repair", "-o", "json"))
    assert [repair["id"] for repair in done["repairs"]] == ["agents-left"]
    assert cluster.pods_with_agents() == set()


@pytest.mark.on_newest
def test_agents_of_another_manager_stay(with_kubectl, cluster, injector, apps):
    """Where there is one of the whole cluster, they may be its own, whoever applied it."""
    with_kubectl.has_installed()
    injector.start()
    apps(workload("Deployment", "web"), 2)
    webhook = ["annotate", "mutatingwebhookconfiguration", "agent-injector-webhook-ambassador"]
    for marks in ([], ["meta.helm.sh/release-name-"]):
        if marks:
            cluster.run(*webhook, *marks)
        assert "Nothing to repair" in with_kubectl.ok("telepresence", "repair", "-n", "elsewhere")
        assert len(cluster.pods_with_agents()) == 2
    cluster.run(*webhook, "meta.helm.sh/release-name=traffic-manager")


def test_an_install_can_repair_first(with_kubectl):
    failed_at_first(with_kubectl, None)
    with_kubectl.fails("telepresence", "install")
    report = json.loads(with_kubectl.ok("telepresence", "install", "--recover", "-o", "json"))
    assert report["repairs"] == ["release-failed"]
    assert with_kubectl.release() == (1, "deployed")
    with_kubectl.fails("telepresence", "upgrade", *KEPT, *UNREADY)
    error = with_kubectl.fails("telepresence", "install", "--recover")
    assert ("after the repair of what was there (revision 2 is failed; revision 1 ran last): the install failed: "
            ) in error
    assert with_kubectl.release() == (3, "deployed")


def test_the_rollback_that_is_shown_works_where_somebody_else_has_set_a_field(with_kubectl, cluster, tmp_path):
    (tmp_path / "bin" / "helm").symlink_to(with_kubectl.path)
    failed(with_kubectl, cluster)
    cluster.run("scale", "deployment", "traffic-manager", "--replicas=2", "-n", "ambassador")
    (planned,) = json.loads(with_kubectl.ok("telepresence", "repair", "--dry-run", "-o", "json"))["repairs"]
    with_kubectl.follow(*planned["commands"])
    assert with_kubectl.release() == (3, "deployed")


def test_f2_what_was_uninstalled_does_not_come_back(with_kubectl, cluster):
    with_kubectl.ok("telepresence", "install", "--wait=false")
    with_kubectl.ok("telepresence", "uninstall", "--", "--keep-history")
    with_kubectl.fails("telepresence", "upgrade", "--install", *KEPT, *UNREADY)
    done = json.loads(with_kubectl.ok("telepresence", "repair", "-o", "json"))
    assert [repair["reason"] for repair in done["repairs"]] == ["revision 2 is failed, and no revision ran before"]
    assert with_kubectl.history() == ["superseded", "uninstalled"]
    assert {name for name in cluster.objects("ambassador") if "helm.release" not in name} == set()


@pytest.mark.on_newest
@pytest.mark.parametrize("command", [
    ["repair"], ["install", "--recover", "--create-namespace=false", "--wait=false"]], ids=" ".join)
def test_what_may_not_be_looked_at_is_said(with_kubectl, without_pods, command):
    report = json.loads(with_kubectl.ok("telepresence", *command, "-o", "json", *without_pods))
    assert report["repairs"] == []
    assert report["notLookedAt"] == [
        "this user may not list statefulsets",
        "what a Traffic Manager left that is gone: cannot look for what the release of namespace ambassador left "
        "behind: the cluster does not allow it"]


def test_nothing_of_a_manager_that_may_run_is_deleted(with_kubectl, cluster):
    """Its record is lost, and this user cannot see that it runs."""
    with_kubectl.has_installed()
    cluster.run("delete", "secret", "sh.helm.release.v1.traffic-manager.v1", "-n", "ambassador")
    before = cluster.objects("ambassador")
    with cluster.jane_may("sees-no-workloads", [*ALL_BUT_WORKLOADS, "pods"]) as jane:
        text = with_kubectl.ok("telepresence", "repair", *jane)
    assert "Nothing to repair" in text and "this user may not list deployments" in text
    assert cluster.objects("ambassador") == before
    cluster.run("delete", "namespace", "ambassador")
    with_kubectl.ok("telepresence", "repair")
    assert cluster.objects("ambassador") == set()


@pytest.mark.on_newest
def test_what_needs_kubectl_says_so(helm, cluster):
    blind = helm.with_environment(PATH="/nowhere")
    job_left(blind, cluster)
    error = blind.fails("telepresence", "repair")
    assert "was left by an uninstall; to mend that needs kubectl on PATH" in error
    assert "kubectl delete job/uninstall-agents --namespace ambassador" in error


@pytest.mark.on_newest
def test_every_state_is_in_the_guide():
    guide = (ROOT / "docs" / "troubleshooting.md").read_text()
    table = guide.split("\n## States that can be repaired\n")[1].split("\n## ")[0]
    tested = {one for _, ids, _ in STATES.values() for one in ids} | {"objects-left", "agents-left"}
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == tested
