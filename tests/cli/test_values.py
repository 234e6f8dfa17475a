"""`helm telepresence values` with a real helm and no cluster: what it shows is what helm makes of the same flags."""

import json

import pytest
import yaml

import plugin
from plugin import HELM

pytestmark = pytest.mark.skipif(not HELM, reason="TELEPRESENCE_TEST_HELM is not set")

# Every way to give a value, so that each wins over another one somewhere.
FLAGS = ["--set-literal", "podAnnotations.note=a,b", "--set", "logLevel=debug", "-f", "one.yaml",
         "--set-string", "image.tag=2", "--set-json", 'podLabels={"a":"b"}', "--set", "image.tag=1",
         "--set-file", "podAnnotations.file=note.txt", "-f", "two.yaml", "--set", "tracing=null",
         "--set", "podCIDRs={10.0.0.0/8,10.1.0.0/16}"]
SHORT = ["--managed-namespaces", "dev,staging", "--image-registry", "registry.example.com/d"]
SHORT_AS_SET = ["--set-json", 'managerRbac.namespaces=["dev","staging"]', "--set-json", "managerRbac.namespaced=true",
                *[word for key in ("image", "hooks.curl", "hooks.busybox")
                  for word in ("--set-json", f'{key}.registry="registry.example.com/d"')],
                "--set-json", 'ambassador-agent.image.repository="registry.example.com/d/ambassador-agent"']


@pytest.fixture
def program(tmp_path):
    # Nothing listens on port 1.
    made = plugin.Program(tmp_path, HELM_BIN=HELM, HELM_TELEPRESENCE_OFFLINE="1", KUBECONFIG=tmp_path / "none",
                          HELM_KUBEAPISERVER="http://127.0.0.1:1")
    (tmp_path / "one.yaml").write_text("# first\nlogLevel: trace\nimage:\n  tag: '3'\n  pullPolicy: Always\n")
    (tmp_path / "two.yaml").write_text("image: {pullPolicy: Never}\nresources:\n  limits:\n    cpu: 1\n"
                                       "livenessProbe: {}\nsecurityContext: {runAsUser: null}\n")
    (tmp_path / "note.txt").write_text("from a file")
    return made


def sources(report):
    return {value["key"]: value["source"] for value in report["values"]}


def without_nulls(values):
    """A null that takes a default away is in the file, not in what helm has made of it."""
    if not isinstance(values, dict):
        return values
    return {key: without_nulls(value) for key, value in values.items() if value is not None}


def by_helm(folder, flags):
    """The values that helm gives the chart's templates."""
    chart = folder / "chart"
    if not chart.exists():
        plugin.run(["cp", "-r", plugin.ROOT / "chart", chart], {"PATH": plugin.SYSTEM_PATH})
        for part in (chart / "templates", chart / "charts" / "ambassador-agent" / "templates"):
            plugin.run(["rm", "-r", part], {"PATH": plugin.SYSTEM_PATH})
        (chart / "templates").mkdir()
        (chart / "templates" / "v.yaml").write_text(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v}\ndata: {v: {{ toJson .Values | quote }}}\n")
    result = plugin.run([HELM, "template", "x", chart, *flags], {"HOME": str(folder), "PATH": plugin.SYSTEM_PATH},
                        folder)
    assert result.returncode == 0, result.stderr
    return json.loads(yaml.safe_load(result.stdout)["data"]["v"])


@pytest.mark.parametrize("flags, as_helm", [
    ([], []), (FLAGS, FLAGS), (["--set", "ambassador-agent.enabled=false"],) * 2, (SHORT, SHORT_AS_SET),
    ([*SHORT, "--set", "image.registry=mine"], [*SHORT_AS_SET, "--set", "image.registry=mine"]),
], ids=["none", "all", "no subchart", "short forms", "short forms lose"])
def test_they_are_those_that_helm_renders_the_chart_with(program, flags, as_helm):
    printed = yaml.safe_load(program.ok("values", *flags, "-o", "yaml"))
    assert without_nulls(printed) == without_nulls(by_helm(program.folder, as_helm))


def test_each_has_its_source(program):
    found = sources(program.report("values", *FLAGS, *SHORT))
    expected = {
        "podAnnotations.note": "--set-literal", "logLevel": "--set", "image.pullPolicy": "two.yaml:1",
        "image.tag": "--set-string", "podLabels.a": "--set-json", "podAnnotations.file": "--set-file",
        "resources.limits.cpu": "two.yaml:4", "livenessProbe": "two.yaml:5", "podCIDRs": "--set",
        "securityContext.runAsUser": "two.yaml:6", "securityContext.runAsNonRoot": "chart",
        "tracing": "--set", "managerRbac.namespaces": "--managed-namespaces",
        "hooks.curl.registry": "--image-registry", "image.name": "chart",
    }
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("flags", [[], FLAGS, [*SHORT, "--set", "logLevel=info"]], ids=["none", "all", "short forms"])
def test_the_file_of_what_differs_makes_the_same_values(program, flags):
    whole = program.ok("values", *flags, "-o", "yaml")
    changed = program.ok("values", *flags, "--changed", "-o", "yaml")
    (program.folder / "again.yaml").write_text(changed)
    assert yaml.safe_load(program.ok("values", "-f", "again.yaml", "-o", "yaml")) == yaml.safe_load(whole)
    assert len(changed) < len(whole)


def test_only_what_differs(program):
    report = program.report("values", "--changed", "--set", "logLevel=info,image.name=other")
    assert sources(report) == {"image.name": "--set"}


def test_the_defaults_alone(program):
    result = program.run("values", "--defaults", "-o", "json")
    report = json.loads(result.stdout)
    assert set(sources(report).values()) == {"chart"}
    assert {"key": "logLevel", "value": "info", "source": "chart", "changed": False, "masked": False} in report["values"]
    # The cluster was not asked, so it is not missed.
    assert result.stderr == ""


def test_a_table_for_people(program):
    result = program.run("values", "-f", "one.yaml", "--changed")
    assert result.stdout == (
        "Values for namespace ambassador, chart telepresence 2.18.1: the chart's defaults, and those given now on top\n"
        "KEY               SOURCE      VALUE\n"
        "image.pullPolicy  one.yaml:5  Always\n"
        'image.tag         one.yaml:4  "3"\n'
        "logLevel          one.yaml:2  trace\n")
    assert "Warning: cannot list the releases in namespace ambassador: the cluster cannot be reached" in result.stderr
    assert "What is shown is what an install would be given." in result.stderr


def test_no_secret_is_shown(program):
    (program.folder / "secret.yaml").write_text("licenseKey:\n  create: true\n  value: hunter2\n")
    for form in ("text", "json", "yaml"):
        result = program.run("values", "-f", "secret.yaml", "--set", "ambassador-agent.cloudConnectToken=hunter2",
                             "-o", form, "--debug")
        assert result.returncode == 0, result.stderr
        assert "hunter2" not in result.stdout + result.stderr
        if form == "yaml":
            assert "# Left out, since it may be a secret: licenseKey.value (secret.yaml:3)\n" in result.stdout
            assert yaml.safe_load(result.stdout)["licenseKey"]["create"] is True
            assert "value" not in yaml.safe_load(result.stdout)["licenseKey"]
        else:
            assert "***" in result.stdout


@pytest.mark.parametrize("flags, message", [
    (["--set-json", "a={hunter2"], "what --set-json gives cannot be parsed"),
    (["-f", "none.yaml"], "the values file none.yaml cannot be read"),
    (["-f", "-"], "values from stdin cannot be read here"),
    (["--set-file", "licenseKey.value=-"], "values from stdin cannot be read here"),
    (["--defaults", "--set", "a=b"], "--defaults and values cannot be used together"),
    (["--for", "2.18.1", "--version", "2.18.1"], "--for and --version cannot be used together"),
    (["--reuse-values", "--reset-values"], "--reuse-values and --reset-values cannot be used together"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_what_cannot_be_shown(program, flags, message):
    error = program.fails("values", *flags)
    assert message in error
    assert "hunter2" not in error


def test_what_another_chart_does_not_know(program):
    (program.folder / "typo.yaml").write_text("image:\n  regstry: x\nlogLevel: debug\n")
    arguments = ("values", "--for", "2.18.1", "-f", "typo.yaml", "--set", "logLevl=debug,unheard=1")
    assert program.ok(*arguments) == ("Values that the chart telepresence 2.18.1 does not know:\n"
                                      "KEY            SOURCE       LIKELY\n"
                                      "image.regstry  typo.yaml:2  image.registry\n"
                                      "logLevl        --set        logLevel\n"
                                      "unheard        --set\n")
    assert program.report(*arguments)["unknown"][2] == {"key": "unheard", "source": "--set", "likely": None}
    assert program.ok("values", "--for", "2.18.1", "--set", "logLevel=debug") == (
        "The chart telepresence 2.18.1 knows all values that are given\n")
    assert program.ok("values", "--for", "2.18.1") == "No values are given\n"


def test_a_packed_chart_has_the_same(program):
    packed = plugin.run([HELM, "package", plugin.ROOT / "chart"], {"HOME": str(program.folder)}, program.folder)
    assert packed.returncode == 0, packed.stderr
    (chart,) = program.folder.glob("telepresence-*.tgz")
    offline = {"HELM_TELEPRESENCE_OFFLINE": ""}
    assert program.report("values", "--chart", chart, "--defaults", **offline)["values"] == \
        program.report("values", "--defaults")["values"]
