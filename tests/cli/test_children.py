"""The programs that the plugin runs: what they may use of memory, terminal and folder."""

import json
import os
import signal
import subprocess

import pytest

from plugin import BINARY
from terminal import run_on_terminal, screen_after

FAILED = {"status": 1, "stderr": "Error: INSTALLATION FAILED: context deadline exceeded\n",
          "record": "failed"}


def write_client(folder, script):
    client = folder / "telepresence"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)


def test_a_client_that_prints_without_end_takes_no_memory(program4):
    write_client(program4.folder, "head -c 1500000000 /dev/zero; head -c 1500000000 /dev/zero >&2")
    result = program4.run_small("version", "--client", "-o", "json",
                                PATH=f"{program4.folder}:/usr/bin:/bin")
    assert result.returncode == 0
    assert json.loads(result.stdout)["client"]["version"] == ""


def test_an_answer_without_end_is_said_to_be_one(program4):
    program4.answer(("list", {"endless": True}))
    error = program4.fails("status")
    assert "cannot list the releases in namespace ambassador: helm's answer is too long" in error


def test_f16_a_client_in_the_current_folder_is_not_run(program4):
    write_client(program4.folder, "touch was-run; echo 'OSS Client : v2.18.1'")
    for path in ("", ":/usr/bin:/bin", "/usr/bin:.", "."):
        helm = {"HELM_BIN": program4.environment["HELM_BIN"], "PATH": path}
        report = json.loads(program4.ok("version", "--client", "-o", "json", **helm))
        assert report["client"] is None
    assert not (program4.folder / "was-run").exists()


def test_under_nohup_a_hang_up_disturbs_nothing(program4):
    program4.answer(("install", {"sleep": 2, "stdout": json.dumps({"version": 1, "info": {}})}))
    process = subprocess.Popen([BINARY, "install"], env=program4.environment, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
                               cwd=program4.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    program4.wait_for_helm("install")
    process.send_signal(signal.SIGHUP)
    output, error = process.communicate(timeout=30)
    assert process.returncode == 0, error
    assert "installed" in output
    words = [call["arguments"][0] for call in program4.calls()]
    # What it waits for may have been looked at.
    assert [word for word in words if word != "template"] == ["list", "install"]


def type_password():
    """Gives what types a password at each prompt."""
    answered = 0

    def look(written, terminal):
        nonlocal answered
        while written.count("Password: ") > answered:
            os.write(terminal, b"s3cret\n")
            answered += 1
    return look


@pytest.mark.parametrize("where", ["terminal", "streams"])
def test_c4_every_helm_may_ask_for_a_password(program, where):
    """As an exec credential plugin does; also in the undo, which Ctrl-C must not reach."""
    # Two are asked at once in the beginning, and one of them again, since only one gets the terminal.
    words = ["list", "template", "install", "template", "list", "history", "list", "list"]
    repair = ["uninstall", "list"]
    asks = {"ask": where}
    program.answer(*[(word, {**(FAILED if word == "install" else {"succeeds": True}), **asks})
                     for word in ["template", *words, *repair]])
    written = run_on_terminal(program, "install", look=type_password())
    assert "what it had created in namespace ambassador was removed again" in " ".join(written.split())
    assert written.count("Password: ") == len(words + repair)
    if where == "streams":
        # It stands alone: what was drawn before is gone.
        begin = written[:written.index("Password: ") + len("Password: ")]
        assert screen_after(begin)[-1] == "Password:"
    got = (program.folder / "passwords").read_text().split()
    # Helm 4 is asked how the release was applied, which no answer was given for.
    assert got == [*words, *repair]
