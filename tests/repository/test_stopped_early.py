"""A run of the tests that is stopped early leaves no server behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from processes import wait_until

TESTS = Path(__file__).resolve().parent.parent
# Each worker has its own servers.
RUN = """
import os, pathlib, tempfile, time

import pytest

from servers import Certificates, Nginx, Proxy, Registry, Signer

def folder(tmp_path, name):
    made = tmp_path / name
    made.mkdir()
    return made

@pytest.mark.parametrize("number", [1, 2])
def test_that_does_not_end(tmp_path, number):
    certificates = Certificates(folder(tmp_path, "certificates"))
    servers = [Nginx(folder(tmp_path, "nginx"), tmp_path, certificates),
               Proxy(folder(tmp_path, "proxy")),
               Registry(folder(tmp_path, "registry"), certificates, login=True)]
    with tempfile.TemporaryDirectory(dir=os.environ["SHORT"]) as home:
        servers.append(Signer(pathlib.Path(home)))
        pathlib.Path(os.environ["SHORT"], f"ready-{number}").touch()
        time.sleep(600)
"""


def session_of(process):
    """The session of a process by its number; None when it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[3]) if fields[0] not in "ZX" else None


def command_of(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def programs_of(session, folder):
    """Number and command line of what runs of that session, or, as a daemon may, of another one
    with the folder in its command line."""
    running = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return {number: command_of(number) for number in running if session_of(number) is not None
            and (session_of(number) == session or str(folder) in command_of(number))}


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("sent, receiver", [
    (signal.SIGINT, "all"), (signal.SIGTERM, "pytest"), (signal.SIGKILL, "pytest"),
], ids=["ctrl-c", "terminated", "killed"])
def test_no_server_outlives_a_run_that_is_stopped(tmp_path_factory, sent, receiver):
    # The path of gpg's socket, far below it, has to be short.
    folder = tmp_path_factory.mktemp("s")
    (folder / "test_run.py").write_text(RUN)
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {TESTS} {TESTS / 'repository'}\n")
    run = subprocess.Popen([sys.executable, "-m", "pytest", "-q", "-n", "2", "-p",
                            "no:cacheprovider", f"--basetemp={folder}/t", folder],
                           cwd=folder, env={**os.environ, "SHORT": str(folder)},
                           start_new_session=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: len(list(folder.glob("ready-*"))) == 2 or run.poll() is not None,
                   "the start of the servers", 100)
        running = " ".join(programs_of(run.pid, folder).values())
        for name in ("nginx: worker", "tinyproxy", "docker-registry", "gpg-agent"):
            assert running.count(name) >= 2, running
        if receiver == "all":
            os.killpg(run.pid, sent)
        else:
            run.send_signal(sent)
        wait_until(lambda: run.poll() is not None and not programs_of(run.pid, folder),
                   "the end of all that it had started")
    finally:
        for number in programs_of(run.pid, folder):
            os.kill(number, signal.SIGKILL)
        run.wait(10)
