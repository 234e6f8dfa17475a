"""Runs the plugin's binary beside a recording helm, and reads what that helm was asked."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / "bin" / "helm-telepresence"
CHART = str(ROOT / "chart")

# Generous: nothing waits for it unless something is broken.
LIMIT = 60

RUN_LABEL = "helm-telepresence/run="

RELEASED = {"stdout": json.dumps(
    {"name": "traffic-manager", "version": 1, "info": {"status": "deployed", "notes": "Enjoy.\n"}})}
FAILED = {"status": 1, "stderr": "Error: INSTALLATION FAILED: context deadline exceeded\n"}
NOT_FOUND = {"status": 1, "stderr": "Error: uninstall: Release not loaded: traffic-manager: "
                                    "release: not found\n"}
UNREACHABLE = {"status": 1, "stderr": "Error: Kubernetes cluster unreachable: Get "
                                      '"https://10.0.0.1/version": connection refused\n'}


def listed(revision=1, status="deployed", namespace="ambassador"):
    """What `helm list -o json` answers for one release."""
    return {"stdout": json.dumps([{
        "name": "traffic-manager", "namespace": namespace, "revision": str(revision),
        "updated": "2026-01-02 03:04:05 +0000 UTC", "status": status,
        "chart": "telepresence-2.18.1", "app_version": "2.18.1"}])}


def history(*revisions):
    """What `helm history -o json` answers: ("superseded", "deployed") are revisions 1 and 2."""
    return {"stdout": json.dumps([{"revision": number, "status": status}
                                  for number, status in enumerate(revisions, start=1)])}


def probed(report):
    """What `helm template` answers for the probe chart."""
    return {"stdout": "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: report}\n"
                      "data:\n  report: " + json.dumps(json.dumps(report)) + "\n"}


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {seconds} s")


class FakeHelm:
    def __init__(self, folder, version):
        folder.mkdir()
        self.folder, self.version = folder, version
        self.path = str(folder / "helm")
        shutil.copy(Path(__file__).with_name("fake_helm.py"), self.path)
        os.chmod(self.path, 0o755)
        self.answer(version={"stdout": version}, install=RELEASED, upgrade=RELEASED,
                    uninstall={"stdout": 'release "traffic-manager" uninstalled\n'},
                    list={"stdout": "[]"}, template=probed({}))

    @property
    def major(self):
        return int(self.version[1])

    def answer(self, **by_command):
        """Sets the answer to a command: stdout, stderr, status; seconds it takes; stubborn
        when it ignores SIGINT. A list of them is used in turn."""
        file = self.folder / "answers.json"
        answers = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps({**answers, **by_command}))

    def events(self, event, *words):
        """Recorded events of the calls that begin with these words, oldest first."""
        file = self.folder / "calls.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [entry for entry in map(json.loads, lines)
                if entry["event"] == event and entry["arguments"][:len(words)] == list(words)]

    def calls(self, *words):
        return [entry["arguments"] for entry in self.events("begin", *words)]

    def changes(self):
        """The calls that change a cluster, by their first word."""
        return [call[0] for call in self.calls()
                if call[0] in ("install", "upgrade", "uninstall", "rollback")]

    def call(self, word):
        """The one call of this command, with its environment."""
        found = self.events("begin", word)
        assert len(found) == 1, f"helm {word} was called {len(found)} times"
        return found[0]

    def words(self, word):
        """The arguments of the one call of this command, the mark of its run taken off."""
        arguments = self.call(word)["arguments"]
        if arguments[-2:-1] == ["--labels"] and arguments[-1].startswith(RUN_LABEL):
            return arguments[:-2]
        return arguments


class Program:
    def __init__(self, helm, home):
        self.helm = helm
        self.arguments = [str(BINARY)]
        self.environment = {"HELM_BIN": helm.path, "HOME": str(home), "PATH": "/usr/bin:/bin",
                            "KUBECONFIG": str(home / "kubeconfig")}

    def with_environment(self, **variables):
        other = Program.__new__(Program)
        other.helm, other.arguments = self.helm, self.arguments
        other.environment = {name: value for name, value in
                             {**self.environment, **variables}.items() if value is not None}
        return other

    def run(self, *arguments, stdin="", cwd=None):
        return subprocess.run([*self.arguments, *arguments], env=self.environment, input=stdin,
                              cwd=cwd, capture_output=True, text=True, timeout=LIMIT, check=False)

    def ok(self, *arguments, **options):
        """Runs the plugin; it has to succeed. Gives its stdout."""
        result = self.run(*arguments, **options)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def fails(self, *arguments, **options):
        """Runs the plugin; it has to fail with status 1, an Error first, and a stdout that is
        empty. Gives its stderr."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, result.stdout + result.stderr
        assert result.stderr.startswith("Error: "), result.stderr
        assert result.stdout == ""
        return result.stderr

    def start(self, *arguments, **options):
        """Starts the plugin in a process group of its own, as a terminal would."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, **options}
        return subprocess.Popen([*self.arguments, *arguments], env=self.environment, text=True,
                                start_new_session=True, **options)
