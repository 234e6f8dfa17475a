"""An uninstall takes the agents out first, and looks afterwards whether all is gone."""

import json
import os
import signal
import time

import pytest

from injector import workload
from processes import wait_until
from support import kubectl_lines, offered_after

# A Job with it never ends, so that an uninstall that needs the Job cannot pass for one that does not.
NO_JOB = ["--set", "hooks.curl.tag=cannot-be-pulled"]


TWO = workload("Deployment", "web") + workload("StatefulSet", "db")


def test_a_living_manager_is_asked_and_no_job_is_needed(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed(*NO_JOB)
    injector.start()
    namespace = apps(TWO, 4)
    text = with_kubectl.ok("telepresence", "uninstall")
    assert injector.asked == ["DELETE /uninstall"]
    assert cluster.pods_with_agents() == set()
    assert f"Deployment web in namespace {namespace}" in text
    assert f"StatefulSet db in namespace {namespace}" in text
    assert with_kubectl.releases() == [] and cluster.objects("ambassador") == set()


@pytest.mark.on_newest
def test_the_agents_of_many_workloads_are_taken_out(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed(*NO_JOB)
    injector.start()
    apps("".join(workload("Deployment", f"web-{number}") for number in range(25)), 50)
    report = json.loads(with_kubectl.ok("telepresence", "uninstall", "-o", "json"))
    assert len(report["agents"]) == 25
    assert cluster.pods_with_agents() == set()


def test_agents_that_stay_are_named_and_the_commands_remove_them(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed()
    injector.start()
    namespace = apps(TWO, 4)
    injector.stop()
    error = with_kubectl.fails("telepresence", "uninstall")
    assert (f"the release in namespace ambassador is gone, but Deployment web in namespace {namespace}, "
            f"StatefulSet db in namespace {namespace} still have an agent") in error
    assert with_kubectl.releases() == []
    commands = kubectl_lines(error)
    assert len(commands) == 2
    with_kubectl.follow(*commands)
    wait_until(lambda: not cluster.pods_with_agents(), "the end of the agents")


def test_without_kubectl_the_job_does_it_and_agents_are_looked_for(helm, cluster, injector, apps):
    helm = helm.with_environment(PATH="/nowhere")
    helm.has_installed()
    injector.start()
    namespace = apps(workload("Deployment", "web"), 2)
    error = helm.fails("telepresence", "uninstall")
    assert f"but Deployment web in namespace {namespace} still has an agent" in error
    assert injector.asked == []


@pytest.mark.on_newest
def test_agents_cannot_be_removed_without_kubectl_and_that_is_said_before(helm):
    helm = helm.with_environment(PATH="/nowhere")
    helm.has_installed()
    error = helm.fails("telepresence", "uninstall", "--remove-agents")
    assert "--remove-agents needs kubectl" in error and "nothing was changed" in error
    assert helm.release() == (1, "deployed")


def test_workloads_that_keep_their_agents_are_restarted_where_that_is_wanted(
        with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed()
    injector.start()
    namespace = apps(TWO, 4)
    injector.stop()
    report = json.loads(with_kubectl.ok("telepresence", "uninstall", "--remove-agents", "-o", "json"))
    assert [(one["kind"], one["name"], one["namespace"], len(one["pods"])) for one in report["agents"]] == [
        ("Deployment", "web", namespace, 2), ("StatefulSet", "db", namespace, 2)]
    assert report["notLookedAt"] == [] and report["objectsGone"] > 30
    assert cluster.pods_with_agents() == set()


@pytest.mark.on_newest
def test_what_a_restart_does_not_help_is_told_apart(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed()
    injector.start()
    namespace = apps(workload("Deployment", "web") + workload("Deployment", "paused")
                     + workload("StatefulSet", "db", "updateStrategy: {type: OnDelete}"), 6)
    injector.stop()
    cluster.run("rollout", "pause", "deployment/paused", "-n", namespace)
    cluster.run("apply", "-n", namespace, "-f", "-", input_text="""
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  containers: [{name: traffic-agent, image: "docker.io/datawire/tel2:2.18.1"}]
""")
    error = with_kubectl.fails("telepresence", "uninstall", "--remove-agents")
    assert "Deployment web" not in error
    assert f"Deployment paused in namespace {namespace}, Pod bare in namespace {namespace}, " \
           f"StatefulSet db in namespace {namespace} still have an agent" in error
    commands = kubectl_lines(error)
    assert commands == [
        f"kubectl rollout resume deployment/paused --namespace {namespace}",
        f"kubectl rollout restart deployment/paused --namespace {namespace}",
        f"kubectl delete pod bare --namespace {namespace} --wait=false",
        f"kubectl delete pod db-0 db-1 --namespace {namespace} --wait=false"]
    with_kubectl.follow(*commands)
    wait_until(lambda: not cluster.pods_with_agents(), "the end of the agents")


@pytest.mark.on_newest
def test_a_dry_run_tells_what_would_be_removed(helm, cluster, injector, apps):
    helm.has_installed()
    injector.start()
    namespace = apps(workload("Deployment", "web"), 2)
    before = cluster.objects("ambassador")
    text = helm.ok("telepresence", "uninstall", "--dry-run")
    assert "Traffic Manager would be uninstalled from namespace ambassador" in text
    for name in ("MutatingWebhookConfiguration agent-injector-webhook-ambassador",
                 "Secret mutator-webhook-tls in namespace ambassador",
                 f"Agents     Deployment web in namespace {namespace}"):
        assert name in text
    report = json.loads(helm.ok("telepresence", "uninstall", "--dry-run", "-o", "json"))
    assert len(report["objects"]) > 30 and len(report["agents"][0]["pods"]) == 2
    assert cluster.objects("ambassador") == before and len(cluster.pods_with_agents()) == 2


@pytest.mark.on_newest
def test_agents_of_another_manager_are_none_of_this_one(with_kubectl, cluster, injector, apps):
    """Namespaced ones: each looks in its own namespaces alone."""
    cluster.run("create", "namespace", "other-agents")
    try:
        with_kubectl.ok("telepresence", "install", "-n", "other-agents", "--set",
                        "managerRbac.namespaced=true,managerRbac.namespaces={other-agents},"
                        "ambassador-agent.enabled=false")
        with_kubectl.ok("telepresence", "install", "-n", "ambassador", "--set",
                        f"managerRbac.namespaced=true,managerRbac.namespaces={{ambassador,{apps.namespace}}}")
        injector.start()
        apps(workload("Deployment", "web"), 2)
        injector.stop()
        with_kubectl.ok("telepresence", "uninstall", "-n", "other-agents")
        assert f"Deployment web in namespace {apps.namespace} still has an agent" in \
            with_kubectl.fails("telepresence", "uninstall", "-n", "ambassador")
    finally:
        cluster.run("delete", "namespace", "other-agents", "--wait=false")


def test_what_may_not_be_looked_at_is_said(helm, without_pods):
    """Never that it is gone."""
    helm.ok("telepresence", "install", "--set", "managerRbac.namespaced=true,"
            "managerRbac.namespaces={ambassador},ambassador-agent.enabled=false")
    helm = helm.with_environment(PATH="/nowhere")
    text = helm.ok("telepresence", "uninstall", "--no-hooks", *without_pods)
    assert "Not looked at  agents in pods: this user may not list pods" in text
    assert "Agents " not in text


@pytest.fixture
def role_that_stays(helm, cluster):
    """One of the release's, which a finalizer keeps from being deleted."""
    helm.has_installed()

    def patch(finalizers):
        cluster.run("patch", "role", "traffic-manager", "-n", "ambassador", "--type=merge", "-p",
                    json.dumps({"metadata": {"finalizers": finalizers}}))

    patch(["example.com/keep"])
    yield
    patch(None)


def test_what_stays_is_named(helm, role_that_stays):
    error = helm.fails("telepresence", "uninstall", "--timeout", "6s")
    assert ("the release in namespace ambassador is gone, but Role traffic-manager in namespace "
            "ambassador is still there") in error
    assert "kubectl delete role/traffic-manager --namespace ambassador" in error


def test_after_ctrl_c_what_still_stays_is_named(helm, role_that_stays):
    process = helm.start("telepresence", "uninstall")
    wait_until(lambda: helm.releases() == [], "the end of the release")
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    error = process.communicate(timeout=60)[1]
    assert ("Role traffic-manager in namespace ambassador is still there; the wait for that was "
            "interrupted") in error
    assert "kubectl delete role/traffic-manager --namespace ambassador" in error


def test_who_does_not_wait_hears_what_is_still_being_deleted(helm, role_that_stays):
    text = helm.ok("telepresence", "uninstall", "--wait=false")
    assert "still being deleted: Role traffic-manager in namespace ambassador" in text


def test_a_job_that_is_left_is_removed(with_kubectl, cluster):
    with_kubectl.has_installed("--set", "hooks.curl.tag=job-fails")
    error = with_kubectl.fails("telepresence", "uninstall")
    assert "its Job uninstall-agents was deleted" in error
    assert not cluster.exists("job", "uninstall-agents", "-n", "ambassador")
    with_kubectl.ok("telepresence", "uninstall", "--no-hooks")


@pytest.mark.on_newest
def test_without_kubectl_a_job_that_is_left_is_named(helm, cluster, with_kubectl):
    blind = helm.with_environment(PATH="/nowhere")
    blind.has_installed("--set", "hooks.curl.tag=job-fails")
    error = blind.fails("telepresence", "uninstall")
    assert "its Job uninstall-agents is still there" in error
    command = offered_after("To delete the Job: ", error)
    # Also once the release is gone.
    assert "Job uninstall-agents in namespace ambassador is still there" in \
        blind.fails("telepresence", "uninstall", "--no-hooks")
    with_kubectl.follow(command)
    assert not cluster.exists("job", "uninstall-agents", "-n", "ambassador")
