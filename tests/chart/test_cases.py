"""Every values file: two helms accept it, and make the same of it."""

import functools
import os

import pytest

from charts import CASES, CHART, render, run

BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)

# Before 1.21 a namespace is not labelled with its name, which the webhook's selector goes by.
OLDEST, NEWEST = "1.20.0", "1.37.0"


@functools.cache
def newest(helm, case):
    return render(helm, "-f", case, "--kube-version", NEWEST)


def test_there_are_enough():
    assert len(CASES) >= 60


@BY_NAME
def test_helm_lint_is_content(helm, case):
    result = run(helm, "lint", "--strict", CHART, "-f", case, "--namespace", "ambassador")
    assert result.returncode == 0, result.stdout + result.stderr


@BY_NAME
def test_it_renders_for_old_and_new_clusters(helm, case):
    old, new = render(helm, "-f", case, "--kube-version", OLDEST), newest(helm, case)
    webhook = ("MutatingWebhookConfiguration", "", "agent-injector-webhook-ambassador")
    assert old.keys() == new.keys()
    assert {key for key in old if old[key] != new[key]} <= {webhook}


@pytest.mark.parametrize("minor", range(20, 38))
def test_it_renders_for_every_version(helm, minor):
    case = next(case for case in CASES if case.stem == "manager-namespaced")
    selector = webhook_selector(render(helm, "-f", case, "--kube-version", f"1.{minor}.0"))
    label = "kubernetes.io/metadata.name" if minor >= 21 else "app.kubernetes.io/name"
    assert [expression["key"] for expression in selector["matchExpressions"]] == [label]


def webhook_selector(objects):
    webhook = objects["MutatingWebhookConfiguration", "", "agent-injector-webhook-ambassador"]
    return webhook["webhooks"][0]["namespaceSelector"]


def scalars(node, path=""):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from scalars(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from scalars(value, path)
    else:
        yield path, node


def test_names_that_look_like_numbers_stay_text(helm):
    """A namespace may be called 123, and a Secret; to YAML that is a number, unless quoted."""
    odd = render(helm, "--namespace", "123", values={
        "managerRbac": {"namespaced": True, "namespaces": ["123", "77"]},
        "clientRbac": {"create": True, "namespaced": True, "namespaces": ["123", "77"]},
        "agentInjector": {"secret": {"name": "456"}}, "licenseKey": {
            "create": True, "value": "789", "secret": {"name": "0x12"}},
        "ambassador-agent": {"nameOverride": "321", "fullnameOverride": "654",
                             "rbac": {"namespaces": ["123", "77"]}}})
    wrong = {(path, value) for path, value in scalars(list(odd.values()))
             if not isinstance(value, str) and path.endswith(("name", "namespace", "Name", "values"))}
    assert not wrong
    assert ("Deployment", "123", "654") in odd and ("Secret", "123", "456") in odd


@BY_NAME
def test_all_helms_make_the_same_of_it(request, case):
    first, *others = (newest(os.path.abspath(helm), case)
                      for helm in request.config.getoption("helm"))
    assert others and all(other == first for other in others)
