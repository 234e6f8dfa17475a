"""The program, with a recording fake helm of either major beneath it."""

import json
import signal

import pytest

import plugin
from processes import wait_until


class Program(plugin.Program):
    def __init__(self, folder, version):
        super().__init__(folder, KUBECONFIG=folder / "kubeconfig", HELM_BIN=plugin.FAKE_HELM,
                         FAKE_HELM=folder, HELM_TELEPRESENCE_OFFLINE="1")
        (folder / "version").write_text(version)
        self.answer()

    def answer(self, *answers):
        """What the fake says to the next command that begins with a word: (word, {...})."""
        (self.folder / "answers.json").write_text(json.dumps(answers))

    def start(self, *arguments):
        # Under nohup SIGHUP is ignored, and what is started there would ignore it too.
        return super().start(*arguments,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))

    def wait_for_helm(self, word):
        """Until the fake runs this command."""
        running = self.folder / "running"
        wait_until(lambda: running.exists() and running.read_text() == word,
                   f"the start of helm {word}")

    def calls(self, word=None):
        """What helm was called with, or only the calls that begin with a word."""
        return [call for call in plugin.calls_of_fake_helm(self.folder)
                if word in (None, call["arguments"][0])]

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
