"""`helm telepresence check`: what is right and wrong with a Traffic Manager, and before there is one."""

import json
import subprocess

import pytest

from injector import AGENT, workload
from processes import wait_until
from support import shared_out

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]


@pytest.fixture
def with_kubectl(with_kubectl, tmp_path):
    """It is on PATH itself too, as offered commands want it."""
    (tmp_path / "bin" / "helm").symlink_to(with_kubectl.path)
    return with_kubectl


def checked(helm, *arguments):
    """What it tells: whether it exits with 0, and the checks that are not good, by their ids."""
    result = helm.run("telepresence", "check", "-o", "json", *arguments)
    report = json.loads(result.stdout)
    assert result.returncode == (0 if report["passed"] else 1), result.stderr
    checks = [check for section in report["sections"] for check in section["checks"]]
    assert len(checks) > 4
    return {check["id"] or check["text"]: check for check in checks if check["state"] != "ok"}


def wrong(helm, *arguments):
    return {name: check for name, check in checked(helm, *arguments).items()
            if check["state"] in ("warning", "error")}


def command_of(check):
    return check["remedy"].splitlines()[0].split(": ", 1)[1]


def commands_after(words, check):
    """Those that stand behind these words, in their line or in the lines below."""
    _, behind = check["remedy"].split(words)
    return behind.strip().splitlines()


@pytest.mark.on_newest
def test_nothing_is_wrong_with_a_healthy_one(with_kubectl, injector):
    injector.start()
    with_kubectl.ok("telepresence", "install")
    assert wrong(with_kubectl) == {}
    text = with_kubectl.ok("telepresence", "check")
    assert "  ok       the API server reaches it, and it answers\n" in text
    assert "  ok       all of its " in text
    assert " roles and bindings give what the chart gives\n" in text
    assert "  ok       agents get docker.io/datawire/tel2:2.18.1\n" in text
    assert len(text.splitlines()) < 40


@pytest.mark.on_newest
def test_one_that_is_missing(with_kubectl):
    found = wrong(with_kubectl, "-n", "staging")
    assert list(found) == ["release-missing"]
    with_kubectl.follow(command_of(found["release-missing"]))
    assert with_kubectl.release("staging") == (1, "deployed")
    # There is one elsewhere now.
    assert "-n staging" in command_of(wrong(with_kubectl, "-n", "prod")["release-missing"])


def test_objects_that_somebody_deleted(with_kubectl, cluster, injector):
    injector.start()
    with_kubectl.has_installed("--set", "logLevel=debug")
    cluster.run("delete", "configmap/traffic-manager", "service/traffic-manager", "-n", "ambassador")
    found = wrong(with_kubectl)
    assert list(found) == ["object-missing"]
    assert found["object-missing"]["text"].startswith("2 of its ")
    assert "Service traffic-manager in namespace ambassador" in found["object-missing"]["text"]
    with_kubectl.follow(command_of(found["object-missing"]))
    assert wrong(with_kubectl) == {}
    assert cluster.log_level() == "debug"


def patch(cluster, kind, name, *operations, namespace="ambassador"):
    cluster.run("patch", kind, name, "-n", namespace, "--type=json", "-p", json.dumps(
        [dict(zip(("op", "path", "value"), operation)) for operation in operations]))


def test_roles_and_bindings_that_somebody_changed(with_kubectl, cluster, injector):
    injector.start()
    with_kubectl.has_installed("--set", "logLevel=debug")
    rules = cluster.get("clusterrole", "traffic-manager-ambassador")["rules"]
    watched = next(i for i, rule in enumerate(rules) if rule["resources"] == ["nodes", "pods", "services"])
    patch(cluster, "clusterrole", "traffic-manager-ambassador", ("replace", f"/rules/{watched}/verbs", ["get"]),
          ("add", "/rules/-", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["delete"]}))
    # Limited to one name: a field that the chart does not have.
    patch(cluster, "role", "traffic-manager", ("add", "/rules/0/resourceNames", ["x"]))
    patch(cluster, "rolebinding", "traffic-manager-cloud-token",
          ("replace", "/subjects", [{"kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"}]))
    found = wrong(with_kubectl)
    assert list(found) == ["rbac-changed"]
    told = found["rbac-changed"]
    assert told["state"] == "warning"
    assert told["text"].startswith("3 of its ")
    for words in ("ClusterRole traffic-manager-ambassador (lacks list, watch nodes, pods, services; also has "
                  "delete secrets)",
                  "Role traffic-manager in namespace ambassador (lacks create services)",
                  "RoleBinding traffic-manager-cloud-token in namespace ambassador (lacks ServiceAccount "
                  "traffic-manager in namespace ambassador; also has User jane)"):
        assert words in told["text"]
    shown = with_kubectl.follow(told["remedy"].splitlines()[0].removeprefix("To see it: "))
    for words in ("ClusterRole traffic-manager-ambassador changes", "Role traffic-manager in namespace ambassador changes",
                  "RoleBinding traffic-manager-cloud-token in namespace ambassador changes"):
        assert words in shown
    with_kubectl.follow(*commands_after("To put it back:", told))
    assert wrong(with_kubectl) == {}
    assert cluster.get("clusterrole", "traffic-manager-ambassador")["rules"] == rules
    assert cluster.log_level() == "debug"


@pytest.mark.on_newest
def test_a_binding_that_somebody_made_again_for_another_role(with_kubectl, cluster, injector):
    injector.start()
    with_kubectl.has_installed()
    name = "traffic-manager-ambassador"
    cluster.run("delete", "clusterrolebinding", name)
    cluster.run("create", "clusterrolebinding", name, "--clusterrole=view",
                "--serviceaccount=ambassador:traffic-manager")
    found = wrong(with_kubectl)
    assert list(found) == ["rbac-changed"]
    assert f"ClusterRoleBinding {name} (gives ClusterRole view)" in found["rbac-changed"]["text"]
    commands = commands_after("To put it back:", found["rbac-changed"])
    assert commands[0] == f"kubectl delete clusterrolebinding/{name}"
    with_kubectl.follow(*commands)
    assert wrong(with_kubectl) == {}


@pytest.mark.on_newest
def test_an_image_that_somebody_set(with_kubectl, cluster, injector):
    injector.start()
    with_kubectl.has_installed()
    deployment = ["deployment/traffic-manager", "-n", "ambassador"]
    cluster.run("set", "image", *deployment, "traffic-manager=docker.io/datawire/tel2:2.19.0")
    cluster.run("rollout", "status", *deployment)
    found = wrong(with_kubectl)
    assert list(found) == ["image-changed"]
    assert found["image-changed"]["text"].endswith(
        " is docker.io/datawire/tel2:2.19.0, not docker.io/datawire/tel2:2.18.1 as in the release")
    with_kubectl.follow(command_of(found["image-changed"]))
    assert wrong(with_kubectl) == {}
    assert "  ok       its image is docker.io/datawire/tel2:2.18.1\n" in with_kubectl.ok("telepresence", "check")


def agent_images(cluster, namespace):
    return {container["image"] for pod in cluster.get("pods", "-n", namespace)["items"]
            for container in pod["spec"]["containers"] if container["name"] == AGENT["name"]}


@pytest.mark.on_newest
def test_agents_of_another_version(with_kubectl, cluster, injector, apps):
    with_kubectl.has_installed()
    injector.agent = {**AGENT, "image": "docker.io/datawire/tel2:2.17.0"}
    injector.start()
    namespace = apps(workload("Deployment", "web")
                     + workload("StatefulSet", "db", "updateStrategy: {type: OnDelete}"), 4)
    injector.agent = AGENT
    found = wrong(with_kubectl)
    assert list(found) == ["agents-outdated"]
    assert found["agents-outdated"]["text"] == (
        "4 pods have an agent of another version than docker.io/datawire/tel2:2.18.1: "
        f"Deployment web in namespace {namespace} (2.17.0), StatefulSet db in namespace {namespace} (2.17.0)")
    with_kubectl.follow(*commands_after("To renew them:", found["agents-outdated"]))
    wait_until(lambda: agent_images(cluster, namespace) == {AGENT["image"]}, "the new agents")
    assert wrong(with_kubectl) == {}
    # The other way round: agents get what the values say.
    with_kubectl.ok("telepresence", "upgrade", "--set", "agent.image.tag=2.18.2,agent.image.registry=example.com/x")
    assert "another version than example.com/x/tel2:2.18.2" in wrong(with_kubectl)["agents-outdated"]["text"]


@pytest.mark.on_newest
def test_a_release_whose_upgrade_failed(with_kubectl):
    with_kubectl.has_installed()
    with_kubectl.fails("telepresence", "upgrade", "--set", "image.tag=cannot-be-pulled", "--rollback-on-failure=false")
    found = wrong(with_kubectl)
    assert {"release-failed", "not-ready"} <= set(found)
    assert wrong(with_kubectl, "--pre")["release-failed"]["remedy"] == found["release-failed"]["remedy"]
    with_kubectl.follow(command_of(found["release-failed"]))
    assert "release-failed" not in wrong(with_kubectl)


@pytest.mark.on_newest
def test_a_release_of_which_the_history_was_kept(with_kubectl):
    with_kubectl.ok("telepresence", "install", "--wait=false", *NO_AGENT)
    with_kubectl.ok("telepresence", "uninstall", "--", "--keep-history")
    found = wrong(with_kubectl)
    assert "is uninstalled (revision 1, telepresence-2.18.1, " in found["release-missing"]["text"]
    assert wrong(with_kubectl, "--pre").keys() == found.keys()
    assert "nothing is in the way" not in with_kubectl.run("telepresence", "check", "--pre").stdout
    with_kubectl.follow(command_of(found["release-missing"]))
    assert "release-missing" not in wrong(with_kubectl, "--pre")


@pytest.fixture
def put_certificate(cluster, tmp_path):
    """Puts one that nobody vouches for into the webhook's Secret."""
    def put(days):
        key, request, certificate = (tmp_path / f"tls.{kind}" for kind in ("key", "csr", "crt"))
        for words in (["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", request],
                      ["x509", "-req", "-in", request, "-signkey", key, "-days", days, "-out", certificate]):
            subprocess.run(["openssl", *words], check=True, capture_output=True)
        secret = cluster.run("create", "secret", "tls", "x", f"--cert={certificate}", f"--key={key}",
                             "--dry-run=client", "-o", "json")
        theirs = cluster.get("secret", "mutator-webhook-tls", "-n", "ambassador")
        theirs["data"]["tls.crt"] = json.loads(secret)["data"]["tls.crt"]
        for field in ("managedFields", "resourceVersion", "uid", "creationTimestamp"):
            theirs["metadata"].pop(field, None)
        # As helm itself would: what others set, Helm 4 does not take back unasked.
        cluster.run("apply", "--server-side", "--force-conflicts", "--field-manager=helm", "-f", "-",
                    input_text=json.dumps(theirs))
    return put


@pytest.mark.parametrize("days, ids", shared_out([
    ("-1", {"certificate-expired", "certificate-refused"}),
    ("9", {"certificate-expiring", "certificate-refused"}),
    ("99", {"certificate-refused"}),
]))
def test_a_certificate_that_does_not_do(with_kubectl, put_certificate, days, ids):
    with_kubectl.has_installed("--set", "logLevel=debug")
    put_certificate(days)
    found = wrong(with_kubectl)
    assert {name for name in found if name.startswith("certificate-")} == ids
    with_kubectl.follow(command_of(found["certificate-refused"]))
    assert not {name for name in wrong(with_kubectl) if name.startswith("certificate-")}


@pytest.mark.on_newest
def test_two_that_manage_the_same(with_kubectl):
    with_kubectl.ok("telepresence", "install", "--wait=false")
    with_kubectl.ok("telepresence", "install", "--wait=false", "-n", "team2", "--ignore-finding",
            "second-global-manager", "--kubeconfig-extension=false", *NO_AGENT)
    found = wrong(with_kubectl, "-n", "team2")
    assert {"second-global-manager", "clients-look-elsewhere"} <= set(found)
    assert found["second-global-manager"]["state"] == "warning"
    with_kubectl.follow(command_of(found["clients-look-elsewhere"]))
    assert "clients-look-elsewhere" not in wrong(with_kubectl, "-n", "team2")


@pytest.mark.on_newest
def test_what_may_not_be_looked_at_is_told(helm, cluster):
    helm.has_installed()
    with cluster.jane_may("releases", ["secrets", "configmaps"]) as flags:
        found = checked(helm, *flags)
    assert "no right to list mutatingwebhookconfigurations" in found
    assert "the pods could not be looked at" in found
    assert "no right to get deployments" in found and "object-missing" not in found


@pytest.mark.on_newest
def test_it_waits_until_nothing_is_wrong(helm):
    helm.ok("telepresence", "install", "--wait=false",
            "--set-string", "podLabels.telepresence-test/ready-after=6s")
    assert "not-ready" in wrong(helm)
    assert wrong(helm, "--wait", "1m").keys() <= {"injector-unreachable"}
    error = helm.fails("telepresence", "check", "--wait", "soon")
    assert "--wait soon: not a duration" in error


@pytest.mark.on_newest
def test_before_an_install_all_is_told_and_nothing_done(helm, cluster):
    helm.ok("telepresence", "install", "--wait=false", "-n", "one", "--managed-namespaces", "one", *NO_AGENT)
    before = cluster.objects("one")
    found = wrong(helm, "--pre", "-n", "two", "--managed-namespaces", "one,two,three", "--set", "logLevl=debug")
    assert {"namespace-claimed", "namespace-missing", "value-unknown"} <= set(found)
    assert found["value-unknown"]["remedy"] == "Did you mean logLevel?"
    assert helm.release("two") is None
    assert cluster.objects("one") == before
    assert not wrong(helm, "--pre", "-n", "two", "--managed-namespaces", "two", *NO_AGENT)
    error = helm.fails("telepresence", "check", "--set", "a=b")
    assert "values and a chart are checked before an install alone" in error


@pytest.mark.on_newest
def test_without_a_cluster_the_rest_is_told(helm):
    result = helm.run("telepresence", "check", "--kube-apiserver", "http://127.0.0.1:1")
    assert result.returncode == 1
    assert "\nclient\n" in result.stdout and "\nkubeconfig\n" in result.stdout
    assert "error    cannot list the releases in namespace ambassador: the cluster cannot be reached" in result.stdout
    assert "helm telepresence kubeconfig show" in result.stdout


@pytest.mark.on_newest
def test_what_helm_says_of_a_value_it_cannot_read_is_not_printed(helm):
    result = helm.run("telepresence", "check", "--pre", "--set", "licenseKey.value=abc,s3cret")
    assert "s3cret" not in result.stdout + result.stderr
    assert "what --set gives cannot be parsed" in result.stdout + result.stderr
