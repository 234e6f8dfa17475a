"""What the plugin does after helm failed or was interrupted: which repairs, in which order."""

import json
import signal
import time

import pytest

FAILED = {"status": 1, "stderr": "Error: INSTALLATION FAILED: context deadline exceeded\n"}


def release(revision, status="failed"):
    return {"stdout": json.dumps([{"name": "traffic-manager", "namespace": "ambassador",
                                   "revision": str(revision), "status": status,
                                   "chart": "telepresence-2.18.1", "app_version": "2.18.1"}])}


def history(*statuses):
    return {"stdout": json.dumps([{"revision": number + 1, "status": status}
                                  for number, status in enumerate(statuses)])}


def words(program):
    return [call["arguments"][0] for call in program.calls()]


def test_a_failed_install_of_ours_is_uninstalled_without_hooks(program):
    program.answer(("install", FAILED), ("list", release(1)), ("history", history("failed")))
    error = program.fails("install")
    assert "was removed again" in error
    assert "  Error: INSTALLATION FAILED: context deadline exceeded" in error
    assert program.arguments("uninstall") == [
        "uninstall", "traffic-manager", "--namespace", "ambassador", "--no-hooks"]


def test_only_the_release_with_this_runs_label_is_undone(program):
    program.answer(("install", FAILED))
    error = program.fails("install")
    assert "nothing was changed" in error
    label = program.calls("install")[0]["arguments"][-1]
    (listed,) = program.calls("list")
    assert listed["arguments"][-2:] == ["--selector", label]
    assert not {"uninstall", "rollback"} & set(words(program))


def test_every_run_has_a_label_of_its_own(program4):
    program4.ok("install")
    program4.ok("install")
    first, second = (call["arguments"][-1] for call in program4.calls("install"))
    assert first != second


@pytest.mark.parametrize("statuses, target", [
    (["superseded", "deployed", "failed"], "2"),
    (["deployed", "failed", "failed"], "1"),
    # The failed revision was cut off just after it had superseded the one before.
    (["superseded", "superseded", "deployed"], "2"),
], ids=str)
def test_a_failed_upgrade_is_rolled_back_to_what_ran(program, statuses, target):
    program.answer(("upgrade", FAILED), ("list", release(3)), ("history", history(*statuses)))
    assert f"rolled back to revision {target}" in program.fails("upgrade")
    assert program.arguments("rollback") == [
        "rollback", "traffic-manager", target, "--namespace", "ambassador"]


def test_a_rollback_runs_hooks_unless_the_upgrade_had_none(program):
    program.answer(("upgrade", FAILED), ("list", release(2)), ("history", history("deployed", "failed")))
    program.fails("upgrade", "--no-hooks")
    assert program.arguments("rollback")[-1] == "--no-hooks"


@pytest.mark.parametrize("status, hint", [
    ("deployed", "helm telepresence upgrade"),
    ("failed", "helm telepresence upgrade"),
    ("pending-install", "Wait for its operation to end"),
    ("pending-upgrade", "Wait for its operation to end"),
    ("uninstalling", "To finish its removal: helm telepresence uninstall"),
    ("uninstalled", "helm telepresence upgrade --install"),
])
def test_the_hint_fits_the_state_of_a_release_in_the_way(program, status, hint):
    program.answer(("install", {"status": 1, "stderr": "Error: INSTALLATION FAILED: cannot re-use a "
                                                       "name that is still in use\n"}),
                   ("list", release(1, status)))
    error = program.fails("install")
    assert f"revision 1, {status}" in error and hint in error
    if status.startswith(("pending", "uninstalling")):
        assert "telepresence upgrade" not in error


def test_an_upgrade_over_what_never_ran_is_left(program):
    program.answer(("upgrade", FAILED), ("list", release(2)), ("history", history("failed", "failed")))
    assert "no earlier revision ever ran" in program.fails("upgrade")
    assert not {"uninstall", "rollback"} & set(words(program))


def test_an_undo_that_fails_says_how_to_finish_it(program):
    program.answer(("install", FAILED), ("list", release(1)), ("history", history("failed")),
                   ("uninstall", {"status": 1, "stderr": "Error: no\n"}))
    error = program.fails("install")
    assert "putting back what was there before failed too" in error
    assert "helm uninstall traffic-manager --namespace ambassador --no-hooks" in error
    assert "  Error: no" in error


def test_a_cluster_that_cannot_be_asked_is_said_to_be_so(program):
    program.answer(("install", FAILED), ("list", {"status": 1, "stderr": "Error: i/o timeout\n"}))
    error = program.fails("install")
    assert "what it left cannot be told" in error
    assert "was removed again" not in error


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_a_failed_operation_is_kept_when_that_is_wanted(program, command):
    program.answer((command, FAILED))
    assert "was kept" in program.fails(command, "--rollback-on-failure=false")
    assert not {"uninstall", "rollback", "list"} & set(words(program))


def test_a_failed_dry_run_undoes_nothing(program):
    program.answer(("install", FAILED))
    assert "the dry run of the install failed" in program.fails("install", "--dry-run")
    assert words(program) == ["install"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_is_passed_to_helm_and_then_undone(program4, sent):
    program4.answer(("install", {"sleep": 60}), ("list", release(1)),
                    ("history", history("failed")), ("uninstall", {"sleep": 1}))
    process = program4.start("install")
    program4.wait_for_helm("install")
    process.send_signal(sent)
    program4.wait_for_helm("uninstall")
    process.send_signal(sent)  # impatience does not stop the repair
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the install was interrupted; what it had created" in error
    assert (program4.folder / "signals").read_text() == "install\n"


def test_an_interrupted_uninstall_says_that_it_is_half_done(program4):
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


@pytest.mark.parametrize("stderr", [
    "Error: Kubernetes cluster unreachable: Get \"https://127.0.0.1:1\": connection refused\n",
    "Error: query: failed to query with labels: secrets is forbidden: User \"jane\" cannot list\n",
    "Error: something else\n",
])
def test_only_a_release_that_is_not_there_may_be_ignored(program, stderr):
    program.answer(("uninstall", {"status": 1, "stderr": stderr}))
    assert stderr in program.fails("uninstall", "--ignore-not-found").replace("  Error", "Error")


def test_a_release_that_is_not_there_is_ignored_when_allowed(program):
    program.answer(("uninstall", {"status": 1, "stderr":
                    "Error: uninstall: Release not loaded: traffic-manager: release: not found\n"}))
    assert "nothing to uninstall" in program.ok("uninstall", "--ignore-not-found")
