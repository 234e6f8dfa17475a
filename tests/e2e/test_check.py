"""`helm telepresence check`: what is right and wrong with a Traffic Manager, and before there is one."""

import json
import subprocess

import pytest

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


def test_nothing_is_wrong_with_a_healthy_one(with_kubectl, injector):
    injector.start()
    with_kubectl.ok("telepresence", "install")
    assert wrong(with_kubectl) == {}
    text = with_kubectl.ok("telepresence", "check")
    assert "  ok       the API server reaches it, and it answers\n" in text
    assert "  ok       all of its " in text
    assert len(text.splitlines()) < 40


def test_one_that_is_missing(with_kubectl):
    found = wrong(with_kubectl, "-n", "staging")
    assert list(found) == ["release-missing"]
    with_kubectl.follow(command_of(found["release-missing"]))
    assert with_kubectl.release("staging") == (1, "deployed")
    # There is one elsewhere now.
    assert "-n staging" in command_of(wrong(with_kubectl, "-n", "prod")["release-missing"])


def test_objects_that_somebody_deleted(with_kubectl, cluster, injector):
    injector.start()
    with_kubectl.ok("telepresence", "install", "--set", "logLevel=debug")
    cluster.run("delete", "configmap/traffic-manager", "service/traffic-manager", "-n", "ambassador")
    found = wrong(with_kubectl)
    assert list(found) == ["object-missing"]
    assert found["object-missing"]["text"].startswith("2 of its ")
    assert "Service traffic-manager in namespace ambassador" in found["object-missing"]["text"]
    with_kubectl.follow(command_of(found["object-missing"]))
    assert wrong(with_kubectl) == {}
    assert cluster.log_level() == "debug"


def test_a_release_whose_upgrade_failed(with_kubectl):
    with_kubectl.ok("telepresence", "install")
    with_kubectl.fails("telepresence", "upgrade", "--set", "image.tag=cannot-be-pulled", "--rollback-on-failure=false")
    found = wrong(with_kubectl)
    assert {"release-failed", "not-ready"} <= set(found)
    with_kubectl.follow(command_of(found["release-failed"]))
    assert "release-failed" not in wrong(with_kubectl)


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


@pytest.mark.parametrize("days, ids", [("-1", {"certificate-expired", "certificate-refused"}),
                                       ("9", {"certificate-expiring", "certificate-refused"}),
                                       ("99", {"certificate-refused"})])
def test_a_certificate_that_does_not_do(with_kubectl, put_certificate, days, ids):
    with_kubectl.ok("telepresence", "install", "--set", "logLevel=debug")
    put_certificate(days)
    found = wrong(with_kubectl)
    assert {name for name in found if name.startswith("certificate-")} == ids
    with_kubectl.follow(command_of(found["certificate-refused"]))
    assert not {name for name in wrong(with_kubectl) if name.startswith("certificate-")}


def test_two_that_manage_the_same(with_kubectl):
    with_kubectl.ok("telepresence", "install", "--wait=false")
    with_kubectl.ok("telepresence", "install", "--wait=false", "-n", "team2", "--ignore-finding",
            "second-global-manager", "--kubeconfig-extension=false", *NO_AGENT)
    found = wrong(with_kubectl, "-n", "team2")
    assert {"second-global-manager", "clients-look-elsewhere"} <= set(found)
    assert found["second-global-manager"]["state"] == "warning"
    with_kubectl.follow(command_of(found["clients-look-elsewhere"]))
    assert "clients-look-elsewhere" not in wrong(with_kubectl, "-n", "team2")


def test_what_may_not_be_looked_at_is_told(helm, cluster):
    helm.ok("telepresence", "install")
    with cluster.jane_may("releases", ["secrets", "configmaps"]) as flags:
        found = checked(helm, *flags)
    assert "no right to list mutatingwebhookconfigurations" in found
    assert "the pods could not be looked at" in found


def test_it_waits_until_nothing_is_wrong(helm):
    helm.ok("telepresence", "install", "--wait=false",
            "--set-string", "podLabels.telepresence-test/ready-after=6s")
    assert "not-ready" in wrong(helm)
    assert wrong(helm, "--wait", "1m").keys() <= {"injector-unreachable"}
    error = helm.fails("telepresence", "check", "--wait", "soon")
    assert "--wait soon: it is no duration" in error


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
