"""The kubeconfig after real installs: clients find the manager, and get their file back."""

import pathlib

import pytest


@pytest.mark.main_line
def test_the_next_command_finds_the_manager_by_itself(helm):
    file = pathlib.Path(helm.environment["KUBECONFIG"])
    before = file.read_bytes()
    report = helm.ok("telepresence", "install", "-n", "staging")
    assert "look in this namespace now" in report
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
