"""`helm telepresence list`: every Traffic Manager of the cluster, whoever applied it."""

import json
import re

import pytest

from injector import workload

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]


def listed(helm, *arguments):
    return json.loads(helm.ok("telepresence", "list", "-o", "json", *arguments))


@pytest.mark.on_oldest
def test_an_empty_cluster_has_none(helm):
    assert helm.ok("telepresence", "list") == "There is no Traffic Manager in this cluster\n"
    assert listed(helm)["trafficManagers"] == []


def test_each_is_listed_with_what_it_manages(helm, cluster):
    if not cluster.exists("namespace", "staging"):
        cluster.run("create", "namespace", "staging")
    helm.ok("telepresence", "install", "--wait=false", "-n", "one", "--managed-namespaces",
            "one,staging", *NO_AGENT)
    helm.ok("telepresence", "install", "--wait=false", "-n", "two", "--managed-namespaces", "two",
            "--kubeconfig-extension=false", *NO_AGENT)
    one, two = listed(helm)["trafficManagers"]
    updated = one["release"].pop("updated")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated)
    assert one == {"namespace": "one", "scope": "namespaces", "managedNamespaces": ["one", "staging"],
                   "webhook": "agent-injector-webhook-one",
                   "release": {"revision": 1, "status": "deployed", "chart": "telepresence",
                               "chartVersion": "2.18.1", "appVersion": "2.18.1"},
                   "owner": None, "agents": [], "clientsLookThere": True}
    assert two["namespace"] == "two"
    assert not two["clientsLookThere"]
    lines = helm.ok("telepresence", "list").splitlines()
    assert lines[0].split() == ["CURRENT", "NAMESPACE", "MANAGES", "CHART", "APP", "VERSION", "STATUS",
                                "APPLIED", "BY"]
    assert lines[1].split() == ["*", "one", "one,staging", "telepresence-2.18.1", "2.18.1", "deployed",
                                "helm"]


@pytest.mark.on_oldest
def test_a_long_list_of_namespaces_is_whole_in_the_wide_form(helm, cluster):
    names = [f"listed-{number}" for number in range(5)]
    for name in names:
        cluster.run("create", "namespace", name)
    try:
        helm.ok("telepresence", "install", "--wait=false", "-n", names[0], "--managed-namespaces",
                ",".join(names), *NO_AGENT)
        (row,) = helm.ok("telepresence", "list").splitlines()[1:]
        assert " listed-0,listed-1,listed-2 + 2 more " in row
        (row,) = helm.ok("telepresence", "list", "-o", "wide").splitlines()[1:]
        assert f" {','.join(names)} " in row
    finally:
        cluster.run("delete", "namespaces", *names, "--wait=false")


@pytest.mark.on_oldest
def test_agents_are_counted_in_the_wide_form_and_for_programs(helm, cluster, injector, apps):
    injector.start()
    helm.has_installed()
    namespace = apps(workload("Deployment", "web"), 2)
    (manager,) = listed(helm)["trafficManagers"]
    (found,) = manager["agents"]
    assert (found["kind"], found["name"], found["namespace"], len(found["pods"])) == (
        "Deployment", "web", namespace, 2)
    heading, row = helm.ok("telepresence", "list", "-o", "wide").splitlines()
    assert heading.endswith("APPLIED BY  AGENTS  REVISION  UPDATED               WEBHOOK")
    assert re.search(r" helm +2 +1 +\S+Z  agent-injector-webhook-ambassador$", row)
    assert heading.startswith(helm.ok("telepresence", "list").splitlines()[0])
    # Nobody looks for them where they are not shown.
    kinds = ["secrets", "mutatingwebhookconfigurations.admissionregistration.k8s.io"]
    with cluster.jane_may("all-but-pods", kinds) as flags:
        assert "list pods" not in helm.ok("telepresence", "list", *flags)
        wide = helm.ok("telepresence", "list", "-o", "wide", *flags)
        assert " not known " in wide and "Not looked at: no right to list pods" in wide
        assert listed(helm, *flags)["trafficManagers"][0]["agents"] is None


@pytest.mark.on_oldest
def test_one_that_helm_does_not_know_is_found_by_its_webhook(helm, cluster, chart_file):
    """As Argo CD applies a chart."""
    manifest = helm.ok("template", "traffic-manager", str(chart_file), "-n", "staging",
                       "--set", "ambassador-agent.enabled=false", "--show-only", "templates/webhook.yaml")
    cluster.run("apply", "-f", "-", input_text=manifest)
    name = "agent-injector-webhook-staging"
    try:
        cluster.run("label", "mutatingwebhookconfiguration", name, "argocd.argoproj.io/instance=tel")
        (manager,) = listed(helm)["trafficManagers"]
        assert manager["release"] is None
        assert manager["scope"] == "cluster"
        assert manager["owner"] == {"tool": "Argo CD", "kind": "Application", "name": "tel",
                                    "namespace": ""}
        assert "Argo CD (Application tel)" in helm.ok("telepresence", "list")
        # A manager of the cluster it is all the same.
        error = helm.fails("telepresence", "install", "-n", "prod")
        assert "the Traffic Manager in namespace staging manages the whole cluster already" in error
    finally:
        cluster.run("delete", "mutatingwebhookconfiguration", name)


def test_what_may_not_be_read_is_said(helm, cluster):
    helm.has_installed(ready=False)
    kinds = ["configmaps", "mutatingwebhookconfigurations.admissionregistration.k8s.io"]
    with cluster.jane_may("only-webhooks", kinds) as flags:
        report = listed(helm, *flags)
    (manager,) = report["trafficManagers"]
    assert manager["namespace"] == "ambassador"
    assert manager["release"] is None
    assert any("releases" in line for line in report["notLookedAt"])
