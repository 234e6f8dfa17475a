"""Signals at ten points of each operation, every other one of them with either helm, to the whole process group as
a terminal sends them: whatever comes when, a release is never left pending, and nothing of what was made stays
without one."""

import itertools
import os
import signal
import time

import pytest

from processes import wait_until

SIGNALS = itertools.cycle([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
POINTS = 10


def lasts(helm, *command):
    began = time.monotonic()
    helm.ok("telepresence", *command)
    return time.monotonic() - began


def interrupt(helm, seconds, *command):
    """Starts the command and sends the next of the signals so much later; waits until the plugin, which may
    outlive its helm, has ended."""
    process = helm.start("telepresence", *command)
    time.sleep(seconds)
    sent = next(SIGNALS)
    try:
        os.killpg(process.pid, sent)
    except ProcessLookupError:
        pass
    process.communicate(timeout=60)
    wait_until(lambda: not group_lives(process.pid), "the end of the plugin")
    return sent


def group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("command", ["install", "upgrade", "uninstall"])
def test_no_signal_at_any_point_leaves_it_half_done(helm, cluster, command):
    arguments = {"install": ["install"], "upgrade": ["upgrade", "--set", "logLevel=debug"],
                 "uninstall": ["uninstall"]}[command]
    if command != "install":
        helm.has_installed()
    length = lasts(helm, *arguments)
    for point in range(POINTS)[helm.is_helm_4()::2]:
        if command == "install" and helm.releases():
            helm.ok("uninstall", "traffic-manager", "--namespace", "ambassador", "--no-hooks")
        if command != "install" and not helm.releases():
            helm.has_installed()
        sent = interrupt(helm, length * (point + 0.5) / POINTS, *arguments)
        at = f"{sent.name} at point {point} of {command}"
        release = helm.release()
        if command == "uninstall":
            # It is not undone; what it has begun a second run finishes.
            assert release is None or release[1] in ("deployed", "uninstalling"), at
            if release:
                helm.ok("telepresence", "uninstall")
            assert cluster.objects("ambassador") == set(), at
        elif release:
            assert release[1] == "deployed", at
            helm.ok("telepresence", "status", "--exit-status")
        else:
            assert command == "install" and cluster.objects("ambassador") == set(), at
