"""What the plugin does after helm failed or was interrupted: with which commands, and what it says.

Which state follows from which is in test_undo_states.py.
"""

import json
import os
import signal
import subprocess
import time

import pytest

from looks import probe_report, rollout
from plugin import BINARY

REFUSED = {"status": 1, "stderr": "Error: INSTALLATION FAILED: context deadline exceeded\n"}
FAILED = {**REFUSED, "record": "failed"}


def run_labels(program):
    """The marks that helm was to give to what it makes."""
    return [call["arguments"][place + 1] for call in program.calls()
            for place, argument in enumerate(call["arguments"]) if argument == "--labels"]


def words(program):
    return [call["arguments"][0] for call in program.calls()]


def test_a_failed_install_of_ours_is_uninstalled_without_hooks(program):
    program.answer(("install", FAILED))
    error = program.fails("install")
    assert "was removed again" in error
    assert "  Error: INSTALLATION FAILED: context deadline exceeded" in error
    assert program.arguments("uninstall") == [
        "uninstall", "traffic-manager", "--namespace", "ambassador", "--no-hooks"]


def test_only_the_release_with_this_runs_label_is_undone(program):
    program.answer(("install", {**REFUSED, "then": [{"revision": 1, "status": "failed", "labels": [],
                                                     "chart": "telepresence-2.18.1"}]}))
    error = program.fails("install")
    assert "nothing was changed" in error
    assert [call["arguments"][-1] for call in program.calls("list")
            if "--selector" in call["arguments"]] == run_labels(program)
    assert not {"uninstall", "rollback"} & set(words(program))


def test_every_run_has_a_label_of_its_own(program4):
    program4.ok("install")
    program4.ok("upgrade")
    first, second = run_labels(program4)
    assert first != second


def test_a_failed_upgrade_is_rolled_back_to_what_ran(program):
    program.has_history("superseded", "deployed", "failed")
    program.answer(("upgrade", FAILED))
    assert "rolled back to revision 2" in program.fails("upgrade")
    # What another manager of fields had changed would stop the rollback of Helm 4.
    force = [] if program.is_helm_3() else ["--server-side=true", "--force-conflicts"]
    assert program.arguments("rollback") == [
        "rollback", "traffic-manager", "2", "--namespace", "ambassador", *force]


def test_a_rollback_runs_hooks_unless_the_upgrade_had_none(program):
    program.has_history("deployed")
    program.answer(("upgrade", FAILED))
    program.fails("upgrade", "--no-hooks")
    assert "--no-hooks" in program.arguments("rollback")


@pytest.mark.parametrize("status, hint", [
    ("deployed", "helm telepresence upgrade"),
    ("failed", "helm telepresence upgrade"),
    ("pending-install", "Wait for its operation to end"),
    ("pending-upgrade", "Wait for its operation to end"),
    ("uninstalling", "To finish its removal: helm telepresence uninstall"),
    ("uninstalled", "helm telepresence upgrade --install"),
])
def test_the_hint_fits_the_state_of_a_release_in_the_way(program, status, hint):
    program.has_history(status)
    program.answer(("install", {"status": 1, "stderr": "Error: INSTALLATION FAILED: cannot re-use a "
                                                       "name that is still in use\n"}))
    error = program.fails("install")
    assert f"revision 1, {status}" in error and hint in error
    if status.startswith(("pending", "uninstalling")):
        assert "telepresence upgrade" not in error


def test_a_cluster_that_cannot_be_asked_any_more_is_said_to_be_so(program):
    program.answer(("install", FAILED), ("list", {"stdout": "[]"}),
                   ("list", {"status": 1, "stderr": "Error: i/o timeout\n"}))
    error = program.fails("install")
    assert "what it left cannot be told" in error
    assert "was removed again" not in error


def test_without_knowing_what_is_there_nothing_is_begun(program):
    """F2: helm said that there is none, for want of an answer."""
    program.answer(("list", {"status": 1, "stderr": "Error: query: secrets is forbidden\n"}))
    error = program.fails("upgrade")
    assert "nothing was changed" in error
    assert set(words(program)) <= {"history", "list", "template"}


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_a_failed_operation_is_kept_when_that_is_wanted(program, command):
    program.answer((command, FAILED))
    assert "was kept" in program.fails(command, "--rollback-on-failure=false")
    assert not {"uninstall", "rollback"} & set(words(program))


def test_a_failed_dry_run_undoes_nothing(program):
    program.answer(("install", REFUSED))
    assert "the dry run of the install failed" in program.fails("install", "--dry-run")
    assert words(program) == ["install"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_an_interrupt_is_passed_to_helm_and_then_undone(program4, sent):
    program4.answer(("install", {"record": "failed", "sleep": 60}),
                    ("uninstall", {"sleep": 1, "succeeds": True}))
    process = program4.start("install")
    program4.wait_for_helm("install")
    process.send_signal(sent)
    program4.wait_for_helm("uninstall")
    process.send_signal(sent)  # impatience does not stop the repair
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the install was interrupted; what it had created" in error
    assert (program4.folder / "signals").read_text() == "install\n"


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_after_an_interrupted_dry_run_helm_is_asked_nothing_more(program4, command):
    program4.has_history("deployed")
    program4.answer((command, {"sleep": 60}))
    process = program4.start(command, "--dry-run")
    program4.wait_for_helm(command)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert error == "Error: interrupted\n"
    assert words(program4)[-1] == command


def test_an_interrupted_uninstall_says_that_it_is_half_done(program4):
    program4.has_history("deployed")
    program4.answer(("uninstall", {"sleep": 60}))
    process = program4.start("uninstall")
    program4.wait_for_helm("uninstall")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "may be half done" in error


def test_helm_is_told_to_end_when_the_plugin_is_killed(program4):
    program4.answer(("install", {"sleep": 60}))
    process = program4.start("install")
    program4.wait_for_helm("install")
    process.kill()
    process.communicate(timeout=30)
    signals = program4.folder / "signals"
    for _ in range(300):
        if signals.exists() and signals.read_text():
            break
        time.sleep(0.1)
    assert signals.read_text() == "install\n"


@pytest.mark.parametrize("asked", ["list", "uninstall"])
@pytest.mark.parametrize("stderr", [
    "Error: Kubernetes cluster unreachable: Get \"https://127.0.0.1:1\": connection refused\n",
    "Error: query: failed to query with labels: secrets is forbidden: User \"jane\" cannot list\n",
    "Error: something else\n",
])
def test_only_a_release_that_is_not_there_may_be_ignored(program, asked, stderr):
    program.has_history("deployed")
    program.answer((asked, {"status": 1, "stderr": stderr}))
    assert stderr in program.fails("uninstall", "--ignore-not-found").replace("  Error", "Error")


def test_a_release_that_is_not_there_is_ignored_when_allowed(program):
    assert "nothing to uninstall" in program.ok("uninstall", "--ignore-not-found")


@pytest.mark.parametrize("most", [["--history-max=0"], ["--history-max", "0"]], ids=str)
def test_a_rollback_keeps_as_much_history_as_was_wanted(program, most):
    program.has_history("deployed")
    program.answer(("upgrade", FAILED))
    program.fails("upgrade", "--", *most)
    arguments = program.arguments("rollback")
    assert arguments[arguments.index("--history-max") + 1] == "0"


IN_THE_WAY = {"kind": "Service", "name": "traffic-manager", "namespace": "ambassador",
              "content": '{"metadata": {}}'}
TAKE_OVER = ["install", "--", "--take-ownership"]


def finds_in_the_way(*objects):
    """Helm's answers to what is asked before a take-over."""
    return (("install", {"stdout": json.dumps({"manifest": "kind: Service\n"})}),
            probe_report("existing", number=3, existing=objects))


@pytest.mark.parametrize("unable", ["Unable", "unable"])
def test_a1_a_take_over_is_offered_with_what_it_means(program, unable):
    program.answer(("install", {"status": 1, "stderr": (
        f'Error: INSTALLATION FAILED: {unable} to continue with install: Service "traffic-manager" in '
        'namespace "ambassador" exists and cannot be imported into the current release: invalid '
        "ownership metadata; label validation error: missing key "
        '"app.kubernetes.io/managed-by": must be set to "Helm"\n')}))
    error = program.fails("install")
    assert ("Service traffic-manager in namespace ambassador exists already, and no release owns it; "
            "nothing was changed") in error
    assert ("  Delete it, or let this release take it over, so that an uninstall removes it: add "
            "`-- --take-ownership`.\n") in error


def test_a_pending_take_over_is_ended_before_it_is_given_back(program):
    """An upgrade, which gives it back, is refused while one is pending."""
    cut_off = {"status": 1, "stderr": "Error: context deadline exceeded\n", "record": "pending-install"}
    program.answer(("install", {"stdout": '{"manifest": "kind: ClusterRole\\n"}'}),
                   probe_report("existing", number=1, existing=[
                       {"kind": "ClusterRole", "name": "x", "namespace": "", "content": '{"metadata": {}}'}]),
                   ("install", cut_off), probe_report("restored", restored="kind: ClusterRole\n"))
    assert program.run(*TAKE_OVER).returncode == 1
    changed = [word for word in words(program) if word in ("rollback", "upgrade", "uninstall")]
    assert changed == ["rollback", "upgrade", "uninstall"]
    assert program.arguments("rollback")[:3] == ["rollback", "traffic-manager", "1"]
    assert program.history() == []


def test_a1_what_was_taken_over_is_told_with_what_that_means(program):
    program.answer(*finds_in_the_way(IN_THE_WAY))
    result = program.run(*TAKE_OVER)
    assert result.returncode == 0, result.stderr
    assert ("Taken over: Service traffic-manager in namespace ambassador. An uninstall removes what was "
            "taken over.\n") in result.stderr
    # Of what was not there nothing is said.
    program.has_history()
    program.answer(*finds_in_the_way())
    assert "Taken over" not in program.run(*TAKE_OVER).stderr


def test_a1_that_of_a_lost_release_too_is_offered_with_what_it_means(program4):
    lost = {"kind": "Deployment", "name": "traffic-manager", "namespace": "ambassador"}
    program4.answer(probe_report("marked", marked=[lost]))
    error = program4.fails("install")
    assert "`-- --take-ownership`" in error
    assert "uninstall" in error


def test_a_namespace_that_helm_may_have_made_is_not_nothing(program4):
    """It does so just before it records the release."""
    program4.answer(("install", {**REFUSED, "stderr": (
        'Error: INSTALLATION FAILED: create: failed to create: secrets "sh.helm.release.v1.traffic-manager.v1" is '
        "forbidden: exceeded quota: q\n")}))
    error = program4.fails("install")
    assert "; nothing was changed, except for the namespace if it was new" in error
    assert "does not admit an object: exceeded quota: q" in error


def test_b14_the_loser_of_two_installs_is_told_of_the_other(program):
    """Neither saw a release when it began; only one could record revision 1."""
    others = [{"revision": 1, "status": "pending-install", "labels": ["helm-telepresence/run=other"],
               "chart": "telepresence-2.18.1"}]
    program.answer(("install", {**REFUSED, "then": others, "stderr": (
        "Error: INSTALLATION FAILED: create: failed to create: secrets "
        '"sh.helm.release.v1.traffic-manager.v1" already exists\n')}))
    error = program.fails("install")
    told = error.splitlines()[0]
    assert told == (
        "Error: the install failed: another operation on the release in namespace ambassador has not "
        "ended (chart 2.18.1, revision 1, pending-install); nothing was changed")
    assert "  Wait for its operation to end." in error
    assert "helm reported an error" not in error
    # The winner's is left to it.
    assert not {"uninstall", "rollback"} & set(words(program))
    assert program.history() == ["pending-install"]


@pytest.mark.parametrize("status", ["deployed", "failed"])
def test_b14_the_loser_is_told_when_the_other_is_done_already(program4, status):
    others = [{"revision": 1, "status": status, "labels": [], "chart": "telepresence-2.18.1"}]
    program4.answer(("install", {**REFUSED, "then": others, "stderr": (
        "Error: INSTALLATION FAILED: create: failed to create: secrets "
        '"sh.helm.release.v1.traffic-manager.v1" already exists\n')}))
    error = program4.fails("install")
    assert f"revision 1, {status}" in error and "helm telepresence upgrade" in error
    assert "has not ended" not in error


STREAMS = ["stdout", "stderr", "stdout stderr"]


def waits_for(*ready, pods=3):
    """Looks at a workload of three pods, each of which is told, since another number is ready."""
    return [rollout({"kind": "Deployment", "name": "traffic-manager", "uid": "d", "generation": 1,
                     "desired": pods, "all": pods, "updated": number, "isObserved": True})
            for number in ready]


def without_readers(program, streams, *arguments):
    """Starts it; while helm runs, whoever reads goes away. Its exit status."""
    process = program.start(*arguments)
    program.wait_for_helm(arguments[0])
    for stream in streams.split():
        getattr(process, stream).close()
    status = process.wait(timeout=60)
    assert not (program.folder / "signals").exists(), "helm was told to end"
    return status


@pytest.mark.parametrize("streams", STREAMS)
@pytest.mark.parametrize("command, before, after, repair", [
    ("install", "", "", "uninstall"),
    ("upgrade", "deployed", "superseded failed deployed", "rollback"),
])
def test_a3_what_fails_is_undone_though_nobody_reads_any_more(program4, streams, command, before, after,
                                                              repair):
    program4.has_history(*before.split())
    # Longer than until the first line of how it goes, and the second one.
    program4.answer((command, {**FAILED, "sleep": 4.5}), *waits_for(0, 1, 2))
    assert without_readers(program4, streams, command) == 1
    assert len(program4.calls(repair)) == 1
    assert program4.history() == after.split()


@pytest.mark.parametrize("streams", STREAMS)
def test_a3_what_succeeds_stays_though_nobody_reads_any_more(program4, streams):
    program4.answer(("install", {"succeeds": True, "sleep": 4.5}), *waits_for(0, 1, 2))
    # That the report reached nobody is no success; that the progress did not is none's business.
    assert without_readers(program4, streams, "install") == (1 if "stdout" in streams else 0)
    assert program4.history() == ["deployed"]
    assert not {"uninstall", "rollback"} & set(words(program4))


def test_a3_so_is_what_fails_where_nothing_can_be_written(program4):
    program4.answer(("install", {**FAILED, "sleep": 4.5}), *waits_for(0, 1, 2))
    with open("/dev/full", "w", encoding="utf-8") as full:
        status = subprocess.run([BINARY, "install"], env=program4.environment, cwd=program4.folder,
                                stdin=subprocess.DEVNULL, stdout=full, stderr=full, check=False).returncode
    assert status == 1 and not (program4.folder / "signals").exists()
    assert len(program4.calls("uninstall")) == 1 and program4.history() == []


@pytest.mark.parametrize("flags", [["-f", "PIPE"], ["--set-file", "x=PIPE"], ["--set-file", "y=z,x=PIPE"],
                                   ["--", "--values=PIPE"], ["--", "-fPIPE"], ["--", "--set-file", "x=PIPE"]],
                         ids=" ".join)
def test_what_can_be_read_once_is_not_read_twice(program4, flags):
    """To know what would be taken over, the chart is rendered before."""
    pipe = program4.folder / "pipe"
    os.mkfifo(pipe)
    flags = [flag.replace("PIPE", str(pipe)) for flag in flags]
    take = ["--take-ownership"] if "--" in flags else ["--", "--take-ownership"]
    error = program4.fails("install", *flags, *take)
    assert f"values from {pipe}, which can be read once, cannot be used with a take-over" in error
    assert program4.calls("install") == []


MARKED = {"kind": "ClusterRole", "name": "telepresence-ambassador", "namespace": "", "releaseName": "traffic-manager",
          "releaseNamespace": "ambassador"}


@pytest.mark.parametrize("statuses", [[], ["uninstalled"]])
def test_where_nobody_tells_what_is_marked_nothing_is_begun(program, statuses):
    """F2: what stands there would be taken for what was made, and go with it."""
    program.has_history(*statuses)
    program.answer(("template marked", {"status": 1, "stderr": "Error: i/o timeout\n"}))
    assert "nothing was changed" in program.fails("upgrade", "--install")
    assert not program.calls("upgrade")


@pytest.mark.parametrize("made, is_own", [("", False), (
    "kind: ClusterRole\nmetadata: {name: telepresence-ambassador}\n", True)])
def test_a1_what_an_upgrade_would_adopt_is_looked_at_before(program, made, is_own):
    """Helm takes what has its marks, told to or not."""
    program.has_history("deployed")
    program.answer(probe_report("marked", marked=[MARKED]), ("get", {"stdout": made}),
                   ("upgrade", {"stdout": json.dumps({"manifest": "kind: ClusterRole\n"})}))
    program.run("upgrade")
    asked = ["part=existing" in call["arguments"] for call in program.calls("template")]
    assert any(asked) != is_own


def test_a1_what_was_uninstalled_is_not_its_own_any_more(program):
    program.has_history("uninstalled")
    program.answer(("upgrade", {"stdout": json.dumps({"manifest": "kind: Service\n"})}))
    program.run("upgrade", "--install", "--", "--take-ownership")
    (look,) = [call["arguments"] for call in program.calls("template") if "part=existing" in call["arguments"]]
    assert not any(word.startswith("former=") for word in look)


@pytest.mark.parametrize("left, told", [
    ({"leftBehind": {"runs": True}}, "helm has no record of it, but a Traffic Manager is in namespace ambassador"),
    (None, "whether anything of it is left cannot be told"),
])
def test_what_helm_has_no_record_of_is_not_called_unchanged(program, left, told):
    """As with HELM_DRIVER=memory."""
    look = ("template left-behind", {"status": 1, "stderr": "Error: i/o timeout\n"})
    program.answer(("install", REFUSED), probe_report("left-behind", **left) if left else look)
    error = program.fails("install")
    assert told in error and "nothing was changed" not in error
