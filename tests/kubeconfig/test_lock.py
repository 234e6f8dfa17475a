"""Several editors at once, killed ones, and a disk that is full."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time

import pytest

from shapes import USER, many_clusters, one_cluster

EDITORS = 25
KILLS = 500


@pytest.fixture
def text(program):
    given = one_cluster("server: x") + USER
    program.file.write_text(given)
    return given


@pytest.fixture
def lock(program):
    return program.files / "config.lock"


def in_threads(*calls):
    """Runs all at once; their errors."""
    errors = []

    def guarded(call):
        try:
            call()
        except Exception as error:  # to be shown by the test itself
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def namespaces(config):
    """The extension's namespace of each cluster, as far as it has one."""
    return {one["name"]: extension["extension"]["manager"]["namespace"]
            for one in config["clusters"] for extension in one["cluster"].get("extensions") or []}


def test_none_of_fifty_changes_of_ours_is_lost(program):
    program.file.write_text(many_clusters(2 * EDITORS))

    def change(number):
        program.ok("set", "-n", f"space-{number}", "--kube-context", f"context-{number}")

    assert in_threads(*[lambda number=number: change(number)
                        for number in range(2 * EDITORS)]) == []
    contexts = json.loads(program.ok("show", "-o", "json"))["contexts"]
    assert {one["cluster"]: one["managerNamespace"] for one in contexts} == {
        f"cluster-{number}": f"space-{number}" for number in range(2 * EDITORS)}
    assert program.left() == ["config"]


def test_no_change_of_kubectl_is_lost_by_ours(program, kubectl):
    """kubectl reads before it takes the lock, writes what it read, and truncates the file to write
    it, so that two of them lose each other's changes, and ours. Hence one of them at a time, and a
    change of ours that is gone, or found half a file, is made again."""
    program.file.write_text(many_clusters(EDITORS))
    before = kubectl.reads(program.file)
    one_at_a_time = threading.Lock()
    found_half = []

    def ours(number):
        result = program.run("set", "-n", f"space-{number}", "--kube-context", f"context-{number}")
        if result.returncode != 0:
            assert "another program has held" not in result.stderr, result.stderr
            found_half.append(result.stderr)

    def kubectls(number):
        change = (["set-cluster", f"new-{number}", f"--server=https://new-{number}"] if number % 2
                  else ["set-context", f"new-{number}", f"--cluster=cluster-{number}"])
        for _ in range(2000):
            with one_at_a_time:
                result = kubectl.run(program.file, *change)
            if result.returncode == 0:
                return
            assert "config.lock: file exists" in result.stderr, result.stderr
            time.sleep(0.01)
        raise AssertionError(f"kubectl {number} never got the lock")

    assert in_threads(*[lambda number=number, change=change: change(number)
                        for number in range(EDITORS) for change in (ours, kubectls)]) == []
    after = kubectl.reads(program.file)
    clusters = {one["name"]: one["cluster"] for one in after["clusters"]}
    contexts = {one["name"]: one["context"] for one in after["contexts"]}
    for number in range(EDITORS):
        if number % 2:
            assert clusters[f"new-{number}"]["server"] == f"https://new-{number}"
        else:
            assert contexts[f"new-{number}"]["cluster"] == f"cluster-{number}"
    assert len(clusters) + len(contexts) == 3 * EDITORS
    assert after["users"] == before["users"]
    # Some of ours are there, and the others can be made.
    expected = {f"cluster-{number}": f"space-{number}" for number in range(EDITORS)}
    made = namespaces(after)
    assert made and made.items() <= expected.items(), found_half
    for number in range(EDITORS):
        if f"cluster-{number}" not in made:
            ours(number)
    assert namespaces(kubectl.reads(program.file)) == expected
    assert program.left() == ["config"]


def test_a_lock_that_stays_is_named(program, text, lock):
    lock.touch()
    began = time.monotonic()
    result = program.run("set", "-n", "staging")
    # Not sooner: kubectl may be slow.
    assert time.monotonic() - began > 5
    assert result.returncode == 1
    assert f"Error: {lock}: another program has held this lock" in result.stderr
    assert f"rm {lock}" in result.stderr
    assert program.file.read_text() == text
    assert program.left() == ["config", "config.lock"]
    assert lock.read_bytes() == b""


def test_a_lock_that_goes_is_waited_for(program, text, lock):
    lock.touch()
    running = program.start("set", "-n", "staging")
    time.sleep(1)
    assert running.poll() is None and program.file.read_text() == text
    lock.unlink()
    output, errors = running.communicate(timeout=60)
    assert running.returncode == 0, output + errors
    assert "namespace: staging" in program.file.read_text()
    assert program.left() == ["config"]


def test_a_kubectl_that_is_just_writing_is_waited_for(program, text, lock):
    """It truncates the file first, under its lock."""
    lock.touch()
    program.file.write_text("")
    running = program.start("set", "-n", "staging")
    time.sleep(1)
    program.file.write_text(text)
    lock.unlink()
    output, errors = running.communicate(timeout=60)
    assert running.returncode == 0, output + errors
    assert "namespace: staging" in program.file.read_text()


def test_an_interrupt_ends_the_wait(program, text, lock):
    lock.touch()
    running = program.start("set", "-n", "staging")
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode not in (0, 1) and "another program" not in errors
    assert program.file.read_text() == text
    assert program.left() == ["config", "config.lock"]


def test_a_dry_run_asks_for_no_lock(program, text, lock):
    lock.touch()
    assert "namespace: staging" in program.ok("set", "-n", "staging", "--dry-run")
    assert program.left() == ["config", "config.lock"]


def holds_lock(program, lock):
    """One of ours that has just taken the lock, stopped; None when it was too quick."""
    running = program.start("set", "-n", "staging")
    while running.poll() is None:
        if lock.exists():
            running.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, running.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            if lock.exists() and running.poll() is None:
                return running
            running.send_signal(signal.SIGCONT)
    running.communicate()
    return None


@pytest.fixture
def stopped(program, lock):
    """A run of ours that holds the lock and does not go on."""
    program.file.write_text(many_clusters(5000))
    for _ in range(50):
        running = holds_lock(program, lock)
        if running:
            break
        program.unset()
    else:
        pytest.fail("no run was caught while it held the lock")
    yield running
    if running.poll() is None:
        running.kill()
    running.communicate()


def test_the_lock_of_a_killed_one_of_ours_is_taken_over_at_once(program, lock, stopped):
    stopped.kill()
    stopped.wait()
    assert lock.exists()
    began = time.monotonic()
    assert b"namespace: staging" in program.set()
    # The wait for a lock that stays is 10 s.
    assert time.monotonic() - began < 8
    assert program.left() == ["config"]


def test_the_lock_of_a_living_one_of_ours_is_waited_for(program, lock, stopped):
    inode = os.stat(lock).st_ino
    waiting = program.start("set", "-n", "other")
    time.sleep(0.5)
    assert waiting.poll() is None and os.stat(lock).st_ino == inode
    stopped.send_signal(signal.SIGCONT)
    _, errors = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, errors
    assert stopped.wait(60) == 0
    assert b"namespace: other" in program.file.read_bytes()
    assert program.left() == ["config"]


def without_young_parts(program):
    """What is left in the folder but for what became no lock yet: somebody else could be about
    to make a lock of it, so for a minute it stays. Makes it older than that."""
    left = program.left()
    young = [name for name in left if name.startswith("config.lock.telepresence-part-")]
    for name in young:
        os.utime(program.files / name, (time.time() - 120,) * 2)
    return [name for name in left if name not in young]


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_bytes(program):
    old = many_clusters(2000).encode()
    program.file.write_bytes(old)
    began = time.monotonic()
    new = program.set()
    whole_run = time.monotonic() - began
    program.unset()
    # Where the delays are to end depends on the machine; which part of it each takes does not.
    generator = random.Random(20260301)
    seen = {old: 0, new: 0}
    unfinished = 0
    for _ in range(KILLS):
        expected = program.file.read_bytes()
        change = ["unset"] if expected == new else ["set", "-n", "staging"]
        running = subprocess.Popen(program.command(*change), env=program.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, cwd=program.home)
        time.sleep(generator.random() * 1.1 * whole_run)
        running.kill()
        unfinished += running.wait() != 0
        bytes_now = program.file.read_bytes()
        assert bytes_now in seen
        seen[bytes_now] += 1
        # Every tenth time, and whenever something was left: the next one goes on at once.
        if program.left() != ["config"] or generator.random() < 0.1:
            left = program.left()
            assert program.set() == new
            assert without_young_parts(program) == ["config"], left
    assert min(seen.values()) > 0 and unfinished > KILLS / 4, (seen, unfinished)
    assert program.set() == new
    assert program.unset() == old
    assert program.left() == ["config"]


@pytest.fixture
def small_disk(program):
    """The kubeconfig's folder, on a disk of 2 MiB."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs root, to mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", program.files],
                             capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr}")
    yield program.files
    subprocess.run(["umount", program.files], check=True)


@pytest.mark.parametrize("free", [0, 4096, 65536])
def test_a_full_disk_leaves_the_old_bytes(program, small_disk, free):
    old = many_clusters(2000).encode()
    program.file.write_bytes(old)
    ballast = small_disk / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            file.truncate(os.fstat(file.fileno()).st_size // 4096 * 4096 - free)
    error = program.fails("set", "-n", "staging")
    assert str(program.file) in error and "No space left on device" in error
    assert program.file.read_bytes() == old
    assert program.left() == ["ballast", "config"]
    ballast.unlink()
    assert b"namespace: staging" in program.set()
    assert program.left() == ["config"]


@pytest.mark.parametrize("action", [
    signal.SIG_IGN,
    signal.SIG_DFL
], ids=["signal ignored", "signal as ever"])
def test_a_limit_of_file_sizes_leaves_the_old_bytes(program, action):
    old = many_clusters(2000).encode()
    program.file.write_bytes(old)

    def limit():
        signal.signal(signal.SIGXFSZ, action)
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    running = program.start("set", "-n", "staging", preexec_fn=limit, restore_signals=False)
    _, errors = running.communicate(timeout=60)
    assert program.file.read_bytes() == old
    assert running.returncode == 1, errors
    assert str(program.file) in errors and "File too large" in errors
    assert program.left() == ["config"]
