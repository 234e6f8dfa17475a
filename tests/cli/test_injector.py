"""What is said of an agent injector that does not answer, by the answers of a kubectl that reads them from a file: a real
control plane tells nothing of a cloud. tests/e2e/test_injector.py does the same with real answers."""

import json

import pytest

from looks import rollout
from plugin import ROOT

CHART = ROOT / "chart"
DENIED = ('Error from server: admission webhook "agent-injector-ambassador.getambassador.io" denied the '
          "request: unable to find workload owner for telepresence-injector-check.ambassador\n")
POD = '{"kind":"Pod"}'


def nodes(provider):
    return json.dumps({"items": [{"spec": {"providerID": provider} if provider else {}}]}), "", 0


def injector_of(program, *arguments):
    """What the report says, and what is told."""
    result = program.run("install", "-o", "json", *arguments)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["injector"], result.stderr


@pytest.mark.parametrize("pods", [("", DENIED, 1), ('{"containers":[{"name":"traffic-agent"}]}', "", 0)])
def test_one_that_acts_on_the_pod_lives(program4, kubectl, pods):
    kubectl(pods)
    state, told = injector_of(program4)
    assert state == "alive" and "injector" not in told


@pytest.mark.parametrize("provider, hint", [
    ("gce://project/zone/node", "In a private GKE cluster the control plane needs a firewall rule"),
    ("aws:///eu-1/i-0", "On EKS with another CNI than Amazon's the control plane does not reach pods."),
    ("kind://x", None), ("", None),
])
def test_a_silent_one_is_told_with_what_is_known_of_the_cloud(program4, kubectl, provider, hint):
    refused = "Error from server (ServiceUnavailable): no endpoints available for service\n"
    kubectl((POD, "", 0), ("", refused, 1), nodes(provider))
    state, told = injector_of(program4)
    assert state == "silent"
    assert "  The API server says: Error from server (ServiceUnavailable): no endpoints available" in told
    assert "kubectl get endpointslices --selector kubernetes.io/service-name=agent-injector" in told
    for words in ("GKE", "EKS"):
        assert (words in told) == bool(hint and words in hint)
    assert hint is None or hint in told


def test_one_with_a_name_of_its_own_is_asked_by_it(program4, kubectl):
    """Under the chart's name there is nothing: that answer would pass for a program that runs."""
    config = {"agentInjector": {"name": "my-injector"}}
    release = json.dumps({"version": 1, "info": {}, "config": config})
    program4.answer(("install", {"stdout": release}))
    kubectl((POD, "", 0), ("", "Error from server (ServiceUnavailable): no endpoints\n", 1))
    state, told = injector_of(program4, "--debug")
    assert state == "silent"
    assert "/services/https:my-injector:https/proxy/" in told
    assert "kubernetes.io/service-name=my-injector" in told


def test_one_that_runs_has_the_wrong_certificate(program4, kubectl):
    kubectl((POD, "", 0), ("", "Error from server (NotFound): the server could not find it\n", 1))
    state, told = injector_of(program4)
    assert state == "silent"
    assert "its certificate that does not fit" in told and "endpoints" not in told


def test_one_that_the_api_server_cannot_call_is_silent(program4, kubectl):
    """With a failurePolicy of Fail no pod is made at all."""
    failed = ('Error from server (InternalError): Internal error occurred: failed calling webhook '
              '"agent-injector-ambassador.getambassador.io": no endpoints available\n')
    kubectl(("", failed, 1), ("", "Error from server (ServiceUnavailable): no endpoints available\n", 1))
    state, told = injector_of(program4)
    assert state == "silent" and "does not reach the agent injector" in told


@pytest.mark.parametrize("chart, state", [("telepresence-2.18.1", "silent"), ("telepresence-2.19.0", "unknown")])
def test_of_a_chart_whose_injector_may_let_the_pod_pass_it_is_not_known(program4, kubectl, chart, state):
    manager = {"kind": "Deployment", "name": "traffic-manager", "desired": 1, "ready": 1, "updated": 1,
               "available": 1, "all": 1, "isObserved": True, "image": "tel2:2.18.1"}
    not_found = ("", "Error from server (NotFound): the server could not find it\n", 1)
    program4.has_history("deployed", chart=chart)
    kubectl((POD, "", 0), not_found)
    program4.answer(rollout(manager, part="rollout-and-agents-and-certificate"))
    assert program4.report("status")["injector"] == state
    kubectl((POD, "", 0), not_found)
    program4.answer(rollout(manager, part="rollout-and-agents-and-certificate"))
    assert "it answers" not in program4.run("check").stdout


@pytest.mark.parametrize("refusal", [
    'Error from server (Forbidden): pods is forbidden: User "jane" cannot create resource "pods"\n',
    'Error from server (Forbidden): pods "x" is forbidden: violates PodSecurity "restricted:latest"\n',
    "The connection to the server was refused\n",
])
def test_what_says_nothing_of_it_is_no_warning(program4, kubectl, refusal):
    kubectl(("", refusal, 1))
    state, told = injector_of(program4)
    assert state == "unknown" and "injector" not in told


def test_an_answer_that_is_no_json_spoils_no_success(program4, kubectl):
    kubectl((POD, "", 0), ("", "no\n", 1), ("no json", "", 0))
    state, _ = injector_of(program4)
    assert state == "silent"


def test_where_nobody_waited_for_it_it_is_not_asked(program4, kubectl):
    kubectl((POD, "", 0), ("", "Error from server (ServiceUnavailable): no endpoints\n", 1))
    for wait in ("--wait=hookOnly", "--wait=false"):
        assert injector_of(program4, wait) == (None, "Warning: the token\nwas not used\n")
        program4.has_history()


def test_another_certificate_is_offered_for_the_chart_that_was_installed(program4, kubectl):
    kubectl((POD, "", 0), ("", "Error from server (NotFound): the server could not find it\n", 1))
    _, told = injector_of(program4, "--chart", str(CHART))
    (line,) = [line for line in told.splitlines() if "certificate.regenerate=true" in line]
    assert f"--chart={CHART}" in line
