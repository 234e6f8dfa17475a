"""What the command line tests share: the plugin's binary beside a helm that records.

    pytest tests/cli --helm PATH

They need bin/helm-telepresence (scripts/install.sh) and no cluster. PATH is a real helm:
it starts the plugin where that makes a difference.
"""

import os

import pytest

from program import BINARY, ROOT, FakeHelm, Program


def pytest_addoption(parser):
    parser.addoption("--helm", help="path of a real helm to start the plugin with")


def pytest_sessionstart():
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"{BINARY} is missing: run scripts/install.sh", returncode=2)


@pytest.fixture(params=["v3.17.3", "v4.3.1"])
def helm(request, tmp_path):
    """The recording helm, of each major in turn."""
    return FakeHelm(tmp_path / "helm", request.param)


@pytest.fixture
def helm4(tmp_path):
    """The recording helm, where the major makes no difference."""
    return FakeHelm(tmp_path / "helm", "v4.3.1")


@pytest.fixture
def plugin(helm, tmp_path):
    return Program(helm, tmp_path)


@pytest.fixture
def plugin4(helm4, tmp_path):
    return Program(helm4, tmp_path)


@pytest.fixture
def hosted(request, helm, tmp_path):
    """The plugin, started by a real helm as `helm telepresence`. A helm tells its plugins
    that HELM_BIN is its own argv[0]; here that is the recording helm's path."""
    real = request.config.getoption("--helm")
    if not real or not os.access(real, os.X_OK):
        pytest.fail(f"--helm has to name a real helm, not {real!r}")
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "telepresence").symlink_to(ROOT)
    program = Program(helm, tmp_path)
    program.arguments = [helm.path]
    program.executable = os.path.abspath(real)
    return program.with_environment(
        HELM_BIN=None, HELM_PLUGINS=str(plugins), **{
            f"HELM_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")})
