"""What an uninstall counts as gone and as left, by what helm has recorded and the look afterwards.

tests/e2e/test_uninstall.py does it on a cluster.
"""

import json

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


def test_without_its_record_it_is_said_that_nothing_was_proved(program):
    program.has_history("deployed")
    program.answer(("get", {"status": 1, "stderr": "Error: etcdserver: request timed out\n"}))
    report = json.loads(program.ok("uninstall", "-o", "json"))
    assert "its objects: cannot read the manifest of the release in namespace ambassador" in report["notLookedAt"]


def test_a_dry_run_names_what_would_go_and_what_it_could_not_see(program):
    program.has_history("deployed")
    unseen = {"kind": "Secret", "name": "hidden", "namespace": "ambassador"}
    program.answer(RECORDED, probe_report("existing", number=4, unseen=[unseen], existing=[
        BINDING, KEPT, {**ROLE, "releaseNamespace": "b"}]))
    report = json.loads(program.ok("uninstall", "--dry-run", "-o", "json"))
    assert [one["name"] for one in report["objects"]] == ["traffic-manager-ambassador"]
    assert "Secret hidden in namespace ambassador: this user may not read it" in report["notLookedAt"]
