"""A failed or interrupted operation leaves what was there before, and says what happened."""

import os
import signal

import pytest

from support import UNREADY, plugin_of, press_ctrl_c, wait_until

SHORT = ["--timeout", "2s"]


@pytest.fixture
def installed(helm, cluster):
    """A running manager; gives a function that tells whether it is as it was."""
    helm.has_installed()
    objects, specs = cluster.objects("ambassador"), cluster.specs("ambassador")

    def history(names):
        return {name for name in names if "sh.helm.release" not in name}

    def unchanged():
        assert cluster.specs("ambassador") == specs
        assert history(cluster.objects("ambassador")) == history(objects)
        assert helm.release()[1] == "deployed"

    return unchanged


def nothing_is_left(helm, cluster):
    assert helm.releases() == []
    assert cluster.objects("ambassador") == set()


@pytest.mark.parametrize("fault, reason", [
    ("cannot-be-pulled", "ImagePullBackOff: Back-off pulling image"),
    ("crash-loop", "CrashLoopBackOff"),
    ("never-ready", "running, but not ready"),
])
def test_a_failed_install_is_undone_and_explained(helm, cluster, fault, reason):
    # Ended early, helm would have no words of its own.
    error = helm.fails("telepresence", "install", "--set", f"image.tag={fault}", *SHORT, "--fail-fast=false")
    assert "what it had created in namespace ambassador was removed again" in error
    assert "INSTALLATION FAILED" in error
    assert reason in error
    nothing_is_left(helm, cluster)


def test_an_agent_that_does_not_start_is_named(helm, cluster):
    error = helm.fails("telepresence", "install", "--set",
                       "ambassador-agent.image.tag=cannot-be-pulled", *SHORT)
    assert "pod traffic-manager-ambassador-agent-" in error
    assert "ImagePullBackOff" in error
    assert "--set ambassador-agent.enabled=false" in error
    nothing_is_left(helm, cluster)


def test_a_failed_upgrade_returns_to_the_revision_before(helm, installed):
    error = helm.fails("telepresence", "upgrade", *UNREADY, *SHORT)
    assert "it was rolled back to revision 1" in error
    assert "UPGRADE FAILED" in error and "ImagePullBackOff" in error
    installed()


def test_a_failed_operation_is_kept_when_that_is_wanted(helm):
    keep = "--rollback-on-failure=false"
    error = helm.fails("telepresence", "install", *UNREADY, *SHORT, keep)
    assert "was kept" in error
    assert helm.release() == (1, "failed")
    status = helm.status()
    assert status["status"] == "failed"
    assert status["deployment"]["ready"] is False
    assert "ImagePullBackOff" in status["problems"][0]
    # And an install over it is refused, naming its state.
    error = helm.fails("telepresence", "install")
    assert "revision 1, failed" in error
    helm.ok("telepresence", "uninstall", "--no-hooks")


def test_b1_what_an_old_pod_serves_is_not_ready(helm, cluster):
    """Nobody waited for the new one, which never comes."""
    helm.has_installed()
    assert helm.status()["deployment"]["ready"] is True
    helm.ok("telepresence", "upgrade", "--wait=false", *UNREADY)
    wait_until(lambda: any("ImagePullBackOff" in line for line in helm.status()["problems"]),
               "the pod's problem")
    status = helm.status()
    assert status["deployment"]["ready"] is False
    assert status["deployment"]["readyReplicas"] == 1
    assert status["deployment"]["image"].endswith(":cannot-be-pulled")
    assert any("Deployment traffic-manager: " in line for line in status["problems"])
    helm.ok("telepresence", "upgrade", "--reset-values")
    assert helm.status()["problems"] == []


def test_a_second_failed_upgrade_still_returns_to_what_ran(helm, installed):
    helm.fails("telepresence", "upgrade", *UNREADY, *SHORT, "--rollback-on-failure=false")
    assert helm.release() == (2, "failed")
    error = helm.fails("telepresence", "upgrade", "--set", "image.tag=crash-loop", *SHORT)
    assert "it was rolled back to revision 1" in error
    installed()


def test_an_upgrade_of_a_release_that_never_ran_leaves_it_alone(helm):
    helm.fails("telepresence", "install", *UNREADY, *SHORT, "--rollback-on-failure=false")
    error = helm.fails("telepresence", "upgrade", *UNREADY, *SHORT)
    assert "no revision was deployed before" in error
    assert helm.release() == (2, "failed")


@pytest.mark.parametrize("kill", [press_ctrl_c, lambda process: process.terminate()],
                         ids=["Ctrl-C", "SIGTERM to helm alone"])
def test_an_interrupted_install_is_undone(helm, cluster, kill):
    process = helm.start("telepresence", "install", *UNREADY)
    wait_until(lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
               "the Deployment")
    kill(process)
    wait_until(lambda: helm.releases() == [], "the undoing")
    nothing_is_left(helm, cluster)
    _, error = process.communicate(timeout=30)
    assert "the install was interrupted; what it had created" in error


def test_an_interrupted_upgrade_is_undone(helm, installed):
    process = helm.start("telepresence", "upgrade", *UNREADY)
    wait_until(lambda: helm.release()[0] == 2, "revision 2")
    press_ctrl_c(process)
    wait_until(lambda: helm.release() == (3, "deployed"), "the rollback")
    installed()
    _, error = process.communicate(timeout=30)
    assert "the upgrade was interrupted; it was rolled back to revision 1" in error


def test_the_exit_status_of_an_interrupt_is_130(helm, cluster):
    """Only the plugin gets the signal, so that helm lives to pass its status on."""
    process = helm.start("telepresence", "install", *UNREADY)
    wait_until(lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
               "the Deployment")
    os.kill(plugin_of(process), signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    nothing_is_left(helm, cluster)


def test_after_a_killed_plugin_the_next_commands_say_what_is_left(helm, cluster):
    process = helm.start("telepresence", "install", *UNREADY)
    wait_until(lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
               "the Deployment")
    os.kill(plugin_of(process), signal.SIGKILL)
    process.communicate(timeout=30)
    # The child helm is told to end, and marks its release.
    wait_until(lambda: helm.release() == (1, "failed"), "the end of the child helm")
    assert "revision 1, failed" in helm.fails("telepresence", "install")
    helm.ok("telepresence", "uninstall", "--no-hooks")
    nothing_is_left(helm, cluster)


def test_b14_of_two_installs_at_the_same_time_one_wins_and_stays(helm):
    processes = [helm.start("telepresence", "install") for _ in range(2)]
    results = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    assert sorted(status for _, status in results) == [0, 1], results
    assert helm.release() == (1, "deployed")
    assert helm.status()["deployment"]["ready"] is True


def test_a_second_install_is_refused(helm, installed):
    error = helm.fails("telepresence", "install")
    assert "namespace ambassador has a Traffic Manager already" in error
    assert "helm telepresence upgrade" in error
    installed()


def test_nothing_to_uninstall_is_an_error_unless_allowed(helm):
    error = helm.fails("telepresence", "uninstall")
    assert "there is no Traffic Manager in namespace ambassador" in error
    assert "nothing to uninstall" in helm.ok("telepresence", "uninstall", "--ignore-not-found")


@pytest.mark.parametrize("command", [
    ["install"], ["upgrade"], ["upgrade", "--install"], ["uninstall"],
    ["uninstall", "--ignore-not-found"], ["status"], ["version"],
], ids=" ".join)
def test_an_unreachable_cluster_is_an_error(helm, command):
    # Nothing listens on port 1.
    error = helm.with_environment(HELM_KUBEAPISERVER="https://127.0.0.1:1").fails(
        "telepresence", *command)
    assert "cluster cannot be reached" in error
    assert "luster unreachable" in error  # helm's own words


@pytest.mark.parametrize("command", [["install", "--ignore-finding", "rights-missing"], ["upgrade"],
                                     ["uninstall", "--ignore-not-found"],
                                     ["status"]], ids=" ".join)
def test_a_user_without_rights_is_told_so(helm, cluster, command):
    error = helm.fails("telepresence", *command, "--kube-as-user", "nobody")
    assert 'User "nobody" cannot' in error
    nothing_is_left(helm, cluster)


@pytest.mark.parametrize("fault", ["job-fails", "job-hangs"])
def test_an_uninstall_whose_job_does_not_finish_says_so(helm, cluster, fault):
    helm.has_installed("--set", f"hooks.curl.tag={fault}")
    error = helm.fails("telepresence", "uninstall", *SHORT)
    assert "did not finish" in error and "--no-hooks" in error
    assert helm.release() == (1, "uninstalling")
    helm.ok("telepresence", "uninstall", "--no-hooks")
    assert helm.releases() == []
    # The first one removed its Job.
    assert cluster.objects("ambassador") == set()
