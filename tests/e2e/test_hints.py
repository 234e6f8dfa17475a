"""What an error offers works as it is printed, and ends better than before."""

import pytest
import yaml

from support import UNREADY

SHORT = ["--timeout", "2s"]


@pytest.fixture
def two_contexts(cluster, tmp_path):
    """A kubeconfig, in a folder with a space, whose current context is not the one to use."""
    with open(cluster.kubeconfig, encoding="utf-8") as file:
        config = yaml.safe_load(file)
    (context,) = config["contexts"]
    config["contexts"].append({"name": "two", "context": context["context"]})
    config["contexts"].append({"name": "nowhere", "context": {"cluster": "none", "user": "none"}})
    config["current-context"] = "nowhere"
    folder = tmp_path / "my configs"
    folder.mkdir()
    path = folder / "config"
    path.write_text(yaml.safe_dump(config))
    return ["--kubeconfig", str(path), "--kube-context", "two"]


def test_a7_an_upgrade_is_offered_over_an_install_on_the_same_cluster(helm, follow, two_contexts):
    helm.ok("telepresence", "install", "-n", "staging", *two_contexts)
    error = helm.fails("telepresence", "install", "-n", "staging", *two_contexts)
    command = follow(error, "telepresence upgrade")
    assert command.endswith(f"-n staging --kubeconfig '{two_contexts[1]}' --kube-context two")
    assert helm.release("staging") == (2, "deployed")


@pytest.mark.on_newest
def test_an_install_is_offered_where_nothing_can_be_upgraded(helm, follow, two_contexts):
    follow(helm.fails("telepresence", "upgrade", *two_contexts), "telepresence install")
    assert helm.release() == (1, "deployed")


def test_f4_the_release_elsewhere_is_reached_by_the_offered_command(helm, follow, two_contexts):
    helm.ok("telepresence", "install", "-n", "staging", "--kubeconfig-extension=false",
            *two_contexts)
    follow(helm.fails("telepresence", "status", *two_contexts), "telepresence status")
    follow(helm.fails("telepresence", "uninstall", *two_contexts), "telepresence uninstall")
    assert helm.releases() == []


def test_a_failed_release_is_repaired_by_the_offered_command(helm, follow):
    helm.fails("telepresence", "install", *UNREADY, *SHORT, "--rollback-on-failure=false")
    error = helm.fails("telepresence", "install")
    follow(error, "--reset-values")
    assert helm.release()[1] == "deployed"
    assert helm.status()["deployment"]["ready"]


def test_a_kept_release_is_looked_at_by_the_offered_command(helm, follow):
    kept = helm.fails("telepresence", "install", *UNREADY, *SHORT, "--rollback-on-failure=false")
    follow(kept, "telepresence status")
