"""Charts from a repository: the program against a real nginx, a real registry and a real proxy,
and against a server that fails.

    pytest tests/repository

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_HELM, the path of a
helm, versions are compared with what that helm chooses.
"""

import fcntl
import json
import os
import pathlib
import pty
import struct
import subprocess
import tempfile
import termios

import pytest
import yaml

from servers import (Certificates, FaultServer, Nginx, Proxy, Registry, Signer, packaged,
                     write_repository)

HELM = os.environ.get("TELEPRESENCE_TEST_HELM")
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = pathlib.Path(os.environ.get("TELEPRESENCE_BINARY", ROOT / "bin" / "helm-telepresence"))

VERSIONS = ["2.16.0", "2.17.0", "2.18.0", "2.18.1", "2.19.0-rc.1", "0.2.3", "0.2.9", "0.3.0",
            "v3.0.0", "3.1.0+build.1"]


class Program:
    def __init__(self, folder):
        self.folder, self.cache = folder, folder / "cache"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder),
                            "HELM_CACHE_HOME": str(self.cache),
                            "HELM_REPOSITORY_CONFIG": str(folder / "repositories.yaml"),
                            "HELM_PLUGIN_DIR": str(ROOT)}

    def knows(self, **repositories):
        """What helm's repositories.yaml says: name -> its fields."""
        entries = [{"name": name, **fields} for name, fields in repositories.items()]
        (self.folder / "repositories.yaml").write_text(yaml.safe_dump(
            {"apiVersion": "", "repositories": entries}))

    def run(self, *arguments, **variables):
        return subprocess.run([BINARY, "chart", *map(str, arguments)], cwd=self.folder, text=True,
                              env={**self.environment, **variables}, capture_output=True,
                              timeout=100, check=False)

    def start(self, *arguments):
        return subprocess.Popen([BINARY, "chart", *map(str, arguments)], cwd=self.folder, text=True,
                                env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def on_terminal(self, stream, columns, *arguments):
        """What it writes to one stream, which is a terminal of so many columns."""
        ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.run([BINARY, "chart", *map(str, arguments)], cwd=self.folder,
                                 env={**self.environment, "TERM": "xterm"}, timeout=100,
                                 check=False, **{"stdout": subprocess.DEVNULL,
                                                 "stderr": subprocess.DEVNULL, stream: terminal})
        os.close(terminal)
        written = os.read(ours, 65536).decode()
        os.close(ours)
        assert process.returncode == 0, written
        return written.replace("\r\n", "\n")

    def ok(self, *arguments, **variables):
        result = self.run(*arguments, **variables)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def report(self, *arguments, **variables):
        return json.loads(self.ok(*arguments, "-o", "json", **variables))

    def fails(self, *arguments, **variables):
        result = self.run(*arguments, **variables)
        assert result.returncode == 1, result.stdout + result.stderr
        assert result.stdout == ""
        assert result.stderr.startswith("Error: "), result.stderr
        return result.stderr


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path)


@pytest.fixture(scope="session")
def charts():
    return {version: packaged(version) for version in VERSIONS}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def repository(tmp_path_factory, charts):
    root = tmp_path_factory.mktemp("repository")
    write_repository(root, charts)
    return root


@pytest.fixture(scope="session")
def nginx(tmp_path_factory, repository, certificates):
    server = Nginx(tmp_path_factory.mktemp("nginx"), repository, certificates)
    yield server
    server.stop()


@pytest.fixture
def faults():
    server = FaultServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def helm():
    """The real one, for what only helm can do, as to push a chart."""
    path = os.environ.get("TELEPRESENCE_TEST_HELM")
    if not path:
        pytest.skip("TELEPRESENCE_TEST_HELM names no helm")
    return path


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    """Plain http, open to all. What a test pushes stays there: take a `repository` of its own."""
    server = Registry(tmp_path_factory.mktemp("registry"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def private_registry(tmp_path_factory):
    """Plain http, and a login."""
    server = Registry(tmp_path_factory.mktemp("private-registry"), login=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def secure_registry(tmp_path_factory, certificates):
    """TLS by a CA of one's own, and a login. On loopback only helm 4 speaks TLS."""
    server = Registry(tmp_path_factory.mktemp("secure-registry"), certificates, login=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    # Not below pytest's folder: the path of gpg's socket has to be short.
    with tempfile.TemporaryDirectory() as folder:
        found = Signer(pathlib.Path(folder))
        yield found
        found.stop()


@pytest.fixture
def proxy(tmp_path):
    folder = tmp_path / "proxy"
    folder.mkdir()
    server = Proxy(folder)
    yield server
    server.stop()
