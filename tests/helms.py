"""The --helm of tests that need helms and no cluster: a test with `helm` runs with each, one with
`one_helm` with the last. A conftest.py imports these two."""

import os

import pytest


def pytest_addoption(parser):
    parser.addoption("--helm", action="append", default=[], help="path of a helm to test with")


def pytest_generate_tests(metafunc):
    helms = [os.path.abspath(path) for path in metafunc.config.getoption("helm")]
    if not helms or not all(os.path.exists(path) for path in helms):
        pytest.exit("--helm has to name a helm that exists", returncode=2)
    if "helm" in metafunc.fixturenames:
        metafunc.parametrize("helm", helms, ids=[os.path.basename(os.path.dirname(path))
                                                 for path in helms])
    if "one_helm" in metafunc.fixturenames:
        metafunc.parametrize("one_helm", helms[-1:], ids=[""])
