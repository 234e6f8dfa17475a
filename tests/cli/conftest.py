"""The program, with a recording fake helm of either major beneath it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARY = Path(os.environ.get("TELEPRESENCE_BINARY", ROOT / "bin" / "helm-telepresence"))


class Program:
    def __init__(self, folder, version):
        self.folder = folder
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(folder), "KUBECONFIG": str(folder / "kubeconfig"),
            "HELM_BIN": str(HERE / "fake_helm.py"), "FAKE_HELM": str(folder),
            "HELM_PLUGIN_DIR": str(ROOT), "HELM_TELEPRESENCE_OFFLINE": "1",
        }
        (folder / "version").write_text(version)
        self.answer()

    def answer(self, *answers):
        """What the fake says to the next command that begins with a word: (word, {...})."""
        (self.folder / "answers.json").write_text(json.dumps(answers))

    def run(self, *arguments, stdin="", **variables):
        return subprocess.run([BINARY, *arguments], env={**self.environment, **variables},
                              input=stdin, capture_output=True, text=True, timeout=60,
                              cwd=self.folder, check=False)

    def ok(self, *arguments, **options):
        result = self.run(*arguments, **options)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def fails(self, *arguments, status=1, **options):
        result = self.run(*arguments, **options)
        assert result.returncode == status, result.stdout + result.stderr
        assert result.stderr.startswith("Error: "), result.stderr
        assert result.stdout == ""
        return result.stderr

    def start(self, *arguments):
        # Under nohup SIGHUP is ignored, and what is started there would ignore it too.
        return subprocess.Popen([BINARY, *arguments], env=self.environment, text=True,
                                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
                                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def wait_for_helm(self, word):
        """Until the fake runs this command."""
        for _ in range(600):
            running = self.folder / "running"
            if running.exists() and running.read_text() == word:
                return
            time.sleep(0.05)
        raise AssertionError(f"helm {word} was not started within 30 s")

    def calls(self, word=None):
        """What helm was called with, or only the calls that begin with a word."""
        file = self.folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        calls = [json.loads(line) for line in lines]
        return [call for call in calls if word in (None, call["arguments"][0])]

    def arguments(self, word):
        """The arguments of the one call that begins with a word, without the run's label."""
        (call,) = self.calls(word)
        arguments = call["arguments"]
        if "--labels" in arguments and arguments[-1].startswith("helm-telepresence/run="):
            arguments = arguments[:-2]
        return arguments


@pytest.fixture(params=["v3.17.3", "v4.3"])
def program(request, tmp_path):
    return Program(tmp_path, request.param)


@pytest.fixture
def program4(tmp_path):
    """Where both majors are sure to do the same."""
    return Program(tmp_path, "v4.3")
