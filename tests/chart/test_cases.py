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


@BY_NAME
def test_all_helms_make_the_same_of_it(request, case):
    first, *others = (newest(os.path.abspath(helm), case)
                      for helm in request.config.getoption("helm"))
    assert others and all(other == first for other in others)
