"""What the terminal is to an operation: it may go away, and helm's children may read it."""

import base64
import fcntl
import json
import os
import pty
import select
import shlex
import signal
import subprocess
import termios

import pytest

from support import UNREADY, wait_until
from terminal import screen_after


PROMPT = "prompt>"


class Terminal:
    """Helm, or another program, on a pseudo terminal of its own, which is its controlling terminal."""

    def __init__(self, helm, *arguments, program=None):
        self.ours, theirs = pty.openpty()
        environment = {**helm.environment, "TERM": "xterm", "PS1": f"{PROMPT} "}
        self.process = subprocess.Popen(
            [program or helm.path, *arguments], env=environment, stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True, preexec_fn=self._take_terminal)
        os.close(theirs)
        self.written = b""

    @staticmethod
    def _take_terminal():
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        # Under nohup it is ignored, and what is started there would ignore it too.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    def read(self):
        """Takes in what was written; whether somebody still may write."""
        while select.select([self.ours], [], [], 0)[0]:
            try:
                self.written += os.read(self.ours, 65536)
            except OSError:
                return False
        return True

    def type(self, line):
        os.write(self.ours, line)

    def close(self):
        if self.ours is not None:
            os.close(self.ours)
            self.ours = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """However a test ends: without its terminal the plugin puts back what was, and is gone."""
        self.close()
        self.process.wait(timeout=60)

    def wait_until(self, condition, what):
        """A terminal shows what comes; a full one would stop the programs on it."""
        try:
            wait_until(lambda: self.read() and condition(), what)
        except AssertionError as error:
            raise AssertionError(f"{error}; on the terminal: {self.written!r}") from None


def nothing_is_left(helm, cluster):
    assert helm.releases() == []
    assert cluster.objects("ambassador") == set()


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "with --debug"])
def test_a3_an_install_whose_terminal_goes_away_is_undone(helm, cluster, debug):
    with Terminal(helm, "telepresence", "install", *UNREADY, *debug) as terminal:
        terminal.wait_until(
            lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
            "the Deployment")
        assert helm.release() == (1, "pending-install")
        terminal.close()
        wait_until(lambda: helm.releases() == [], "the undoing")
    nothing_is_left(helm, cluster)


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "with --debug"])
def test_a3_an_upgrade_whose_terminal_goes_away_is_rolled_back(helm, cluster, debug):
    helm.has_installed()
    specs = cluster.specs("ambassador")
    with Terminal(helm, "telepresence", "upgrade", *UNREADY, *debug) as terminal:
        terminal.wait_until(lambda: cluster.specs("ambassador") != specs, "the change")
        assert helm.release() == (2, "pending-upgrade")
        terminal.close()
        wait_until(lambda: helm.release() == (3, "deployed"), "the rollback")
    assert cluster.specs("ambassador") == specs


def test_c9_after_ctrl_c_the_shells_prompt_is_not_drawn_over(helm, cluster):
    """Helm dies of it, and the shell goes on at once; the plugin has to put back what was."""
    with Terminal(helm, "--norc", "--noprofile", "-i", program="bash") as shell:
        command = shlex.join([helm.path, "telepresence", "install", *UNREADY])
        shell.type(f"{command}\n".encode())
        shell.wait_until(
            lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
            "the Deployment")
        shell.type(b"\x03")
        shell.wait_until(lambda: b"was interrupted" in shell.written
                         and shell.written.endswith(b"\n"), "the message")
        lines = screen_after(shell.written.decode())
    # The first prompt has the command behind it.
    below = lines[lines.index(PROMPT):]
    assert below[1] == "Interrupted: putting back what was there before", lines
    assert below[2].startswith("Error: the install was interrupted"), lines
    nothing_is_left(helm, cluster)


@pytest.fixture
def with_credential_plugin(helm, cluster, tmp_path):
    """Gives the helm for a kubeconfig whose credentials come from a plugin: a script that runs a
    command first."""
    config = json.loads(cluster.run("config", "view", "--raw", "--flatten", "-o", "json"))
    user = config["users"][0]["user"]
    names = {"client-certificate-data": "clientCertificateData", "client-key-data": "clientKeyData",
             "token": "token"}
    api = "client.authentication.k8s.io/v1"
    credential = tmp_path / "credential"
    credential.write_text(json.dumps({"apiVersion": api, "kind": "ExecCredential", "status": {
        # A kubeconfig has certificate and key in base64, a credential as they are.
        name: base64.b64decode(user[key]).decode() if key.endswith("-data") else user[key]
        for key, name in names.items() if key in user}}))
    script = tmp_path / "credentials"
    kubeconfig = tmp_path / "kubeconfig"

    def make(command, mode="IfAvailable"):
        config["users"][0]["user"] = {"exec": {"apiVersion": api, "command": str(script),
                                               "interactiveMode": mode}}
        kubeconfig.write_text(json.dumps(config))
        script.write_text(f"#!/bin/sh\n{command} && cat {credential}\n")
        script.chmod(0o755)
        return helm.with_environment(KUBECONFIG=str(kubeconfig))
    return make


# On the terminal, as those do that turn off what is typed; or on the streams, which helm's are.
@pytest.fixture(params=[("IfAvailable", ">/dev/tty", "</dev/tty"), ("Always", ">&2", "")], ids=lambda way: way[0])
def asks_for_a_password(request, with_credential_plugin):
    mode, there, thence = request.param
    return with_credential_plugin(f"printf 'Password: ' {there}\nread -r password {thence}\n"
                                  '[ "$password" = s3cret ]', mode)


def test_c5_a_credential_plugin_that_only_one_can_run_at_a_time(helm, with_credential_plugin, tmp_path):
    # As one that listens on a port for the answer of a browser.
    alone = with_credential_plugin(f"mkdir {tmp_path}/busy && sleep 0.3 && rmdir {tmp_path}/busy")
    helm.has_installed()
    status = alone.status()
    assert status["status"] == "deployed" and status["deployment"]["ready"] is True
    assert status["problems"] == []


def answered(helm, *arguments):
    """The exit status and what was written, where each question for a password gets its answer."""
    answers = 0

    def ended():
        nonlocal answers
        open_still = terminal.read()
        while terminal.written.count(b"Password: ") > answers:
            terminal.type(b"s3cret\n")
            answers += 1
        return not open_still

    with Terminal(helm, *arguments) as terminal:
        wait_until(ended, "the end", 60)
        status = terminal.process.wait(timeout=30)
    return status, " ".join(terminal.written.decode().split())


def test_c4_what_is_asked_at_once_can_ask_for_a_password(helm, asks_for_a_password):
    helm.has_installed()
    status, written = answered(asks_for_a_password, "telepresence", "status")
    assert status == 0 and "ready, 1 of 1 replicas" in written and "in no pod" in written, written


def test_f9_an_undo_can_ask_for_a_password(helm, cluster, asks_for_a_password):
    status, written = answered(asks_for_a_password, "telepresence", "install", *UNREADY, "--timeout", "4s")
    assert status == 1
    assert "what it had created in namespace ambassador was removed again" in written, written
    nothing_is_left(helm, cluster)
