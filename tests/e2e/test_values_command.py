"""`helm telepresence values`: it shows what an upgrade then does."""

import json

import pytest
import yaml

from support import shared_out

GIVEN = ["--set", "logLevel=trace,image.pullPolicy=Always,tracing=null", "--set", "ambassador-agent.enabled=false"]


@pytest.fixture
def release(helm):
    helm.has_installed("--no-hooks", *GIVEN, ready=False)
    return helm


def report(helm, *arguments):
    return json.loads(helm.ok("telepresence", "values", *arguments, "-o", "json"))


def sources(found):
    return {value["key"]: value["source"] for value in found["values"]}


def without_nulls(values):
    """A null that takes a default away is in the file, not in what helm has made of it."""
    if not isinstance(values, dict):
        return values
    return {key: without_nulls(value) for key, value in values.items() if value is not None}


@pytest.mark.parametrize("mode, flags", shared_out([
    (mode, flags)
    for mode in ([], ["--reset-values"], ["--reuse-values"], ["--reset-then-reuse-values"])
    for flags in (["--set", "logLevel=null,image.pullPolicy=null,podLabels.a=b"], [])]))
def test_an_upgrade_gives_what_was_shown(release, mode, flags):
    shown = yaml.safe_load(release.ok("telepresence", "values", *mode, *flags, "-o", "yaml"))
    before = release.release()
    release.ok("telepresence", "upgrade", "--wait=false", *mode, *flags)
    assert before == (1, "deployed")
    values = yaml.safe_load(release.ok("get", "values", "traffic-manager", "-n", "ambassador", "--all", "-o", "yaml"))
    assert without_nulls(shown) == without_nulls(values)


@pytest.mark.on_oldest
def test_each_has_its_source(release):
    found = report(release)
    assert (found["revision"], found["valuesRule"]) == (1, "reset-then-reuse-values")
    assert {key: sources(found)[key] for key in ("logLevel", "image.pullPolicy", "image.name", "tracing")} == {
        "logLevel": "release", "image.pullPolicy": "release", "image.name": "chart", "tracing": "release"}
    found = report(release, "--reuse-values", "--set", "logLevel=debug")
    assert (sources(found)["logLevel"], sources(found)["image.pullPolicy"]) == ("--set", "release")
    # As of an upgrade: values that are given drop the old ones.
    found = report(release, "--set", "logLevel=debug", "--changed")
    assert sources(found) == {"logLevel": "--set"}


@pytest.mark.on_oldest
def test_what_another_chart_does_not_know(release):
    release.ok("telepresence", "upgrade", "--wait=false", "--reuse-values", "--set", "logLevl=debug")
    assert report(release, "--for", "2.18.1")["unknown"] == [
        {"key": "logLevl", "source": "release", "likely": "logLevel"}]


@pytest.mark.on_oldest
def test_without_a_release_it_is_an_install(helm):
    result = helm.run("telepresence", "values", "-n", "elsewhere", "--set", "logLevel=debug", "-o", "json")
    assert result.returncode == 0
    assert "Warning" not in result.stderr
    found = json.loads(result.stdout)
    assert (found["revision"], sources(found)["logLevel"]) == (None, "--set")


@pytest.mark.on_oldest
def test_who_may_not_read_the_release_is_told_so(release):
    result = release.run("telepresence", "values", "--kube-as-user", "nobody", "--changed")
    assert result.returncode == 0
    assert "Warning: cannot list the releases in namespace ambassador: the cluster does not allow it" in result.stderr
