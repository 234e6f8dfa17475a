"""What the shell offers of a cluster that answers."""

import pytest

from processes import wait_until


def offered(helm, *words):
    return helm.ok("__complete", "telepresence", *words).splitlines()


@pytest.mark.on_oldest
def test_the_namespaces_of_the_cluster_are_offered_from_the_second_time_on(helm, cluster, new_namespace):
    assert new_namespace not in offered(helm, "status", "-n", "")
    wait_until(lambda: "kube-system" in offered(helm, "status", "-n", ""), "the answer")
    cluster.run("create", "namespace", new_namespace)
    try:
        # The answer is a minute old at most.
        assert new_namespace not in offered(helm, "install", "--managed-namespaces", "")
    finally:
        cluster.run("delete", "namespace", new_namespace, "--wait=false")
    listed = set(name.removeprefix("namespace/") for name in cluster.names("namespaces"))
    assert set(offered(helm, "status", "--namespace", "")) - {":4"} <= listed | {"ambassador"}


@pytest.mark.on_oldest
def test_the_revisions_of_the_release_are_offered_from_the_second_time_on(helm):
    in_place = ["-n", "ambassador", "--set", "ambassador-agent.enabled=false"]
    helm.ok("telepresence", "install", "--wait=false", *in_place)
    helm.ok("telepresence", "upgrade", "--wait=false", *in_place, "--set", "logLevel=debug")

    def revisions(*where):
        """Each with its status."""
        *lines, directive = offered(helm, "diff", *where, "--revision", "")
        assert directive == ":36"  # no files, and in this order
        return [tuple(line.split(", 20")[0].split("\t")) for line in lines]

    wait_until(lambda: revisions() == [("2", "deployed"), ("1", "superseded")], "the revisions")
    # Also of a namespace that helm cuts out of the words.
    assert revisions("-n", "staging") == []
    assert revisions("-n", "ambassador") == [("2", "deployed"), ("1", "superseded")]
    # What is offered is taken.
    helm.ok("telepresence", "diff", "--revision", "1", "--revision", "2")
