"""What the program writes as YAML says the same to those who read it.

    pytest tests/yaml

TELEPRESENCE_YAML_WRITE is the program tests/yaml/yaml_write.cpp, TELEPRESENCE_TEST_HELM a helm.
"""

import base64
import json
import os
import subprocess

import pytest

CHART = "apiVersion: v2\nname: echo\nversion: 1.0.0\n"
TEMPLATE = "values: {{ .Values | toJson | b64enc }}\n"


@pytest.fixture(scope="session")
def write():
    """Documents of JSON's types to YAML texts."""
    program = os.environ.get("TELEPRESENCE_YAML_WRITE")
    if not program:
        pytest.skip("TELEPRESENCE_YAML_WRITE names no program")

    def run(documents):
        lines = "".join(json.dumps(document) + "\n" for document in documents)
        result = subprocess.run([program], input=lines.encode(), capture_output=True, timeout=120,
                                check=True)
        texts = result.stdout.decode().split("\0")
        assert texts.pop() == "" and len(texts) == len(documents)
        return texts

    return run


@pytest.fixture
def helm_reads(tmp_path):
    """What a values file means to helm."""
    helm = os.environ.get("TELEPRESENCE_TEST_HELM")
    if not helm:
        pytest.skip("TELEPRESENCE_TEST_HELM names no helm")
    chart = tmp_path / "echo"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text(CHART)
    (chart / "templates" / "values.yaml").write_text(TEMPLATE)

    def run(text):
        file = tmp_path / "values.yaml"
        file.write_bytes(text.encode())
        result = subprocess.run([helm, "template", str(chart), "-f", str(file)], text=True,
                                capture_output=True, timeout=120, check=False,
                                env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
        assert result.returncode == 0, result.stderr
        return json.loads(base64.b64decode(result.stdout.rsplit("values: ", 1)[1]))

    return run
