"""Which namespace it is, who made it, and what happens when it is somebody else's."""

import pytest
import yaml


def namespaced(*namespaces):
    return ["--set", "managerRbac.namespaced=true",
            "--set", f"managerRbac.namespaces={{{','.join(namespaces)}}}"]


@pytest.fixture
def kubeconfig(cluster, tmp_path):
    """Writes changed copies of the cluster's kubeconfig."""
    def write(name, change):
        with open(cluster.kubeconfig, encoding="utf-8") as file:
            config = yaml.safe_load(file)
        change(config)
        path = tmp_path / name
        path.write_text(yaml.safe_dump(config))
        return str(path)

    return write


def extension(namespace):
    return [{"name": "telepresence.io", "extension": {"manager": {"namespace": namespace}}}]


def test_a_namespace_is_created_unless_that_is_unwanted(helm, cluster, new_namespace):
    error = helm.fails("telepresence", "install", "--namespace", new_namespace,
                       "--create-namespace=false")
    assert f"namespace {new_namespace} does not exist; nothing was changed" in error
    assert not cluster.exists("namespace", new_namespace)

    helm.ok("telepresence", "install", "--wait=false", "--namespace", new_namespace)
    assert helm.release(new_namespace) == (1, "deployed")
    assert helm.status("-n", new_namespace)["namespaceRule"] == "namespace-flag"


def test_default_is_a_namespace_like_any_other(helm):
    helm.ok("-n", "default", "telepresence", "install", "--wait=false")
    assert [release["namespace"] for release in helm.releases()] == ["default"]


@pytest.mark.on_oldest
def test_a_namespace_may_look_like_a_number(helm):
    helm.ok("telepresence", "install", "--wait=false", "-n", "123")
    assert helm.release("123") == (1, "deployed")
    helm.ok("telepresence", "uninstall", "-n", "123")


@pytest.mark.parametrize("arguments", [["-nstaging"], ["-n=staging"], ["--namespace=staging"],
                                       ["--manager-namespace", "staging"]], ids=" ".join)
def test_every_spelling_of_the_flag_counts(helm, cluster, arguments):
    if not cluster.exists("namespace", "staging"):
        cluster.run("create", "namespace", "staging")
    helm.ok("telepresence", "install", "--wait=false", *arguments)
    assert [release["namespace"] for release in helm.releases()] == ["staging"]


def test_the_contexts_namespace_is_not_the_managers(helm, kubeconfig):
    def change(config):
        config["contexts"][0]["context"]["namespace"] = "kube-public"

    helm = helm.with_environment(KUBECONFIG=kubeconfig("config", change))
    report = helm.ok("telepresence", "install", "--wait=false")
    assert "ambassador (the default)" in report


@pytest.mark.on_oldest
def test_the_second_of_two_kubeconfigs_tells_the_namespace(helm, kubeconfig):
    def only_context(config):
        del config["clusters"], config["users"]

    def only_cluster(config):
        del config["contexts"], config["current-context"]
        config["clusters"][0]["cluster"]["extensions"] = extension("fromextension")

    first, second = kubeconfig("first", only_context), kubeconfig("second", only_cluster)
    helm = helm.with_environment(KUBECONFIG=f"{first}:/nowhere/config:{second}",
                                 TELEPRESENCE_MANAGER_NAMESPACE="fromenvironment")
    report = helm.ok("telepresence", "install", "--wait=false")
    assert "installed in namespace fromextension" in report
    assert second in report
    assert helm.status()["namespaceRule"] == "kubeconfig"
    assert helm.status("-n", "fromextension")["namespaceRule"] == "namespace-flag"
    helm.ok("telepresence", "uninstall")


@pytest.mark.on_oldest
def test_the_environment_tells_the_namespace(helm):
    helm = helm.with_environment(TELEPRESENCE_MANAGER_NAMESPACE="fromenvironment")
    helm.ok("telepresence", "install", "--wait=false", "--kubeconfig-extension=false")
    assert helm.status()["namespaceRule"] == "environment-variable"
    helm.ok("telepresence", "uninstall")


def test_a_kubeconfig_flag_reaches_helm(helm, cluster):
    helm = helm.with_environment(KUBECONFIG="/nowhere")
    helm.fails("telepresence", "status")
    helm.ok("telepresence", "install", "--wait=false", "--kubeconfig", cluster.kubeconfig)
    assert "deployed" in helm.ok("--kubeconfig", cluster.kubeconfig, "telepresence", "status")


@pytest.mark.on_oldest
def test_a_release_elsewhere_is_named(helm, cluster):
    helm.ok("telepresence", "install", "--wait=false", "-n", "elsewhere",
            "--kubeconfig-extension=false")
    for command in ("uninstall", "status", "upgrade"):
        error = helm.fails("telepresence", command)
        assert "no Traffic Manager in namespace ambassador" in error
        assert "There is one in namespace elsewhere" in error
    helm.ok("telepresence", "install", "--wait=false", "--set", "ambassador-agent.enabled=false",
            "--ignore-finding", "second-global-manager")
    helm.ok("telepresence", "uninstall", "-n", "elsewhere")
    assert helm.release("elsewhere") is None
    assert helm.release("ambassador") == (1, "deployed")
    assert cluster.objects("elsewhere") - cluster.objects("ambassador") == set()


@pytest.mark.on_oldest
def test_only_one_ambassador_agent_sees_the_whole_cluster(helm, cluster):
    helm.ok("telepresence", "install", "--wait=false", "-n", "elsewhere", "--managed-namespaces",
            "elsewhere", "--kubeconfig-extension=false")
    error = helm.fails("telepresence", "install", "--wait=false", "--managed-namespaces", "ambassador")
    assert ("ClusterRole traffic-manager-ambassador-agent belongs to the release in namespace "
            "elsewhere; nothing was changed") in error
    assert "--set ambassador-agent.enabled=false" in error
    assert helm.release("ambassador") is None


def test_what_no_release_has_is_not_taken_over(helm, cluster):
    if not cluster.exists("namespace", "ambassador"):
        cluster.run("create", "namespace", "ambassador")
    cluster.run("create", "secret", "generic", "mutator-webhook-tls", "-n", "ambassador")
    error = helm.fails("telepresence", "install", "--wait=false")
    assert ("Secret mutator-webhook-tls in namespace ambassador exists already, and no release "
            "owns it; nothing was changed") in error
    helm.ok("telepresence", "install", "--wait=false", "--", "--take-ownership")


@pytest.mark.on_oldest
def test_a_managed_namespace_belongs_to_one_manager(helm, cluster):
    if not cluster.exists("namespace", "staging"):
        cluster.run("create", "namespace", "staging")
    helm.ok("telepresence", "install", "--namespace", "dev", *namespaced("dev", "staging"))
    assert helm.status("-n", "dev")["managedNamespaces"] == ["dev", "staging"]
    before = cluster.objects("dev")

    error = helm.fails("telepresence", "install", "--namespace", "prod",
                       *namespaced("staging", "prod"))
    assert ("namespace staging is already managed by the Traffic Manager in namespace dev "
            "(ConfigMap traffic-manager-claim in staging); nothing was changed") in error
    assert helm.release("prod") is None
    assert cluster.objects("dev") == before

    helm.ok("telepresence", "uninstall", "-n", "dev")
    assert cluster.objects("dev") == set()
    assert cluster.objects("staging") == set()


@pytest.mark.on_oldest
def test_managed_namespaces_have_to_exist(helm, cluster, new_namespace):
    error = helm.fails("telepresence", "install", "-n", "dev", *namespaced("dev", new_namespace))
    assert f"namespace {new_namespace} does not exist" in error
    assert helm.releases() == []
    assert cluster.objects("dev") == set()
