"""What kubectl is asked before helm begins, when a credential plugin lets in only one program at a time.

tests/e2e/test_admission.py asks the real API server.
"""

import pytest

# Fails as often as it is told, as client-go does then, and refuses the pods after that. Which rights there are it does
# not tell.
SCRIPT = """#!/usr/bin/python3
import os, sys
if "--dry-run=server" not in sys.argv:
    sys.exit(1)
calls = {folder!r} + "/kubectl-calls"
with open(calls, "a") as file:
    file.write("x")
if os.path.getsize(calls) <= {busy}:
    sys.exit("error: getting credentials: exec: executable login failed with exit code 1")
sys.exit('Error from server (Forbidden): error when creating "pods.json": pods "traffic-manager" is forbidden: '
         'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)')
"""
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: traffic-manager}
spec: {template: {spec: {containers: []}}}
"""


@pytest.mark.parametrize("busy, is_told", [(0, True), (1, True), (2, False)])
def test_c5_a_question_that_found_the_credential_plugin_busy_is_asked_again(program4, busy, is_told):
    program4.has_kubectl(SCRIPT.format(folder=str(program4.folder), busy=busy))
    program4.answer(("template", {"stdout": DEPLOYMENT}))
    if is_told:
        error = program4.fails("install")
        assert 'does not take the pods of traffic-manager: violates PodSecurity "baseline:latest"' in error
        assert not program4.calls("install")
    else:
        program4.ok("install")
    assert len((program4.folder / "kubectl-calls").read_text()) == min(busy + 1, 2)


def test_a_kubectl_that_cannot_run_is_in_nobodys_way(program4):
    program4.has_kubectl("#!/no/such/program\n")
    program4.ok("install")
    program4.has_history("deployed")
    program4.ok("upgrade")


def test_an_upgrade_is_tried_with_what_the_revision_has_that_is_deployed_still(program4):
    """Helm builds upon that, not upon what failed after it."""
    program4.has_kubectl("#!/bin/sh\nexit 1\n")
    program4.has_history("deployed", "failed")
    program4.ok("upgrade", "--set", "logLevel=debug")
    read = [call["arguments"] for call in program4.calls("get") if call["arguments"][1] == "manifest"]
    assert "1" in [one[one.index("--revision") + 1] for one in read]
