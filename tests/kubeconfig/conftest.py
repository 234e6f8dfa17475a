"""The kubeconfig commands, on files as tools and people write them.

    pytest tests/kubeconfig

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_KUBECTL, the path
of a kubectl, that one says what a file means, and edits files at the same time.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("TELEPRESENCE_BINARY", ROOT / "bin" / "helm-telepresence"))
KUBECTL = os.environ.get("TELEPRESENCE_TEST_KUBECTL")


class Program:
    """With a folder of its own: the kubeconfig is alone in `files`."""

    def __init__(self, folder):
        self.home, self.files = folder / "home", folder / "files"
        self.home.mkdir()
        self.files.mkdir()
        self.file = self.files / "config"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.home),
                            "HELM_CACHE_HOME": str(self.home / "cache"),
                            "HELM_PLUGIN_DIR": str(ROOT), "HELM_TELEPRESENCE_OFFLINE": "1",
                            "KUBECONFIG": str(self.file)}

    def command(self, *arguments):
        return [str(BINARY), "kubeconfig", *map(str, arguments)]

    def run(self, *arguments, before=(), **variables):
        return subprocess.run([*before, *self.command(*arguments)], cwd=self.home,
                              env={**self.environment, **variables}, capture_output=True,
                              encoding="utf-8", errors="surrogateescape",
                              stdin=subprocess.DEVNULL, timeout=60, check=False)

    def start(self, *arguments, **options):
        return subprocess.Popen(self.command(*arguments), cwd=self.home, text=True,
                                env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def ok(self, *arguments, **options):
        result = self.run(*arguments, **options)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def fails(self, *arguments, **options):
        """The one line that says what is wrong; a hint may follow."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, result.stdout + result.stderr
        assert result.stdout == ""
        assert result.stderr.startswith("Error: "), result.stderr
        return result.stderr.splitlines()[0]

    def set(self, manager_namespace="staging", *arguments, **options):
        """The file after it."""
        self.ok("set", "-n", manager_namespace, *arguments, **options)
        return self.file.read_bytes()

    def unset(self, *arguments, **options):
        self.ok("unset", *arguments, **options)
        return self.file.read_bytes()

    def migrate(self, form, *arguments, **options):
        self.ok("migrate", "--to", form, *arguments, **options)
        return self.file.read_bytes()

    def left(self):
        """What is in the kubeconfig's folder."""
        return sorted(path.name for path in self.files.iterdir())


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path)


class Kubectl:
    def run(self, file, *arguments):
        return subprocess.run([KUBECTL, "--kubeconfig", str(file), "config", *arguments],
                              capture_output=True, text=True, timeout=60, check=False,
                              env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"})

    def reads(self, file):
        """What the file means to kubectl; None when it refuses it."""
        result = self.run(file, "view", "--raw", "-o", "json")
        return json.loads(result.stdout) if result.returncode == 0 else None


@pytest.fixture(scope="session")
def kubectl():
    if not KUBECTL:
        pytest.skip("TELEPRESENCE_TEST_KUBECTL names no kubectl")
    return Kubectl()
