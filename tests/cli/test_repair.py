"""Repairs, where somebody else is at work or helm looks elsewhere.

tests/e2e/test_repair.py makes the real damage.
"""

import json

import pytest

from looks import probe_report, rollout

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


RUNS = rollout({"kind": "Deployment", "name": "traffic-manager", "desired": 2, "ready": 1, "updated": 2,
                "available": 1, "all": 2, "isObserved": True})


@pytest.mark.parametrize("status", ["failed", "pending-install"])
def test_what_runs_is_not_removed_whatever_helm_calls_it(program, status):
    program.has_history(status)
    program.answer(RUNS)
    (repair,) = program.report("repair")["repairs"]
    assert repair["commands"][0].startswith("helm rollback traffic-manager 1 ")
    assert program.history()[-1] == "deployed" and not program.calls("uninstall")


@pytest.mark.parametrize("status", ["failed", "pending-install"])
def test_where_nobody_can_tell_whether_it_runs_nothing_is_removed(program, status):
    program.has_history(status)
    unknown = ("template rollout", {"status": 1, "stderr": "Error: i/o timeout\n"})
    program.answer(unknown, unknown)
    report = program.report("repair")
    assert report["repairs"] == [] and program.history() == [status]
    assert any(line.startswith("whether the Traffic Manager runs: ") for line in report["notLookedAt"])


def test_nothing_is_deleted_once_somebody_is_at_work(program, kubectl):
    program.has_history("deployed")
    job = {"kind": "Job", "name": "uninstall-agents", "namespace": "ambassador"}
    first, report = probe_report("existing", number=1, existing=[job])
    program.answer((first, {**report, "then": revisions("deployed", "pending-upgrade")}))
    assert "somebody else changed the release" in program.fails("repair")
    assert kubectl() == []


def test_a_rollback_is_not_tried_again_over_somebody_elses(program):
    program.has_history("deployed", "failed")
    program.answer(("rollback", {"status": 1, "stderr": "Error: no\n",
                                 "then": revisions("superseded", "failed", "deployed")}))
    assert "somebody else changed the release" in program.fails("repair")
    assert len(program.calls("rollback")) == 1


def test_agents_that_may_be_of_a_manager_without_a_webhook_stay(program, kubectl):
    web = {"kind": "Deployment", "name": "web", "namespace": "shop", "pods": ["web-1"], "images": ["a:1"]}
    agents = probe_report("agents", agents={"isKnown": True, "isSeen": True, "workloads": [web]})
    other = {"name": "traffic-manager", "namespace": "other", "revision": "1", "updated": "",
             "status": "deployed", "chart": "telepresence-2.22.0", "app_version": "2.22.0"}
    nothing = ("list", {"stdout": "[]"})
    program.answer(agents, nothing, nothing, ("list", {"stdout": json.dumps([other])}))
    report = program.report("repair", "--dry-run")
    assert report["repairs"] == []
    (line,) = [line for line in report["notLookedAt"] if "web" in line]
    assert line.endswith("the Traffic Manager in namespace other, which has no webhook")
    # Nobody else is there: they are nobody's.
    program.answer(agents)
    (repair,) = program.report("repair", "--dry-run")["repairs"]
    assert repair["commands"] == ["kubectl rollout restart deployment/web --namespace shop"]


@pytest.mark.parametrize("arguments", [["upgrade", "--recover"], ["upgrade", "--install", "--recover"],
                                       ["upgrade", "--recover", "--set", "logLevel=debug"]], ids=" ".join)
def test_an_upgrade_does_not_lose_the_values_that_it_builds_on(program, arguments):
    program.has_history("failed")
    error = program.run(*arguments).stderr
    assert "the repair would remove the release in namespace ambassador, and with it the values" in error
    assert program.history() == ["failed"]
    (keep, go_on) = [line.split(": ", 1)[1] for line in error.splitlines()[1:3]]
    assert keep == "helm get values traffic-manager --namespace ambassador --output yaml >values.yaml"
    (program.folder / "values.yaml").write_text("logLevel: debug\n")
    program.ok(*go_on.split()[2:])
    assert program.history()[-1] == "deployed"
