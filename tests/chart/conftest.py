"""Tests of the chart that need helm and no cluster.

    pytest tests/chart --helm OLDEST --helm NEWEST

scripts/test.sh gives the paths. Where one helm is enough, it is the last one.
"""

from helms import pytest_addoption, pytest_generate_tests  # noqa: F401 (found by pytest here)
