"""What the shell offers of a cluster that answers."""

from processes import wait_until


def offered(helm, *words):
    return helm.ok("__complete", "telepresence", *words).splitlines()


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
