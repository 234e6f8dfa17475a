"""`install` and `upgrade` with a chart from these tests' servers.

Helm is the fake of tests/cli here: it records what it was called with, and nothing must be asked
of a cluster before the chart is proved. tests/e2e installs from a repository with the real helm.
"""

import json
import pathlib

from plugin import BINARY, FAKE_HELM, calls_of_fake_helm, run


class Installer:
    """`install` and `upgrade` in a repository test's environment."""

    def __init__(self, program):
        self.program, self.folder = program, program.folder
        program.environment.update({
            "HELM_BIN": str(FAKE_HELM), "FAKE_HELM": str(self.folder),
            "KUBECONFIG": str(self.folder / "kubeconfig"), "PATH": f"{self.folder}/bin:/usr/bin:/bin"})
        (self.folder / "version").write_text("v4.3")
        (self.folder / "answers.json").write_text("[]")
        (self.folder / "bin").mkdir()

    def client(self, version, edition="OSS", script=None):
        """A telepresence client on PATH that tells this version."""
        file = self.folder / "bin" / "telepresence"
        file.write_text(script or f"#!/bin/sh\necho '{edition} Client : v{version}'\n")
        file.chmod(0o755)

    def run(self, *arguments, command="install", **variables):
        return run([BINARY, command, *arguments], {**self.program.environment, **variables},
                   self.folder, limit=self.program.limit)

    def report(self, *arguments, **options):
        result = self.run(*arguments, "-o", "json", **options)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def fails(self, *arguments, **options):
        """Its error; and helm was not called."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, result.stdout + result.stderr
        assert result.stderr.startswith("Error: "), result.stderr
        assert self.calls() == []
        return result.stderr

    def calls(self):
        return [call["arguments"] for call in calls_of_fake_helm(self.folder)]

    def change(self):
        """The one command that installs or upgrades."""
        (arguments,) = [call for call in self.calls() if call[0] in ("install", "upgrade")]
        return arguments

    def installed(self):
        """The bytes of the chart that helm was given."""
        return pathlib.Path(self.change()[2]).read_bytes()
