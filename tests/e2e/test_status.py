"""What `status` shows of a Traffic Manager in the cluster, besides its release and pods."""

import json
import signal
import subprocess

import pytest

from injector import workload
from processes import wait_until


def test_status_shows_agents_injector_and_certificate(with_kubectl, injector, apps):
    injector.start()
    with_kubectl.ok("telepresence", "install")
    namespace = apps(workload("Deployment", "web"), 2)
    text = with_kubectl.ok("telepresence", "status")
    assert f"  Agents       Deployment web in namespace {namespace} (2 pods)\n" in text
    assert "  Injector     answers\n" in text
    status = with_kubectl.status()
    assert (status["healthy"], status["injector"], status["problems"]) == (True, "alive", [])
    (found,) = status["agents"]
    assert (found["kind"], found["name"], len(found["pods"])) == ("Deployment", "web", 2)
    assert 360 < status["certificate"]["daysLeft"] < 366
    assert f"until {status['certificate']['notAfter']}, " in text
    with_kubectl.ok("telepresence", "status", "--exit-status")


@pytest.mark.on_newest
def test_a_certificate_that_has_expired_is_a_problem(helm, cluster, tmp_path):
    helm.has_installed()
    key, request, certificate = (tmp_path / f"tls.{kind}" for kind in ("key", "csr", "crt"))
    for words in (["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", request],
                  # It ended yesterday.
                  ["x509", "-req", "-in", request, "-signkey", key, "-days", "-1", "-out", certificate]):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    secret = cluster.run("create", "secret", "tls", "x", f"--cert={certificate}", f"--key={key}",
                         "--dry-run=client", "-o", "json")
    data = {"data": {"tls.crt": json.loads(secret)["data"]["tls.crt"]}}
    cluster.run("patch", "secret", "mutator-webhook-tls", "-n", "ambassador", "--type=merge", "-p", json.dumps(data))
    status = helm.status()
    assert status["certificate"]["daysLeft"] < 0 and not status["healthy"]
    (problem,) = status["problems"]
    assert problem.startswith("the certificate of the agent injector has expired at 20")
    error = helm.fails("telepresence", "status", "--exit-status")
    assert f"is not healthy: {problem}" in error


@pytest.mark.on_newest
def test_the_exit_status_tells_of_a_manager_that_does_not_run(helm, cluster):
    helm.has_installed()
    helm.ok("telepresence", "status", "--exit-status")
    cluster.run("scale", "deployment/traffic-manager", "--replicas=0", "-n", "ambassador")
    assert "is not healthy" in helm.fails("telepresence", "status", "--exit-status")
    assert helm.status()["healthy"] is False


@pytest.mark.on_newest
def test_a_pod_that_is_over_is_no_trouble(helm, cluster):
    """One that was evicted stays beside the one in its place."""
    helm.has_installed()
    evicted = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "evicted", "labels": {
        "app": "traffic-manager", "telepresence": "manager"}}, "spec": {"containers": [{"name": "x", "image": "x"}]}}
    cluster.run("apply", "-n", "ambassador", "-f", "-", input_text=json.dumps(evicted))
    killed = {"name": "x", "image": "x", "imageID": "", "ready": False, "restartCount": 0,
              "state": {"terminated": {"exitCode": 137}}}
    cluster.run("patch", "pod", "evicted", "-n", "ambassador", "--subresource=status", "--type=merge", "-p",
                json.dumps({"status": {"phase": "Failed", "containerStatuses": [killed]}}))
    helm.ok("telepresence", "status", "--exit-status")
    cluster.run("delete", "pod", "evicted", "-n", "ambassador")


@pytest.mark.on_newest
def test_a_watch_shows_what_changes_until_ctrl_c(helm, cluster):
    helm.has_installed()
    process = helm.start("telepresence", "status", "--watch", "-o", "json")
    reports = []

    def read():
        line, text = "", ""
        while line != "}\n":
            line = process.stdout.readline()
            text += line
        reports.append(json.loads(text))

    read()
    assert reports[0]["ready"] is True
    cluster.run("scale", "deployment/traffic-manager", "--replicas=0", "-n", "ambassador")
    wait_until(lambda: read() or not reports[-1]["ready"], "the change")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0


@pytest.mark.on_newest
def test_permissions_alone_are_healthy_without_a_manager(helm):
    helm.ok("telepresence", "install", "--set", "rbac.only=true,ambassador-agent.enabled=false")
    text = helm.ok("telepresence", "status", "--exit-status")
    assert "Deployment   none: the release has permissions alone (rbac.only)\n" in text
    assert "Agents" not in text


@pytest.mark.on_newest
def test_what_may_not_be_looked_at_is_null(helm, cluster):
    helm.has_installed()
    cluster.run("create", "role", "no-pods", "--verb=get,list", "-n", "ambassador",
                "--resource=secrets,configmaps,deployments.apps")
    cluster.run("create", "rolebinding", "no-pods", "--role=no-pods", "--user=jane", "-n", "ambassador")
    try:
        status = helm.status("--kube-as-user", "jane")
        text = helm.ok("telepresence", "status", "--kube-as-user", "jane")
    finally:
        cluster.run("delete", "role/no-pods", "rolebinding/no-pods", "-n", "ambassador")
    assert status["ready"] is True and status["agents"] is None
    assert "Agents not looked at: no right to list pods" in " ".join(text.split())
    assert "no right to list pods" in status["notLookedAt"]
