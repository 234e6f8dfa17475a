"""The way most people go, on every helm: install the plugin, install, look, upgrade, uninstall."""

import json

import pytest
from plugin import VERSION

pytestmark = pytest.mark.main_line


def test_the_plugin_is_installed_from_a_directory(helm):
    assert f"telepresence\t{VERSION}" in helm.ok("plugin", "list").replace(" ", "")
    assert "helm telepresence COMMAND" in helm.ok("telepresence")
    assert helm.ok("telepresence", "install", "--help") == helm.ok("telepresence", "help", "install")


def test_version_tells_what_takes_part(helm):
    version = json.loads(helm.ok("telepresence", "version", "--client", "-o", "json"))
    assert version["plugin"] == VERSION
    assert version["bundledChart"]["version"] == "2.18.1"
    assert version["helm"]["version"] == helm.ok("version", "--template", "{{.Version}}")


def test_install_status_upgrade_uninstall_and_nothing_is_left(helm, cluster):
    report = helm.ok("telepresence", "install")
    assert report.startswith("Traffic Manager 2.18.1 installed in namespace ambassador\n")
    assert helm.release() == (1, "deployed")

    status = helm.status()
    assert (status["release"], status["namespace"]) == ("traffic-manager", "ambassador")
    assert status["status"] == "deployed"
    assert status["chart"]["version"] == status["chart"]["appVersion"] == "2.18.1"
    assert status["deployment"]["ready"] is True
    assert status["managedNamespaces"] == []
    assert "the whole cluster" in helm.ok("telepresence", "status")

    helm.ok("telepresence", "upgrade", "--set", "logLevel=debug")
    assert helm.release() == (2, "deployed")
    assert cluster.log_level() == "debug"

    manager = json.loads(helm.ok("telepresence", "version", "-o", "json"))["trafficManager"]
    assert manager["appVersion"] == "2.18.1"

    assert "uninstalled from namespace ambassador" in helm.ok("telepresence", "uninstall")
    assert helm.releases() == []
    assert cluster.objects("ambassador") == set()


@pytest.mark.parametrize("tag, works", [("8.1.1", True), ("job-hangs", False)])
def test_c11_an_uninstall_keeps_its_limit(helm, tag, works):
    """Helm 4.2.1 waits three times as long, for what is gone too. The pod of a Job that hangs runs, so
    that nothing ends the wait early."""
    helm.ok("telepresence", "install", "--set", f"hooks.curl.tag={tag}")
    result = helm.run("telepresence", "uninstall", "--timeout", "12s", limit=34)
    assert (result.returncode == 0) == works, result.stderr
    assert works or "the uninstall of the Traffic Manager in namespace ambassador did not finish" in \
        result.stderr
