"""What is seen while helm waits, and when it is ended. The fake helm takes the time that is needed, and
its looks at the cluster show what a test wants to see; real ones are in tests/e2e/test_watching.py."""

import re
import time

import pytest

from hints import commands_in
from looks import probe_report, rollout
from processes import wait_until
from terminal import run_on_terminal, screens_of

POD = "traffic-manager-6bdbf5864b-zln46"
WORKLOAD = {"kind": "Deployment", "name": "traffic-manager", "uid": "d", "generation": 1, "desired": 1,
            "all": 1, "updated": 1, "isObserved": True}


def pod(reason, message="", restarts=0, uid="1"):
    return {"name": POD, "uid": uid, "containers": [
        {"name": "traffic-manager", "image": "docker.io/datawire/tel2:2.18.1", "ready": False,
         "restarts": restarts, "state": {"waiting": {"reason": reason, "message": message}}}]}


BAD_IMAGE = pod("ImagePullBackOff", 'Back-off pulling image "docker.io/datawire/tel2:2.18.1"')
CRASHED = pod("CrashLoopBackOff", "back-off 1m20s restarting failed container", 4)


def look(*pods, workload=None, **answer):
    return rollout({**WORKLOAD, **(workload or {})}, pods=pods, **answer)


def waits(seconds, word="install", **answer):
    """Helm, which needs some time; what helm does about a SIGINT, the fake does too."""
    return (word, {"sleep": seconds, "succeeds": True, **answer})


def masked(lines):
    """The screen without what is another one each time."""
    return [re.sub(r"^[-|/\\] ", "* ", re.sub(r"\(\d+ s", "(N s", line)) for line in lines]


SCREENS = {
    48: ["* Installing Traffic Manager 2.1… (N s of 5m0s)",
         "  Deployment traffic-manager: 0 of 1 replicas …",
         "  pod traffic-manager-6bdbf5864b-zln46: ImageP…"],
    80: ["* Installing Traffic Manager 2.18.1 in namespace ambassador (N s of 5m0s)",
         "  Deployment traffic-manager: 0 of 1 replicas available",
         "  pod traffic-manager-6bdbf5864b-zln46: ImagePullBackOff: Back-off pulling ima…"],
    200: ["* Installing Traffic Manager 2.18.1 in namespace ambassador (N s of 5m0s)",
          "  Deployment traffic-manager: 0 of 1 replicas available",
          f'  pod {POD}: ImagePullBackOff: Back-off pulling image "docker.io/datawire/tel2:2.18.1"'],
}


@pytest.mark.parametrize("columns", SCREENS)
def test_a_terminal_shows_what_helm_waits_for_and_is_left_clean(program4, columns):
    program4.answer(waits(3.5), look(BAD_IMAGE))
    screens = screens_of(program4, "install", columns=columns)
    assert SCREENS[columns] in map(masked, screens)
    # Each screen with more than a line shows the whole of it: none is drawn half.
    shown = [screen for screen in map(masked, screens) if screen and screen[0].startswith("* Inst")]
    assert {len(screen) for screen in shown} == {1, 3}
    assert screens[-1][0].startswith("Traffic Manager 2.18.1 installed")
    assert not any(POD in line for line in screens[-1])


def test_c9_a_narrow_terminal_keeps_the_time(program4):
    program4.answer(waits(1.2))
    screens = screens_of(program4, "install", "-n", "a-namespace-with-a-long-name", columns=48)
    assert "* Installing Traffic Manager 2.18.1 in n… (N s)" in sum(map(masked, screens), [])


def test_elsewhere_each_change_is_a_line(program4):
    better = look(workload={"available": 1})
    program4.answer(waits(7), look(BAD_IMAGE), look(BAD_IMAGE), better)
    error = program4.run("install").stderr
    assert [re.sub(r"^ +\d+ s: ", "N s: ", line) for line in error.splitlines()[:4]] == [
        "Installing Traffic Manager 2.18.1 in namespace ambassador",
        "N s: Deployment traffic-manager: 0 of 1 replicas available",
        'N s: pod traffic-manager-6bdbf5864b-zln46: ImagePullBackOff: Back-off pulling image '
        '"docker.io/datawire/tel2:2.18.1"',
        "N s: Deployment traffic-manager: ready"]
    assert "\x1b" not in error


def test_a_quick_one_looks_at_nothing_and_says_nothing(program4):
    program4.answer(waits(1))
    assert "Installing" not in program4.run("install").stderr
    assert len(program4.calls("template")) == 1


def test_with_quiet_it_is_silent_and_still_ends_early(program4):
    program4.answer(waits(60), look(CRASHED))
    error = program4.fails("install", "--quiet")
    assert error.startswith("Error: the install failed: pod ")


def test_what_crashes_again_and_again_ends_the_wait(program):
    program.answer(waits(60, record="pending-install", status=1), look(CRASHED))
    error = program.fails("install")
    assert program.told.startswith("Installing Traffic Manager 2.18.1 in namespace ambassador\n")
    assert (f"Error: the install failed: pod {POD}: CrashLoopBackOff: back-off 1m20s restarting failed "
            "container (4 restarts) (image docker.io/datawire/tel2:2.18.1); what it had created in "
            "namespace ambassador was removed again\n") in error
    assert "--fail-fast=false" in error
    # Helm was asked to end, and had the time to.
    assert (program.folder / "signals").read_text() == "install\n"
    assert program.history() == []


def test_the_last_lines_of_what_crashed_are_shown(program4):
    program4.has_kubectl(f'#!/bin/sh\necho "$*" >>{program4.folder}/kubectl-calls\n'
                       'case $1 in logs) echo "panic: no license"; echo "goroutine 1" ;; esac\n')
    program4.answer(waits(60), look(CRASHED))
    error = program4.fails("install")
    assert ("  The last lines of its container traffic-manager:\n    panic: no license\n"
            "    goroutine 1\n") in error
    calls = (program4.folder / "kubectl-calls").read_text().splitlines()
    assert f"logs {POD} --container traffic-manager --namespace ambassador --previous --tail=10" in calls


def test_it_waits_as_helm_does_when_that_is_wanted(program4):
    program4.answer(waits(4), look(CRASHED))
    assert "installed" in program4.ok("install", "--fail-fast=false")


def test_a_kubectl_that_cannot_be_started_keeps_no_undo_from_being_done(program4):
    program4.has_kubectl("\x7fELF")
    program4.answer(waits(60, record="pending-install", status=1), look(CRASHED))
    error = program4.fails("install")
    assert "what it had created in namespace ambassador was removed again" in error
    assert "uninstalled" in program4.uninstall()


def test_what_was_broken_before_does_not_end_an_upgrade(program4):
    program4.has_history("deployed")
    program4.answer(look(CRASHED), waits(4, "upgrade"), look(CRASHED))
    assert "upgraded" in program4.ok("upgrade")


def test_where_it_cannot_be_known_what_was_broken_before_nothing_is_ended(program4):
    program4.has_history("deployed")
    program4.answer(("template rollout", {"status": 1, "stderr": "Error: no answer\n"}), waits(4, "upgrade"),
                    look(CRASHED))
    assert "upgraded" in program4.ok("upgrade")


def test_a_look_that_fails_ends_nothing(program4):
    program4.answer(waits(5), ("template rollout", {"status": 1, "stderr": "Error: it broke\n"}),
                    ("template rollout", {"stdout": "no report\n"}))
    assert "installed" in program4.ok("install")
    assert len(program4.calls("template")) == 3


def test_what_may_not_be_read_is_left_out_of_the_next_look(program4):
    refused = ('Error: execution error: events is forbidden: User "jane" cannot list resource "events" in '
               'API group "" in the namespace "ambassador"\n')
    program4.answer(waits(60), ("template rollout", {"status": 1, "stderr": refused}), look(CRASHED))
    program4.fails("install")
    first, second = program4.calls("template")[1:3]
    assert not any(word.startswith("without=") for word in first["arguments"])
    assert "without={list events}" in second["arguments"]


def test_nobody_is_asked_for_a_password_by_a_look(program4):
    """A credential plugin that reads the terminal: helm's own run has asked already."""
    program4.answer(waits(5), look(ask=True))
    written = run_on_terminal(program4, "install")
    assert "installed" in written
    assert "Password" not in written


def test_ctrl_c_ends_the_look_too(program4):
    program4.answer(waits(60), look(sleep=60))
    process = program4.start("install")
    wait_until(lambda: len(program4.calls("template")) == 2, "the look")
    began = time.monotonic()
    process.send_signal(2)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130, error
    assert time.monotonic() - began < 20
    assert sorted((program4.folder / "signals").read_text().split()) == ["install", "template"]


def no_hooks_first(program):
    """With the rollback in the end, as helm of that major has to be told it."""
    force = "" if program.is_helm_3() else " --server-side=true --force-conflicts"
    return ["helm telepresence uninstall --no-hooks", "helm telepresence uninstall",
            "helm rollback traffic-manager 1 --namespace ambassador" + force]


def test_c3_a_job_whose_pod_gets_no_node_is_told_with_the_pods_reason(program4):
    """Nothing is given up for it: a node may come until the limit."""
    program4.has_history("deployed")
    pending = {"name": "uninstall-agents-x", "uid": "2", "conditions": [
        {"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
         "message": "0/3 nodes are available"}]}
    job = {"kind": "Job", "name": "uninstall-agents", "uid": "j", "generation": 1, "isObserved": True}
    program4.answer(look(part="rollout-and-agents"), ("uninstall", {
        "sleep": 4, "status": 1, "stderr": "Error: failed pre-delete: context deadline exceeded\n",
        "then": [{"revision": 1, "status": "uninstalling", "labels": [],
                  "chart": "telepresence-2.18.1"}]}), look(pending, workload=job))
    error = program4.fails("uninstall")
    assert error.startswith(
        "Error: the uninstall of the Traffic Manager in namespace ambassador did not finish: pod "
        "uninstall-agents-x: Unschedulable: 0/3 nodes are available\n")
    assert not (program4.folder / "signals").exists()
    assert commands_in(error)[:3] == no_hooks_first(program4)


def test_a_missing_right_is_told_before_a_pod_that_was_broken_before(program4):
    program4.has_history("deployed")
    refused = 'Error: clusterroles "x" is forbidden: User "jane" cannot delete resource "clusterroles"\n'
    program4.answer(look(CRASHED, part="rollout-and-agents"),
                    ("uninstall", {"sleep": 4, "status": 1, "stderr": refused}), look(CRASHED))
    error = program4.fails("uninstall")
    assert error.startswith("Error: the uninstall failed: the cluster does not allow it\n")


@pytest.mark.parametrize("refused, why", [
    ('Error: failed pre-delete: jobs.batch "uninstall-agents" is forbidden: exceeded quota: q\n', "exceeded quota: q"),
    ('Error: admission webhook "p" denied the request: keep\n', None),
])
def test_what_refuses_an_uninstall_is_told_and_not_a_pod_that_was_broken_before(program4, refused, why):
    program4.has_history("deployed")
    program4.answer(look(CRASHED, part="rollout-and-agents"),
                    ("uninstall", {"sleep": 4, "status": 1, "stderr": refused}), look(CRASHED))
    error = program4.fails("uninstall")
    first = error.splitlines()[0]
    assert first.endswith(f"did not finish{f': {why}' if why else ''}")
    assert refused.strip().removeprefix("Error: ") in error
    assert commands_in(error)[0] == "helm telepresence uninstall --no-hooks"


@pytest.mark.parametrize("words", [
    "Error: failed pre-delete: timed out waiting for the condition\n",
    "Error: warning: Hook pre-delete telepresence/templates/x.yaml failed: BackoffLimitExceeded\n", ""])
def test_c3_an_uninstall_without_its_job_is_offered_first(program, words):
    program.has_history("deployed")
    program.answer(("uninstall", {"status": 1, "stderr": words}))
    error = program.fails("uninstall")
    assert commands_in(error)[:3] == no_hooks_first(program)


def test_c3_a_job_that_cannot_run_ends_an_uninstall(program4):
    program4.has_history("deployed")
    job = {"kind": "Job", "name": "uninstall-agents", "uid": "j", "generation": 1, "isObserved": True,
           "failure": 'FailedCreate: pods "uninstall-agents-x" is forbidden: exceeded quota: q'}
    broken = {**CRASHED, "name": "uninstall-agents-x", "uid": "2"}
    before = look(CRASHED, part="rollout-and-agents")
    program4.answer(before, waits(60, "uninstall"), look(CRASHED, broken, workload=job))
    error = program4.fails("uninstall")
    assert ("the uninstall of the Traffic Manager in namespace ambassador did not finish: pod "
            "uninstall-agents-x: CrashLoopBackOff: ") in error
    lines = error.splitlines()
    assert "  If its pre-delete Job cannot run: helm telepresence uninstall --no-hooks" in lines
    assert ("  To keep the Traffic Manager after all: helm rollback traffic-manager 1 --namespace "
            "ambassador --server-side=true --force-conflicts") in lines
    assert commands_in(error)[:3] == no_hooks_first(program4)


JOB_LEFT = {"kind": "Job", "name": "uninstall-agents", "namespace": "ambassador", "releaseName": "", "releaseNamespace": ""}


@pytest.mark.parametrize("kubectl, told", [
    ("exit 0", "; its Job uninstall-agents was deleted"),
    ("exit 1", "; its Job uninstall-agents is still there"),
])
def test_c11_the_job_of_an_uninstall_that_failed_does_not_stay(program4, kubectl, told):
    program4.has_history("deployed")
    program4.has_kubectl(f"#!/bin/sh\n{kubectl}\n")
    recorded = "kind: Role\n### hook uninstall-agents\n---\nkind: Job\n"
    program4.answer(("get", {"stdout": recorded}), ("uninstall", {"status": 1, "stderr": "Error: it broke\n"}),
                    probe_report("existing", number=1, existing=[JOB_LEFT]))
    error = program4.run("uninstall").stderr
    assert told in error
    assert ("kubectl delete job uninstall-agents --namespace ambassador" in error) == (kubectl == "exit 1")


def test_c11_where_its_job_cannot_be_looked_for_nothing_is_said_of_it(program4):
    program4.has_history("deployed")
    recorded = "kind: Role\n### hook uninstall-agents\n---\nkind: Job\n"
    program4.answer(("get", {"stdout": recorded}), ("uninstall", {"status": 1, "stderr": "Error: it broke\n"}),
                    ("template existing", {"status": 1, "stderr": "Error: no answer\n"}))
    error = program4.fails("uninstall")
    assert "the uninstall" in error and "Job uninstall-agents" not in error
