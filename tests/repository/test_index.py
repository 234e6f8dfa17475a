"""Indexes in JSON, as other programs than helm write them: read as the real helm reads them."""

import json
import subprocess

import pytest
import yaml

from servers import index_of


def index_in_json(charts, **more):
    index = index_of(charts, "../{name}")
    index["entries"]["telepresence"][0]["description"] = "fetch \U0001f600 \u00e9"
    return {**index, **more}


def with_tabs(text):
    return text.replace("\n", "\r\n").replace(": ", "\t:\t")


FORMS = {
    "plain": json.dumps,
    "characters": lambda index: json.dumps(index, ensure_ascii=False),
    "slashes": lambda index: json.dumps(index).replace("/", "\\/"),
    "tabs": lambda index: with_tabs(json.dumps(index, indent="\t")),
    "all": lambda index: with_tabs(json.dumps(index, indent="\t")).replace("/", "\\/"),
    "yaml": lambda index: yaml.safe_dump(index),
}


@pytest.fixture
def publish(nginx, repository, request):
    """Puts an index onto the server; its address."""
    def write(text):
        name = request.node.name.replace("[", "-").rstrip("]")
        (repository / name).mkdir(exist_ok=True)
        (repository / name / "index.yaml").write_text(text, newline="", encoding="utf-8")
        return f"http://127.0.0.1:{nginx.http}/{name}"

    return write


def of_helm(helm, program, address, *more):
    return subprocess.run([helm, "show", "chart", "telepresence", "--repo", address, *more],
                          env=program.environment, capture_output=True, text=True, timeout=100,
                          check=False)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_as_helm_reads_it(program, helm, publish, charts, form):
    address = publish(FORMS[form](index_in_json(charts)))
    for wanted in ("2.18.1", "^2.16", "~2.17", "<2.18"):
        shown = of_helm(helm, program, address, "--version", wanted)
        assert shown.returncode == 0, shown.stderr
        version = str(yaml.safe_load(shown.stdout)["version"])
        assert program.report("pull", wanted, "--repo", address)["version"] == version


def test_every_form_says_the_same(program, publish, charts):
    reports = []
    for form in FORMS.values():
        report = program.report("list", "--all", "--repo", publish(form(index_in_json(charts))))
        reports.append(report["versions"])
    assert len(reports[0]) == len(charts)
    assert all(report == reports[0] for report in reports)


def test_what_stands_twice(program, helm, publish, charts):
    """Helm refuses it in YAML only; in JSON it takes the last one."""
    one, other = (json.dumps(index_of({version: charts[version]}, "../{name}")["entries"])
                  for version in ("2.18.1", "2.17.0"))
    text = f'{{"apiVersion": "v1",\n"entries": {one},\n"entries": {other}}}'
    address = publish(text)
    shown = of_helm(helm, program, address)
    assert yaml.safe_load(shown.stdout)["version"] == "2.17.0"
    error = program.fails("pull", "--repo", address)
    assert "index.yaml:3: 'entries' is there twice" in error
    address = publish(text + "\n# YAML\n")
    assert '"entries" already set' in of_helm(helm, program, address).stderr
    assert "index.yaml:3: 'entries' is there twice" in program.fails("pull", "--repo", address)


def test_a_large_one_is_read_to_its_end(program, publish, charts):
    index = index_in_json(charts)
    index["entries"]["telepresence"] += [
        {"name": "telepresence", "version": f"1.{number // 100}.{number % 100}", "urls": ["x.tgz"]}
        for number in range(20000)]
    report = program.report("list", "--all", "--repo", publish(FORMS["all"](index)))
    assert len(report["versions"]) == 20000 + len(charts)
