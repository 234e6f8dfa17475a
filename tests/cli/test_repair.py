"""Repairs, where somebody else is at work or helm looks elsewhere.

tests/e2e/test_repair.py makes the real damage.
"""

import pytest

from looks import probe_report

KUBECTL = """#!/bin/sh
echo "$@" >> {calls}
"""


def record(revision):
    return {"kind": "Secret", "name": f"sh.helm.release.v1.traffic-manager.v{revision}", "namespace": "ambassador"}


def revisions(*statuses):
    return [{"revision": number, "status": status, "chart": "telepresence-2.18.1", "labels": []}
            for number, status in enumerate(statuses, 1)]


@pytest.fixture
def kubectl(program):
    """A recording one; gives what it was told."""
    file = program.folder / "kubectl-calls"
    program.has_kubectl(KUBECTL.format(calls=file))
    return lambda: file.read_text().splitlines() if file.exists() else []


def test_the_rollback_is_shown_as_helm_has_to_be_told_it(program):
    program.has_history("deployed", "failed")
    (repair,) = program.report("repair", "--dry-run")["repairs"]
    force = "" if program.is_helm_3() else " --server-side=true --force-conflicts"
    assert repair["commands"] == ["helm rollback traffic-manager 1 --namespace ambassador" + force]


@pytest.mark.parametrize("driver", ["configmap", "memory", "sql"])
def test_records_are_left_alone_that_helm_is_told_not_to_look_for(program, kubectl, driver):
    program.answer(probe_report("existing", number=2, existing=[record(1), record(2)]))
    error = program.fails("repair", HELM_DRIVER=driver)
    assert "is what helm has recorded of a release, and HELM_DRIVER tells helm to look elsewhere" in error
    assert kubectl() == []


@pytest.mark.parametrize("driver", ["", "secret", "secrets"])
def test_records_that_helm_cannot_read_are_deleted(program, kubectl, driver):
    program.has_history("deployed")
    program.answer(probe_report("existing", number=2, existing=[record(2)]),
                   probe_report("existing", number=2, existing=[]))
    program.ok("repair", HELM_DRIVER=driver)
    assert [call.split()[:2] for call in kubectl()] == [["delete", "secret/sh.helm.release.v1.traffic-manager.v2"]]


def test_a_record_that_somebody_has_just_made_is_none_that_helm_cannot_read(program, kubectl):
    program.has_history("deployed")
    first, report = probe_report("existing", number=2, existing=[record(2)])
    program.answer((first, {**report, "then": revisions("superseded", "deployed")}))
    program.ok("repair")
    assert kubectl() == []


@pytest.mark.parametrize("before, meanwhile", [
    (["superseded", "failed"], ["superseded", "failed", "deployed"]),
    (["pending-install"], ["deployed"]),
    (["failed"], [])])
def test_what_somebody_has_changed_meanwhile_is_left_alone(program, before, meanwhile):
    program.has_history(*before)
    first, report = probe_report("existing", number=1, existing=[])
    program.answer((first, {**report, "then": revisions(*meanwhile)}))
    error = program.fails("repair")
    assert "somebody else changed the release in namespace ambassador meanwhile" in error
    assert program.history() == meanwhile
    assert not program.calls("rollback") and not program.calls("uninstall")
