"""The program, with a recording fake helm of either major beneath it."""

import json
import signal
from pathlib import Path

import pytest

import plugin
from hints import commands_in
from processes import wait_until

# A helm that starts the plugin, and is the fake one for all else.
AS_HELM = Path(__file__).resolve().parent / "as_helm"


class Program(plugin.Program):
    def __init__(self, folder, version):
        super().__init__(folder, KUBECONFIG=folder / "kubeconfig", HELM_BIN=plugin.FAKE_HELM,
                         FAKE_HELM=folder, HELM_TELEPRESENCE_OFFLINE="1",
                         # Without a kubectl; a test that wants one puts it there.
                         PATH="/nowhere")
        (folder / "version").write_text(version)
        self.answer()

    def answer(self, *answers):
        """What the fake says to the next command that begins with a word: (word, {...})."""
        (self.folder / "answers.json").write_text(json.dumps(answers))

    def has_history(self, *statuses, folder=None, chart="telepresence-2.18.1"):
        """The revisions that there are of the release, the oldest first."""
        revisions = [{"revision": number, "status": status, "chart": chart, "labels": []}
                     for number, status in enumerate(statuses, 1)]
        ((folder or self.folder) / "history.json").write_text(json.dumps(revisions))

    def has_kubectl(self, script):
        """Puts one on PATH, alone."""
        path = self.folder / "bin" / "kubectl"
        path.parent.mkdir()
        path.write_text(script)
        path.chmod(0o755)
        self.environment["PATH"] = str(path.parent)

    def is_helm_3(self):
        return (self.folder / "version").read_text().startswith("v3.")

    def history(self):
        """The statuses of the revisions that there are now."""
        file = self.folder / "history.json"
        revisions = json.loads(file.read_text()) if file.exists() else []
        return [revision["status"] for revision in revisions]

    def uninstall(self, *arguments, **variables):
        """Uninstalls a release that is there; gives what was printed."""
        self.has_history("deployed")
        return self.ok("uninstall", *arguments, **variables)

    def start(self, *arguments):
        # Under nohup SIGHUP is ignored, and what is started there would ignore it too.
        return super().start(*arguments,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))

    def fails(self, *arguments, **options):
        """As for every program; and each command that the error offers works as it is printed."""
        error = super().fails(*arguments, **options)
        for command in commands_in(error):
            # That one is for where there is a network.
            if " chart pull" not in command:
                self.follow(command, **options)
        return error

    def follow(self, command, **variables):
        """Runs an offered command as a shell does, where there is a release and helm does what it is
        asked; it has to succeed."""
        variables.pop("status", None)
        variables.pop("stdin", None)
        folder = self.folder / "followed"
        folder.mkdir(exist_ok=True)
        (folder / "version").write_text((self.folder / "version").read_text())
        self.has_history("deployed", folder=folder)
        environment = {**self.environment, **variables, "FAKE_HELM": str(folder),
                       "TELEPRESENCE_BINARY": str(plugin.BINARY),
                       "PATH": f"{AS_HELM}:{plugin.SYSTEM_PATH}"}
        result = plugin.run(["sh", "-c", command], environment, self.folder)
        assert result.returncode == 0, f"{command}\n{result.stderr}"

    def wait_for_helm(self, word):
        """Until the fake runs this command."""
        running = self.folder / "running"
        wait_until(lambda: running.exists() and running.read_text() == word,
                   f"the start of helm {word}")

    def calls(self, word=None):
        """What helm was called with, but for the look before a change, or only the calls that begin with a
        word."""
        return [call for call in plugin.calls_of_fake_helm(self.folder)
                if word in (None, call["arguments"][0]) and "part=survey" not in call["arguments"]
                and call["arguments"][:2] != ["get", "values"]]

    def arguments(self, word):
        """The arguments of the one call that begins with a word, without the run's label."""
        (call,) = self.calls(word)
        return plugin.without_run_label(call["arguments"])


@pytest.fixture(params=["v3.17.3", "v4.3"])
def program(request, tmp_path):
    return Program(tmp_path, request.param)


@pytest.fixture
def program4(tmp_path):
    """Where both majors are sure to do the same."""
    return Program(tmp_path, "v4.3")


# Which of its answers it gives, is decided by the path that it is asked for.
KUBECTL = """#!/usr/bin/python3
import json, sys
folder = {folder!r}
path = next((word for word in sys.argv if word.startswith("/api/")), "")
part = "pods" if "/pods" in path else "proxy" if "/proxy/" in path else "nodes"
out, err, status = json.load(open(folder + "/kubectl-answers"))[part]
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""


@pytest.fixture
def kubectl(program4):
    """One that answers from a file what is asked of the agent injector."""
    program4.has_kubectl(KUBECTL.format(folder=str(program4.folder)))

    def answers(pods, proxy=("", "", 0), nodes=("{}", "", 0)):
        (program4.folder / "kubectl-answers").write_text(
            json.dumps({"pods": pods, "proxy": proxy, "nodes": nodes}))

    return answers
