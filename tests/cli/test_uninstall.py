"""What an uninstall counts as gone and as left, by what helm has recorded and the look afterwards.

tests/e2e/test_uninstall.py does it on a cluster.
"""

import json

import pytest

from looks import probe_report

ROLE = {"kind": "Role", "name": "traffic-manager", "namespace": "staging", "releaseName": "traffic-manager"}
BINDING = {"kind": "ClusterRoleBinding", "name": "traffic-manager-ambassador", "namespace": "",
           "releaseName": "traffic-manager", "releaseNamespace": "ambassador"}
KEPT = {"kind": "ConfigMap", "name": "kept", "namespace": "ambassador", "isKept": True}
RECORDED = ("get", {"stdout": "kind: Role\n"})


def test_what_another_release_owns_by_now_is_not_left(program):
    program.has_history("deployed")
    program.answer(RECORDED, probe_report("existing", number=1, existing=[{**ROLE, "releaseNamespace": "b"}]))
    assert "kubectl delete" not in program.ok("uninstall")


def test_what_it_owned_is(program):
    program.has_history("deployed")
    program.answer(RECORDED, probe_report("existing", number=1, existing=[{**ROLE, "releaseNamespace": "ambassador"}]))
    error = program.run("uninstall").stderr
    assert "Role traffic-manager in namespace staging is still there" in error
    assert "kubectl delete role/traffic-manager --namespace staging" in error


def test_what_the_revision_had_that_ran_below_a_failed_one_is_looked_for(program):
    program.has_history("deployed", "failed")
    program.answer(RECORDED, ("get", {"stdout": "kind: ClusterRoleBinding\n"}),
                   probe_report("existing", number=1, existing=[]),
                   probe_report("existing", number=1, existing=[BINDING]))
    error = program.run("uninstall").stderr
    assert "ClusterRoleBinding traffic-manager-ambassador is still there" in error
    (read,) = [call["arguments"] for call in program.calls("get") if "manifest" in call["arguments"]]
    assert read[read.index("--revision") + 1] == "1"


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["real", "dry"])
def test_without_its_record_it_is_said_that_nothing_was_proved(program, dry):
    program.has_history("deployed")
    program.answer(("get", {"status": 1, "stderr": "Error: etcdserver: request timed out\n"}))
    report = json.loads(program.ok("uninstall", *dry, "-o", "json"))
    assert "its objects: cannot read the manifest of the release in namespace ambassador" in report["notLookedAt"]


def test_what_is_being_deleted_is_named_while_it_is_waited_for(program4):
    program4.has_history("deployed")
    ending = probe_report("existing", number=1, existing=[{**ROLE, "releaseNamespace": "ambassador",
                                                           "releaseName": "traffic-manager", "isEnding": True}])
    program4.answer(RECORDED, *[ending] * 9)
    result = program4.run("uninstall", "--timeout", "8s")
    assert f"{ROLE['kind']} {ROLE['name']}" in result.stderr and "is being deleted" in result.stderr


def test_a_dry_run_names_what_would_go_and_what_it_could_not_see(program):
    program.has_history("deployed")
    unseen = {"kind": "Secret", "name": "hidden", "namespace": "ambassador"}
    program.answer(RECORDED, probe_report("existing", number=4, unseen=[unseen], existing=[
        BINDING, KEPT, {**ROLE, "releaseNamespace": "b"}]))
    report = json.loads(program.ok("uninstall", "--dry-run", "-o", "json"))
    assert [one["name"] for one in report["objects"]] == ["traffic-manager-ambassador"]
    assert "Secret hidden in namespace ambassador: this user may not read it" in report["notLookedAt"]


def test_what_somebody_has_installed_again_is_theirs(program):
    program.has_history("deployed")
    again = [{"revision": 1, "status": "deployed", "chart": "telepresence-2.18.1", "labels": []}]
    role = {**ROLE, "namespace": "ambassador", "releaseNamespace": "ambassador"}
    program.answer(RECORDED, ("list", {"stdout": json.dumps([
        {"name": "traffic-manager", "namespace": "ambassador", "revision": "1", "updated": "", "status": "deployed",
         "chart": "telepresence-2.18.1", "app_version": "2.18.1"}])}),
                   ("uninstall", {"then": again}), probe_report("existing", number=1, existing=[role]))
    result = program.run("uninstall")
    assert "somebody has installed a Traffic Manager there again meanwhile" in result.stdout + result.stderr
    assert "kubectl delete" not in result.stdout + result.stderr


@pytest.mark.parametrize("extra", [["redis"], ["--keep-history", "true"], ["--cascade=orphan", "redis"]], ids=" ".join)
def test_no_other_release_can_be_named(program, extra):
    program.has_history("deployed")
    assert "would name another release to helm" in program.fails("uninstall", "--", *extra)
    assert program.calls() == []
    program.ok("uninstall", "--", "--cascade", "orphan")


@pytest.mark.parametrize("statuses, back", [(["deployed", "failed"], "1"), (["deployed"], "1"), (["failed"], None)])
def test_what_is_offered_to_keep_is_what_ran(program, statuses, back):
    program.has_history(*statuses)
    program.answer(("uninstall", {"status": 1, "stderr": "Error: failed pre-delete: timed out\n"}))
    error = program.run("uninstall").stderr
    assert ("To keep the Traffic Manager after all:" in error) == bool(back)
    assert back is None or f"helm rollback traffic-manager {back} " in error


def test_agents_stay_until_helm_has_accepted_its_words(program):
    calls = program.folder / "kubectl-calls"
    program.has_kubectl(f"#!/bin/sh\necho \"$@\" >>{calls}\n")
    program.has_history("deployed")
    agents = probe_report("rollout-and-agents", agents={"isKnown": True, "isSeen": True, "workloads": [],
                                                        "injector": {"name": "agent-injector", "port": 443}})
    refused = ("uninstall", {"status": 1, "stderr": "Error: unknown flag: --no-such-flag\n"})
    program.answer(agents, refused)
    assert "nothing was changed" in program.fails("uninstall", "--force", "--", "--no-such-flag")
    if program.is_helm_3():
        program.answer(agents)
        assert "needs Helm 4" in program.fails("uninstall", "--force", "--wait=watcher")
    assert not calls.exists() or "delete --raw" not in calls.read_text()
    # Else they are asked, and it is said where helm does not come to its end.
    program.answer(agents, ("uninstall", {"status": 1, "stderr": "Error: no\n"}))
    assert "its agents were asked to leave the workloads" in program.run("uninstall", "--force").stderr
    assert "delete --raw" in calls.read_text()
