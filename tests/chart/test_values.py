"""values.yaml: each value is documented, has an effect, and may be missing."""

import pathlib
import shutil

import pytest
import yaml

import readme
from charts import (AGENT, CASES, CHART, OLD_NAMES, all_values, has, leaves, load, objects, read,
                    render, sections, template, without)

VALUES = all_values()
DEFAULTS = dict(leaves(VALUES))

# What a case cannot show, and who does.
SHOWN_ELSEWHERE = {
    "isCI": "test_errors.py: another release name and namespace",
    "service.type": "unit/services_test.yaml: no API server takes another type of a headless Service",
    "clientRbac.ruleExtras": "unit/parent: a parent chart defines the rules",
    "agentInjector.certificate.regenerate": "e2e/test_chart_upgrades.py: needs a live Secret",
}


@pytest.fixture(scope="module")
def rendered(request):
    """What a values file makes, rendered once."""
    helm, known = request.config.getoption("helm")[-1], {}

    def of(path):
        if path not in known:
            known[path] = render(helm, "-f", path)
        return known[path]

    return of


@pytest.mark.parametrize("path", [path for path in [*DEFAULTS, *OLD_NAMES]
                                  if path not in SHOWN_ELSEWHERE])
def test_each_value_has_an_effect(one_helm, rendered, path):
    """Some case sets it away from its default, and would render otherwise without it."""
    cases = [(case, load(case)) for case in CASES]
    cases = [(case, values) for case, values in cases if has(values, path)]
    assert cases, f"no case sets {path}"
    for case, values in cases:
        if DEFAULTS.get(path) == read(values, path):
            continue
        result = template(one_helm, values=without(values, path))
        # An error is an effect too: without managerRbac.namespaces there is nothing to manage.
        if result.returncode != 0 or objects(result.stdout) != rendered(case):
            return
    pytest.fail(f"{path} has no effect in {[case.stem for case, _ in cases]}")


def chart_with(values, folder):
    """A copy of the chart whose values.yaml is `values`: as `--reuse-values` sees it."""
    chart = pathlib.Path(folder) / "chart"
    shutil.copytree(CHART, chart)
    (chart / "values.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return chart


@pytest.mark.parametrize("path", [path for path in [*DEFAULTS, *sections(VALUES)]
                                  if not path.startswith("ambassador-agent.")])
def test_a_missing_value_is_the_default(one_helm, rendered, tmp_path, path):
    """Values of older charts lack whole sections; `helm upgrade --reuse-values` uses those."""
    chart = chart_with(without(load(CHART / "values.yaml"), path), tmp_path)
    missing, default = render(one_helm, chart=chart), rendered(CHART / "values.yaml")
    different = {key for key in default if missing.get(key) != default[key]}
    assert missing.keys() == default.keys()
    if path in WITHOUT_A_DEFAULT:
        assert different == WITHOUT_A_DEFAULT[path]
    else:
        assert not different


DEPLOYMENT = ("Deployment", "ambassador", "traffic-manager")
CLIENTS = ("ConfigMap", "ambassador", "traffic-manager")
JOB = ("Job", "ambassador", "uninstall-agents")
TRACED = {DEPLOYMENT, ("Service", "ambassador", "traffic-manager")}

# Where to leave out means something: see telepresence.defaults in chart/templates/_values.tpl.
WITHOUT_A_DEFAULT = {
    "grpc.maxReceiveSize": {DEPLOYMENT},
    "agent.appProtocolStrategy": {DEPLOYMENT},
    "agent.port": {DEPLOYMENT},
    "tracing": TRACED,
    "tracing.grpcPort": TRACED,
    "agentInjector.webhook.namespaceSelector.matchExpressions":
        {("MutatingWebhookConfiguration", "", "agent-injector-webhook-ambassador")},
    **{path: {DEPLOYMENT, JOB} for path in DEFAULTS if path.startswith("securityContext.")},
    "securityContext": {DEPLOYMENT, JOB},
    "client": {DEPLOYMENT, CLIENTS},
    "client.connectionTTL": {CLIENTS},
    "client.routing": {CLIENTS},
    **{path: {CLIENTS} for path in DEFAULTS if path.startswith("client.routing.")},
    "client.dns": {DEPLOYMENT, CLIENTS},
    "client.dns.excludeSuffixes": {DEPLOYMENT, CLIENTS},
    "client.dns.includeSuffixes": {CLIENTS},
}


def test_without_any_values_it_renders(one_helm, tmp_path):
    assert DEPLOYMENT in render(one_helm, chart=chart_with({}, tmp_path))


@pytest.mark.parametrize("chart", [CHART, AGENT], ids=["telepresence", "ambassador-agent"])
def test_each_value_is_documented(chart):
    rows = {row.path: row for row in readme.rows(chart / "values.yaml")}
    for path, _ in leaves(load(chart / "values.yaml")):
        # A selector's keys are Kubernetes' own; the map is documented as one value.
        assert [row for row in rows if f"{path}.".startswith(f"{row}.")], f"{path} has no row"
    undocumented = [path for path, row in rows.items() if len(row.description) < 3]
    assert undocumented == []


def test_the_table_in_the_readme_is_up_to_date():
    text = (CHART / "README.md").read_text(encoding="utf-8")
    assert readme.with_tables(text) == text, "run: /usr/bin/python3 tests/chart/readme.py"
