"""values.schema.json: wrong types are refused with the value's path, unknown keys are not."""

import json

import pytest

from charts import (AGENT, CHART, OLD_NAMES, all_values, leaves, nested, remove, render, sections,
                    template)

VALUES = all_values()
LEAVES = dict(leaves(VALUES))
SECTIONS = list(sections(VALUES))

# Kubernetes' own words inside a map that is passed on; the schema knows the map.
PASSED_ON = ("securityContext.", "agentInjector.webhook.namespaceSelector.")

# Known, though values.yaml shows no default for the single key.
EDGE_STACK = {f"ambassador-agent.edgestack.agent.{key}": kind for key, kind in {
    "name": "", "namespace": "", "snapshotPort": 0, "diagnosticsPort": 0,
    "reportDiagnostics": False}.items()}

KNOWN = {**{path: value for path, value in LEAVES.items() if not path.startswith(PASSED_ON)},
         **{path: [] if path.endswith("Subnets") else "" for path in OLD_NAMES}, **EDGE_STACK}

WORDS = {
    "image.pullPolicy", "agent.image.pullPolicy", "ambassador-agent.image.pullPolicy", "logLevel",
    "agent.logLevel", "ambassador-agent.logLevel", "service.type", "ambassador-agent.service.type",
    "podCIDRStrategy", "agentInjector.injectPolicy", "agentInjector.certificate.method",
    "agentInjector.certificate.certmanager.issuerRef.kind", "agentInjector.webhook.failurePolicy",
    "agentInjector.webhook.reinvocationPolicy", "agentInjector.webhook.sideEffects",
    "agent.appProtocolStrategy", "agentInjector.appProtocolStrategy",
}


def wrong_for(default):
    """A value that nobody could mean."""
    if isinstance(default, bool):
        return "yes, please"
    if isinstance(default, int):
        return "eight"
    if isinstance(default, (list, dict)):
        return "a word"
    return [["a list"]]


def is_refused(helm, path, value):
    result = template(helm, values=nested(path, value))
    assert result.returncode == 1, f"{path}: {value!r} was accepted"
    assert "values don't meet the specifications of the schema" in result.stderr
    in_chart = path.removeprefix("ambassador-agent.") if "ambassador-agent:\n" in result.stderr else path
    # Helm 3.17 writes a path with dots, later ones with slashes.
    assert f"- {in_chart}: " in result.stderr or \
        f"at '/{in_chart.replace('.', '/')}'" in result.stderr, result.stderr


@pytest.mark.parametrize("path", KNOWN)
def test_a_wrong_type_is_refused(helm, path):
    is_refused(helm, path, wrong_for(KNOWN[path]))


@pytest.mark.parametrize("path", SECTIONS)
def test_a_section_is_a_map(helm, path):
    if path != "ambassador-agent":  # then helm leaves the subchart's defaults in place
        is_refused(helm, path, ["a list"])


@pytest.mark.parametrize("path", sorted(WORDS))
def test_only_some_words_are_allowed(helm, path):
    is_refused(helm, path, "no-such-word")


@pytest.mark.parametrize("path, value", [("apiPort", 70000), ("prometheus.port", -1),
                                         ("agentInjector.webhook.timeoutSeconds", 0),
                                         ("agentInjector.webhook.timeoutSeconds", 31)])
def test_numbers_have_limits(helm, path, value):
    is_refused(helm, path, value)


def test_unknown_keys_are_accepted(one_helm):
    unknown = {"not-known": [1]}
    for path in ["", *SECTIONS]:
        unknown = merge(unknown, nested(f"{path}.notKnown" if path else "notKnown", {"a": 1}))
    # The sections of which everything is passed on.
    for path in ("client", "securityContext", "agentInjector.certificate",
                 "agentInjector.webhook.namespaceSelector"):
        remove(unknown, path)
    assert render(one_helm, values=unknown).keys() == render(one_helm).keys()


def merge(first, second):
    result = dict(first)
    for key, value in second.items():
        known = result.get(key)
        result[key] = merge(known, value) if isinstance(known, dict) else value
    return result


@pytest.mark.parametrize("path", [path for path in LEAVES
                                  if not path.startswith("securityContext.")])
def test_null_is_the_default(one_helm, path):
    result = template(one_helm, values=nested(path, None))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("chart", [CHART, AGENT], ids=["telepresence", "ambassador-agent"])
def test_no_definition_is_unused(chart):
    text = (chart / "values.schema.json").read_text(encoding="utf-8")
    for name in json.loads(text)["definitions"]:
        assert f'"#/definitions/{name}"' in text, f"{name} is not used"
