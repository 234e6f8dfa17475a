"""Values: every way to give them, and what an upgrade does with those of before."""

import pytest

from support import shared_out


@pytest.fixture
def values_file(tmp_path):
    file = tmp_path / "values.yaml"
    file.write_text("logLevel: debug\npodAnnotations: {note: 'from a file'}\n")
    return file


@pytest.mark.parametrize("arguments", shared_out([
    ["--values", "values.yaml"],
    ["-f", "./values.yaml"],
    ["--set", "logLevel=debug"],
    ["--set-string", "logLevel=debug"],
    ["--set-json", 'logLevel="debug"'],
    ["--set-literal", "logLevel=debug"],
    ["--set-file", "logLevel=level.txt"],
    ["-f", "values.yaml", "--set", "logLevel=trace", "--set", "logLevel=debug"],
]), ids=" ".join)
def test_values_reach_the_manager(helm, cluster, values_file, arguments):
    (values_file.parent / "level.txt").write_text("debug")
    helm.ok("telepresence", "install", "--wait=false", *arguments, cwd=values_file.parent)
    assert cluster.log_level() == "debug"


def test_values_come_from_stdin(helm, cluster):
    helm.ok("telepresence", "install", "--wait=false", "-f", "-", input_text="logLevel: debug\n")
    assert cluster.log_level() == "debug"


@pytest.mark.parametrize("arguments, expected", [
    ([], {"logLevel": "debug", "timeouts": {"agentArrival": "45s"}}),
    (["--version", "v2.18.1"], {"logLevel": "debug", "timeouts": {"agentArrival": "45s"}}),
    (["--set", "logLevel=trace"], {"logLevel": "trace"}),
    (["--reuse-values", "--set", "logLevel=trace"],
     {"logLevel": "trace", "timeouts": {"agentArrival": "45s"}}),
    (["--reset-then-reuse-values", "--set", "logLevel=trace"],
     {"logLevel": "trace", "timeouts": {"agentArrival": "45s"}}),
    (["--reset-values"], None),
], ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_an_upgrade_keeps_or_drops_the_old_values(helm, arguments, expected):
    helm.ok("telepresence", "install", "--wait=false", "--set", "logLevel=debug",
            "--set", "timeouts.agentArrival=45s")
    helm.ok("telepresence", "upgrade", "--wait=false", *arguments)
    assert helm.release() == (2, "deployed")
    assert (helm.values() or None) == expected


def test_upgrade_install_makes_a_release_where_there_is_none(helm):
    report = helm.ok("telepresence", "upgrade", "--install", "--wait=false")
    assert "2.18.1 installed in namespace ambassador" in report


@pytest.mark.on_oldest
def test_the_webhook_keeps_its_certificate(helm, cluster):
    def webhook():
        secret = cluster.get("secret", "mutator-webhook-tls", "-n", "ambassador")["data"]
        config = cluster.get("mutatingwebhookconfiguration", "agent-injector-webhook-ambassador")
        return secret, config["webhooks"][0]["clientConfig"]["caBundle"]

    helm.ok("telepresence", "install", "--wait=false")
    secret, ca_bundle = webhook()
    assert ca_bundle == secret["ca.crt"]
    helm.ok("telepresence", "upgrade", "--wait=false", "--set", "logLevel=debug")
    assert webhook() == (secret, ca_bundle)
