"""What is packaged, installed by real helms in every way that they have, from a real nginx and a real
registry.

    pytest tests/packaging --helm OLDEST … --helm NEWEST

scripts/test.sh gives the paths. What is packaged is bin/helm-telepresence, or TELEPRESENCE_BINARY: for
how it is installed it makes no difference which compiler made it. test_binary.py looks at those of
packaging/binary.sh.
"""

import subprocess

import pytest

from helms import pytest_addoption, pytest_generate_tests  # noqa: F401 (found by pytest here)
from home import Home
from packages import package
from plugin import ROOT
from servers import (Certificates, Nginx, Registry, packaged, temporary_signer,
                     write_repository)


@pytest.fixture(scope="session")
def signer():
    with temporary_signer() as found:
        yield found


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The folder that nginx serves."""
    folder = tmp_path_factory.mktemp("served")
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def packages(served, signer):
    """The folder with what was packaged, signed by jane, in what is served."""
    return package(served / "packages", "--key", "jane@example.com", GNUPGHOME=str(signer.home))


@pytest.fixture(scope="session")
def flat(packages):
    (found,) = packages.glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def nested(packages):
    (found,) = packages.glob("*.tgz")
    return found


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def nginx(tmp_path_factory, served, certificates):
    server = Nginx(tmp_path_factory.mktemp("nginx"), served, certificates)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def server(nginx):
    """The address of a real nginx."""
    return f"http://127.0.0.1:{nginx.http}"


@pytest.fixture(scope="session")
def secure_server(served, nginx, certificates):
    """The address of a chart repository, and the file with the CA that has signed its certificate."""
    write_repository(served / "charts", {"2.18.1": packaged("2.18.1")})
    return f"https://127.0.0.1:{nginx.https}/charts", certificates.ca


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    server = Registry(tmp_path_factory.mktemp("registry"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def oras():
    """The path of the program that pushes to a registry."""
    return subprocess.run([ROOT / "tests" / "packaging" / "oras.sh"], check=True, timeout=600,
                          stdout=subprocess.PIPE, text=True).stdout.strip()


@pytest.fixture
def home(tmp_path, helm, signer):
    return Home(tmp_path / "a home", helm, signer.keyring)
