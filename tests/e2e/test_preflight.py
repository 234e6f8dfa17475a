"""What is looked at before a change: it stops what cannot go well, and offers what does."""

import json

import pytest

from support import kubectl_lines

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]
CLIENT = "clientRbac.subjects[0].kind=User,clientRbac.subjects[0].name=jane"


@pytest.fixture
def namespaces(cluster):
    """Makes namespaces that are not there yet."""
    def make(*names):
        for name in names:
            if not cluster.exists("namespace", name):
                cluster.run("create", "namespace", name)
    return make


def install(helm, namespace, *arguments):
    helm.ok("telepresence", "install", "--wait=false", "-n", namespace,
            "--kubeconfig-extension=false", *arguments)


def description(helm, namespace):
    history = json.loads(helm.ok("history", "traffic-manager", "-n", namespace, "-o", "json"))
    return history[-1]["description"]


def test_a5_a_second_manager_of_the_whole_cluster_is_refused(helm, follow, cluster):
    install(helm, "ambassador")
    error = helm.fails("telepresence", "install", "--wait=false", "-n", "team2")
    assert ("the install was not begun: the Traffic Manager in namespace ambassador manages the "
            "whole cluster already, as this one would; nothing was changed") in error
    assert helm.release("team2") is None
    assert not cluster.names("deployments,services", "-n", "team2")
    follow(error, "limit the other one first:")
    follow(error, "Without that:")
    assert helm.status("-n", "ambassador")["managedNamespaces"] == ["ambassador"]
    assert helm.status("-n", "team2")["managedNamespaces"] == ["team2"]


def test_a5_one_of_some_namespaces_beside_one_of_all_is_refused_in_either_order(helm, follow):
    install(helm, "ambassador")
    error = helm.fails("telepresence", "install", "-n", "team2", "--managed-namespaces", "team2",
                       *NO_AGENT)
    assert "manages the whole cluster, these namespaces too; nothing was changed" in error
    helm.ok("telepresence", "uninstall", "-n", "ambassador")

    install(helm, "team2", "--managed-namespaces", "team2")
    error = helm.fails("telepresence", "install", "--wait=false", *NO_AGENT)
    assert ("the Traffic Manager in namespace team2 manages team2, and this one would manage the "
            "whole cluster; nothing was changed") in error
    follow(error, "Without that:")
    assert helm.status("-n", "ambassador")["managedNamespaces"] == ["ambassador"]


def test_what_is_ignored_is_done_and_recorded(helm):
    install(helm, "ambassador")
    install(helm, "team2", "--ignore-finding", "second-global-manager", *NO_AGENT)
    assert description(helm, "team2") == "ignored findings: second-global-manager"
    error = helm.fails("telepresence", "install", "--ignore-finding", "nothing")
    assert "--ignore-finding nothing: there is no such finding" in error
    assert "second-global-manager" in error


def test_every_overlap_is_named_at_once_with_the_command_that_works(helm, follow, cluster, namespaces):
    namespaces("staging", "qa")
    install(helm, "one", "--managed-namespaces", "one,staging", *NO_AGENT)
    install(helm, "two", "--managed-namespaces", "two,qa", *NO_AGENT)
    before = {name: cluster.objects(name) for name in ("one", "two", "staging", "qa")}
    error = helm.fails("telepresence", "install", "--wait=false", "-n", "prod",
                       "--managed-namespaces", "staging,prod,qa")
    assert "namespace staging is already managed by the Traffic Manager in namespace one" in error
    assert "namespace qa is already managed by the Traffic Manager in namespace two" in error
    assert "--managed-namespaces prod -n prod" in error
    assert {name: cluster.objects(name) for name in before} == before
    assert helm.release("prod") is None
    follow(error, "Without that:")
    assert helm.status("-n", "prod")["managedNamespaces"] == ["prod"]


@pytest.mark.on_newest
def test_namespaces_of_values_files_are_looked_at_too(helm, follow, namespaces, tmp_path):
    namespaces("staging")
    install(helm, "one", "--managed-namespaces", "one,staging", *NO_AGENT)
    values = tmp_path / "values.yaml"
    values.write_text("managerRbac: {namespaced: true, namespaces: [prod, staging]}\n")
    error = helm.fails("telepresence", "install", "-n", "prod", "--wait=false", "-f", str(values))
    assert "namespace staging is already managed" in error
    follow(error, "Without that:")
    assert helm.status("-n", "prod")["managedNamespaces"] == ["prod"]


@pytest.mark.on_newest
def test_an_upgrade_is_checked_with_the_values_it_keeps(helm, namespaces):
    namespaces("staging")
    install(helm, "one", "--managed-namespaces", "one,staging", *NO_AGENT)
    install(helm, "prod", "--managed-namespaces", "prod", *NO_AGENT)
    helm.ok("telepresence", "upgrade", "-n", "prod", "--wait=false")
    # Without the values of before it would manage the whole cluster.
    error = helm.fails("telepresence", "upgrade", "-n", "prod", "--set", "logLevel=debug")
    assert "this one would manage the whole cluster; nothing was changed" in error
    assert helm.release("prod") == (2, "deployed")
    helm.ok("telepresence", "upgrade", "-n", "prod", "--wait=false", "--reset-then-reuse-values",
            "--set", "logLevel=debug")


def test_an_upgrade_does_not_forget_which_namespaces_are_managed(helm, follow, namespaces):
    install(helm, "dev", "--managed-namespaces", "dev", *NO_AGENT)
    bare = ["telepresence", "upgrade", "-n", "dev", "--wait=false", "--kubeconfig-extension=false",
            "--set", "logLevel=debug"]
    error = helm.fails(*bare)
    assert ("the upgrade was not begun: the release's values are not kept where others are given: it "
            "manages dev, and would manage the whole cluster; nothing was changed") in error
    assert helm.release("dev") == (1, "deployed")
    follow(error, "Without that:")
    assert helm.status("-n", "dev")["managedNamespaces"] == ["dev"]
    helm.ok(*bare, "--reset-values")
    assert helm.status("-n", "dev")["managedNamespaces"] == []


@pytest.mark.on_newest
def test_the_managers_own_namespace_is_among_those_it_manages(helm, follow, cluster, namespaces):
    namespaces("staging")
    error = helm.fails("telepresence", "install", "-n", "dev", "--wait=false", "--kubeconfig-extension=false",
                       "--managed-namespaces", "staging", *NO_AGENT)
    assert "the namespaces to manage (staging) lack its own, dev; nothing was changed" in error
    assert not cluster.objects("dev")
    follow(error, "Without that:")
    assert helm.status("-n", "dev")["managedNamespaces"] == ["dev", "staging"]


# As a Traffic Manager without an agent injector leaves it, when its namespace is deleted.
CLAIMS = "".join(f"""
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: traffic-manager-claim
  namespace: {namespace}
  labels: {{app.kubernetes.io/managed-by: Helm}}
  annotations: {{meta.helm.sh/release-name: traffic-manager, meta.helm.sh/release-namespace: ghost}}
""" for namespace in ("staging", "qa"))


@pytest.fixture
def left_claims(cluster, namespaces):
    namespaces("staging", "qa")
    cluster.run("apply", "-f", "-", input_text=CLAIMS)
    yield
    cluster.run("delete", "--ignore-not-found", "-f", "-", input_text=CLAIMS)


@pytest.mark.on_newest
@pytest.mark.usefixtures("left_claims")
def test_claims_that_nobody_holds_any_more_are_told_apart(with_kubectl):
    install = ["telepresence", "install", "-n", "dev", "--managed-namespaces", "dev,staging,qa", *NO_AGENT,
               "--wait=false", "--kubeconfig-extension=false"]
    error = with_kubectl.fails(*install)
    assert ("ConfigMap traffic-manager-claim in staging was left by a Traffic Manager that is gone: namespace ghost "
            "has no release traffic-manager") in error
    with_kubectl.follow(*kubectl_lines(error))
    with_kubectl.ok(*install)


@pytest.mark.on_newest
def test_a_manager_without_an_agent_injector_holds_its_claims(helm, follow, cluster, namespaces):
    namespaces("staging")
    install(helm, "one", "--managed-namespaces", "one,staging", *NO_AGENT)
    cluster.run("delete", "mutatingwebhookconfiguration", "agent-injector-webhook-one")
    error = helm.fails("telepresence", "install", "-n", "dev", "--managed-namespaces", "dev,staging", *NO_AGENT,
                       "--wait=false", "--kubeconfig-extension=false")
    assert "namespace staging is already managed by the Traffic Manager in namespace one" in error
    follow(error, "Without that:")
    assert helm.status("-n", "dev")["managedNamespaces"] == ["dev"]


def test_missing_namespaces_are_all_named_at_once(helm, follow, cluster, new_namespace):
    names = [f"{new_namespace}-{i}" for i in range(5)]
    error = helm.fails("telepresence", "install", "-n", "dev", "--wait=false",
                       "--managed-namespaces", ",".join(["dev", *names]))
    for name in names:
        assert f"namespace {name} does not exist" in error
    assert not cluster.objects("dev")
    follow(error, "Without that:")
    assert helm.status("-n", "dev")["managedNamespaces"] == ["dev"]


@pytest.mark.parametrize("mark, owner", [
    (["label", "helm.toolkit.fluxcd.io/name=manager", "helm.toolkit.fluxcd.io/namespace=flux-system"],
     "HelmRelease manager in namespace flux-system (Flux)"),
    (["label", "kustomize.toolkit.fluxcd.io/name=infra", "kustomize.toolkit.fluxcd.io/namespace=flux-system"],
     "Kustomization infra in namespace flux-system (Flux)"),
    (["annotate", "argocd.argoproj.io/tracking-id=telepresence:apps/Deployment:ambassador/traffic-manager"],
     "Application telepresence (Argo CD)"),
    (["label", "argocd.argoproj.io/instance=telepresence"], "Application telepresence (Argo CD)"),
], ids=["HelmRelease", "Kustomization", "Application", "instance"])
def test_c6_what_others_apply_is_left_to_them(helm, cluster, mark, owner):
    install(helm, "ambassador")
    verb, *marks = mark
    cluster.run(verb, "deployment", "traffic-manager", "-n", "ambassador", *marks)
    for command in (["upgrade", "--set", "logLevel=debug"], ["uninstall"], ["repair"]):
        error = helm.fails("telepresence", *command)
        assert (f"Deployment traffic-manager in namespace ambassador is applied by {owner}; "
                "nothing was changed") in error
        assert "--ignore-finding gitops-owned" in error
    assert helm.release() == (1, "deployed")
    helm.ok("telepresence", "uninstall", "--dry-run")
    helm.ok("telepresence", "uninstall", "--ignore-finding", "gitops-owned")


def test_c7_values_without_effect_are_warned_of(helm):
    result = helm.run("telepresence", "install", "--wait=false", "--set", "logLevl=debug",
                      "--set", "license.key=abc", "--set", "managerRbac.namespaces={dev}")
    assert result.returncode == 0, result.stderr
    assert "Warning: the chart has no value logLevl\n  Did you mean logLevel?" in result.stderr
    assert "Warning: the chart has no value license" in result.stderr
    assert ("Warning: managerRbac.namespaces has no effect without managerRbac.namespaced=true\n"
            "  Add it: --set managerRbac.namespaced=true") in result.stderr


# What is found in values, and the values that are meant.
@pytest.mark.parametrize("wrong, told, right", [
    (["timeouts.agentArrival=30"], "timeouts.agentArrival is no duration: 30", ["timeouts.agentArrival=30s"]),
    (["resources.limits.cpu=2 cores"], "resources.limits.cpu is no quantity: 2 cores", ["resources.limits.cpu=2"]),
    (["podCIDRs={10.1.0.0}"], "podCIDRs[0] is no subnet: 10.1.0.0", ["podCIDRs={10.1.0.0/16}"]),
    (["clientRbac.create=true"], "clientRbac.create is true, and clientRbac.subjects names nobody to give the rights to", ["clientRbac.create=true", CLIENT]),
], ids=["duration", "quantity", "subnet", "subjects"])
def test_values_that_cannot_be_meant_are_refused(helm, cluster, wrong, told, right):
    plain = ["--wait=false", "--kubeconfig-extension=false"]
    error = helm.fails("telepresence", "install", *plain, *(word for value in wrong for word in ("--set", value)))
    assert f"the install was not begun: {told}" in error and "nothing was changed" in error
    assert not cluster.objects("ambassador")
    result = helm.run("telepresence", "install", *plain, *(word for value in right for word in ("--set", value)))
    assert result.returncode == 0 and "Warning" not in result.stderr, result.stderr


@pytest.mark.on_newest
def test_values_that_do_nothing_or_harm_are_warned_of(helm, tmp_path):
    license = tmp_path / "license"
    license.write_text("one\ntwo\n")
    result = helm.run("telepresence", "install", "--wait=false", "--set", "licenseKey.create=true",
                      "--set-file", f"licenseKey.value={license}",
                      "--set", "agentInjector.certificate.certmanager.duration=24h",
                      "--set", "image.registry=registry.example.com")
    assert result.returncode == 0, result.stderr
    for told in ("licenseKey.value has line breaks in it, and a license has none",
                 "agentInjector.certificate.certmanager has no effect without "
                 "agentInjector.certificate.method=certmanager",
                 "image.registry is registry.example.com, and the image of the uninstall Job still comes from docker.io"):
        assert f"Warning: {told}" in result.stderr


@pytest.mark.on_newest
def test_a_certificate_of_cert_manager_needs_cert_manager(request, helm, cluster):
    wanted = ["--wait=false", "--set", "agentInjector.certificate.method=certmanager"]
    error = helm.fails("telepresence", "install", *wanted)
    assert "and this cluster has no cert-manager; nothing was changed" in error
    assert not cluster.objects("ambassador")
    request.getfixturevalue("cert_manager")
    assert "cert-manager" not in helm.ok("telepresence", "install", *wanted)


def test_a_plain_install_warns_of_nothing(helm):
    result = helm.run("telepresence", "install", "--wait=false")
    assert result.returncode == 0
    assert "Warning" not in result.stderr


@pytest.mark.on_newest
def test_short_forms_do_what_they_say(helm, namespaces, cluster):
    namespaces("staging")
    install(helm, "dev", "--managed-namespaces", "dev,staging", "--client-subject", "User:jane",
            "--image-registry", "registry.example.com/tel", "--set", "image.registry=mine")
    values = helm.values("dev")
    assert values["managerRbac"] == {"namespaced": True, "namespaces": ["dev", "staging"]}
    assert values["image"]["registry"] == "mine"  # the user's own wins
    assert values["hooks"]["curl"]["registry"] == "registry.example.com/tel"
    subjects = json.loads(cluster.run("get", "clusterrolebinding", "telepresence-dev", "-o", "json"))
    assert [subject["name"] for subject in subjects["subjects"]] == ["jane"]


def test_who_may_see_little_is_not_kept_from_working(helm, cluster):
    """A preflight that may not look leaves it to helm."""
    with cluster.jane_may("only-config", ["configmaps"]) as flags:
        error = helm.fails("telepresence", "install", "--wait=false", *flags,
                           "--ignore-finding", "rights-missing")  # which kubectl would tell
    assert "was not begun" not in error
    assert "the install failed: the cluster does not allow it" in error
