"""Charts from a repository: the program against a real nginx, a real registry and a real proxy,
and against a server that fails.

    pytest tests/repository

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_HELM, the path of a
helm, versions are compared with what that helm chooses.
"""

import fcntl
import os
import pty
import struct
import subprocess
import termios

import pytest
import yaml

import plugin
from installer import Installer
from servers import (Certificates, FaultServer, Nginx, Proxy, Registry, packaged,
                     temporary_signer, write_repository)

VERSIONS = ["2.16.0", "2.17.0", "2.18.0", "2.18.1", "2.19.0-rc.1", "0.2.3", "0.2.9", "0.3.0",
            "v3.0.0", "3.1.0+build.1"]


class Program(plugin.Program):
    words = ("chart",)
    limit = 100

    def __init__(self, folder):
        self.cache = folder / "cache"
        super().__init__(folder, HELM_CACHE_HOME=self.cache,
                         HELM_REPOSITORY_CONFIG=folder / "repositories.yaml")

    def knows(self, **repositories):
        """What helm's repositories.yaml says: name -> its fields."""
        entries = [{"name": name, **fields} for name, fields in repositories.items()]
        (self.folder / "repositories.yaml").write_text(yaml.safe_dump(
            {"apiVersion": "", "repositories": entries}))

    def on_terminal(self, stream, columns, *arguments):
        """What it writes to one stream, which is a terminal of so many columns."""
        ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.run(self.command(*arguments), cwd=self.folder,
                                 env={**self.environment, "TERM": "xterm"}, timeout=100,
                                 check=False, **{"stdout": subprocess.DEVNULL,
                                                 "stderr": subprocess.DEVNULL, stream: terminal})
        os.close(terminal)
        written = os.read(ours, 65536).decode()
        os.close(ours)
        assert process.returncode == 0, written
        return written.replace("\r\n", "\n")


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
    if not plugin.HELM:
        pytest.skip("TELEPRESENCE_TEST_HELM names no helm")
    return plugin.HELM


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
    with temporary_signer() as found:
        yield found


@pytest.fixture
def proxy(tmp_path):
    folder = tmp_path / "proxy"
    folder.mkdir()
    server = Proxy(folder)
    yield server
    server.stop()


@pytest.fixture
def installer(program):
    return Installer(program)


@pytest.fixture
def url(nginx):
    """The repository's, of which nothing has been asked."""
    nginx.requests()
    return f"http://127.0.0.1:{nginx.http}"
