"""What reaches helm besides arguments: global flags, the kubeconfig, the namespace."""

import os
import subprocess
import sys

import pytest

from plugin import BINARY

GLOBAL = [
    ("--kube-context", "prod", "HELM_KUBECONTEXT"),
    ("--kube-apiserver", "https://127.0.0.1:1", "HELM_KUBEAPISERVER"),
    ("--kube-token", "t0ken", "HELM_KUBETOKEN"),
    ("--kube-as-user", "jane", "HELM_KUBEASUSER"),
    ("--kube-as-group", "admins", "HELM_KUBEASGROUPS"),
    ("--kube-ca-file", "ca.pem", "HELM_KUBECAFILE"),
    ("--kube-tls-server-name", "k8s", "HELM_KUBETLS_SERVER_NAME"),
    ("--burst-limit", "7", "HELM_BURST_LIMIT"),
    ("--qps", "5", "HELM_QPS"),
    ("--registry-config", "r.json", "HELM_REGISTRY_CONFIG"),
    ("--repository-config", "r.yaml", "HELM_REPOSITORY_CONFIG"),
    ("--repository-cache", "cache", "HELM_REPOSITORY_CACHE"),
    ("--kubeconfig", "other", "KUBECONFIG"),
]


@pytest.mark.parametrize("flag, value, variable", GLOBAL, ids=[flag for flag, *_ in GLOBAL])
def test_a_global_flag_reaches_helm_through_its_environment(program4, flag, value, variable):
    program4.ok("install", flag, value)
    program4.ok(f"{flag}={value}", "uninstall")
    # Helm hands its own flags over in this way.
    program4.ok("install", **{variable: value})
    assert len(program4.calls("install") + program4.calls("uninstall")) == 3
    for call in program4.calls():
        assert call["environment"][variable] == value
        assert value not in call["arguments"]


def test_groups_and_the_insecure_flag(program4):
    program4.uninstall("--kube-as-group", "a", "--kube-as-group", "b",
                "--kube-insecure-skip-tls-verify=true")
    for call in program4.calls():
        assert call["environment"]["HELM_KUBEASGROUPS"] == "a,b"
        assert call["environment"]["HELM_KUBEINSECURE_SKIP_TLS_VERIFY"] == "true"


def test_of_a_global_flag_that_is_given_twice_the_last_counts(program4):
    program4.uninstall("--kube-as-user", "jane", "--kube-as-user", "joe", "--qps", "1", "--qps", "2")
    for call in program4.calls():
        assert call["environment"]["HELM_KUBEASUSER"] == "joe"
        assert call["environment"]["HELM_QPS"] == "2"


def test_a_dry_run_never_runs_helm_with_debug(program4):
    """Helm's --debug prints the values."""
    program4.ok("install", "--dry-run", "--debug")
    program4.ok("install", "--debug")
    dry, real = program4.calls("install")
    assert dry["environment"]["HELM_DEBUG"] == "false"
    assert real["environment"]["HELM_DEBUG"] == "true"


# A parent that looks like helm: its command line is what the plugin gets to see.
LOOKALIKE = """
import os, subprocess, sys
environment = dict(os.environ, HELM_PLUGIN_NAME="telepresence", HELM_NAMESPACE=sys.argv[1])
sys.exit(subprocess.run([os.environ["BINARY"], "uninstall"], env=environment).returncode)
"""


@pytest.mark.parametrize("helm_namespace, typed, exported, expected", [
    ("default", ["telepresence", "uninstall"], None, "ambassador"),
    ("apps", ["telepresence", "uninstall"], None, "ambassador"),
    ("default", ["-n", "default", "telepresence", "uninstall"], None, "default"),
    ("a", ["telepresence", "uninstall", "--namespace=a"], None, "a"),
    ("b", ["telepresence", "uninstall"], "b", "b"),
    ("default", ["telepresence", "uninstall", "--kube-context", "-n"], None, "ambassador"),
], ids=str)
def test_the_namespace_is_what_was_typed_to_helm(program4, helm_namespace, typed, exported, expected):
    environment = {**program4.environment, "BINARY": str(BINARY)}
    if exported:
        environment["HELM_NAMESPACE"] = exported
    program4.has_history("deployed")
    subprocess.run([sys.executable, "-c", LOOKALIKE, helm_namespace, *typed], env=environment,
                   check=True, capture_output=True)
    arguments = program4.arguments("uninstall")
    assert arguments[arguments.index("--namespace") + 1] == expected


@pytest.mark.parametrize("command", ["install", "upgrade", "uninstall", "version"])
def test_a_context_that_does_not_exist_is_named(program4, command):
    words = 'kubernetes cluster unreachable: context "nope" does not exist\n'
    program4.answer(("list", {"status": 1, "stderr": f"Error: {words}"}))
    result = program4.run(command, "--kube-context", "nope")
    assert result.returncode == 1
    first = result.stderr.splitlines()[0]
    assert "the kubeconfig has no context nope" in first and "cannot be reached" not in first


@pytest.mark.parametrize("how", ["missing", "too old", "no version"])
def test_a_helm_that_cannot_be_used(program4, how):
    if how == "missing":
        error = program4.fails("install", HELM_BIN="/nowhere/helm")
        assert "helm not found: /nowhere/helm" in error
    elif how == "too old":
        (program4.folder / "version").write_text("v3.16.4")
        assert "needs 3.17.0 or newer" in program4.fails("install")
    else:
        (program4.folder / "version").write_text("hello")
        assert "'hello', which is no version" in program4.fails("install")
    assert program4.calls() == []


def test_the_helm_on_path_is_used_where_helm_did_not_start_us(program4):
    bin_folder = program4.folder / "bin"
    bin_folder.mkdir()
    os.symlink(program4.environment.pop("HELM_BIN"), bin_folder / "helm")
    program4.uninstall(PATH=f"{bin_folder}:/usr/bin:/bin")
    assert program4.calls("uninstall")
