"""The kubeconfig commands, on files as tools and people write them.

    pytest tests/kubeconfig

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_KUBECTL, the path
of a kubectl, that one says what a file means, and edits files at the same time.
"""

import json
import os
import shutil
import stat

import pytest

import plugin

KUBECTL = os.environ.get("TELEPRESENCE_TEST_KUBECTL")
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


class Program(plugin.Program):
    """With a folder of its own: the kubeconfig is alone in `files`."""

    words = ("kubeconfig",)
    errors = "surrogateescape"

    def __init__(self, folder):
        self.home, self.files = folder / "home", folder / "files"
        self.home.mkdir()
        self.files.mkdir()
        self.file = self.files / "config"
        super().__init__(self.home, HELM_CACHE_HOME=self.home / "cache", KUBECONFIG=self.file,
                         HELM_TELEPRESENCE_OFFLINE="1")

    def fails(self, *arguments, **options):
        """The one line that says what is wrong; a hint may follow."""
        return super().fails(*arguments, **options).splitlines()[0]

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


@pytest.fixture
def as_nobody(program, tmp_path):
    """What goes before the program so that somebody without rights runs it."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv, to run the program as somebody else")
    for folder in (tmp_path, *tmp_path.parents):
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            if not os.access(folder, os.W_OK) or "pytest" not in str(folder):
                pytest.skip(f"nobody cannot enter {folder}")
            os.chmod(folder, 0o711)
    os.chmod(program.home, 0o777)
    if program.run("show", before=NOBODY).returncode in (126, 127):
        pytest.skip("nobody cannot run the program")
    return NOBODY


class Kubectl:
    def run(self, file, *arguments):
        return plugin.run([KUBECTL, "--kubeconfig", file, "config", *arguments],
                          {"PATH": plugin.SYSTEM_PATH, "HOME": "/nonexistent"})

    def reads(self, file):
        """What the file means to kubectl; None when it refuses it."""
        result = self.run(file, "view", "--raw", "-o", "json")
        return json.loads(result.stdout) if result.returncode == 0 else None


@pytest.fixture(scope="session")
def kubectl():
    if not KUBECTL:
        pytest.skip("TELEPRESENCE_TEST_KUBECTL names no kubectl")
    return Kubectl()
