"""The kubeconfig after real installs: clients find the manager, and get their file back."""

import pathlib

import pytest


@pytest.mark.main_line
def test_the_next_command_finds_the_manager_by_itself(helm):
    file = pathlib.Path(helm.environment["KUBECONFIG"])
    before = file.read_bytes()
    report = helm.ok("telepresence", "install", "-n", "staging")
    assert "now" in report
    assert "staging (the cluster's telepresence.io extension)" in helm.ok(
        "telepresence", "kubeconfig", "show")
    assert "revision 1" in helm.ok("telepresence", "status")
    helm.ok("telepresence", "uninstall")
    assert helm.release("staging") is None
    assert file.read_bytes() == before


def test_a_failed_install_leaves_the_file_alone(helm):
    file = pathlib.Path(helm.environment["KUBECONFIG"])
    before = file.read_bytes()
    helm.fails("telepresence", "install", "-n", "staging", "--set", "replicaCount=many")
    assert file.read_bytes() == before


def namespaced(namespace):
    return ["-n", namespace, "--set", "managerRbac.namespaced=true",
            "--set", f"managerRbac.namespaces={{{namespace}}}",
            "--set", "ambassador-agent.enabled=false"]


def test_a6_an_uninstall_offers_the_manager_that_is_left(helm):
    file = pathlib.Path(helm.environment["KUBECONFIG"])
    before = file.read_bytes()
    helm.ok("telepresence", "install", *namespaced("dev"))
    assert "look in namespace prod now, no longer in dev (" in helm.ok(
        "telepresence", "install", *namespaced("prod"))
    assert "look in namespace dev now, no longer in prod (" in helm.ok("telepresence", "uninstall")
    assert "revision 1" in helm.ok("telepresence", "status", "-n", "dev")
    helm.ok("telepresence", "install", *namespaced("prod"))
    helm.ok("telepresence", "install", *namespaced("qa"))
    text = " ".join(helm.ok("telepresence", "uninstall").split())
    assert "no longer look in namespace qa (" in text
    assert file.read_bytes() == before
    hint = "there are Traffic Managers in dev, prod; to choose one: helm "
    assert hint in text
    helm.ok(*text.partition(hint)[2].split())
    assert "look in namespace prod now, no longer in dev (" in helm.ok("telepresence", "uninstall")
    assert "no longer look in namespace prod (" in helm.ok("telepresence", "uninstall")
    assert helm.releases() == []
    assert file.read_bytes() == before
