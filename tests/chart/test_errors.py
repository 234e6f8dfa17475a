"""Values that cannot work stop the render with one line: which value it is, and what to change."""

import re
import shutil

import pytest

from charts import CHART, NAMESPACE, ROOT, render, template

# Helm names the template that fails; this one is there for nothing else.
CHECKS = "telepresence/templates/validation/values.yaml"
AGENT_CHECKS = "telepresence/charts/ambassador-agent/templates/validation/values.yaml"


def error_of(helm, values, *arguments, checks=CHECKS, **options):
    """What the chart says. Helm adds a line on --debug, and some on a map in place of a list."""
    result = template(helm, *arguments, values=values, **options)
    assert result.returncode == 1, result.stdout
    lines = [line for line in result.stderr.splitlines()
             if line and not line.startswith(("Use --debug", "level=", "coalesce.go"))]
    assert len(lines) == 1, result.stderr
    place, message = re.fullmatch(r"Error: execution error at \((.*):\d+:\d+\): (.*)", lines[0]).groups()
    assert place == checks
    return message


def test_the_release_has_one_name(helm):
    assert error_of(helm, {}, release="tm") == \
        "release name: must be traffic-manager, not tm: install the chart under that name"


def test_a_pipeline_may_use_any_name_and_namespace(helm):
    assert render(helm, "--namespace", "other", values={"isCI": True}, release="tm").keys() >= {
        ("Deployment", NAMESPACE, "traffic-manager"),
        ("ClusterRole", "", f"traffic-manager-{NAMESPACE}")}


@pytest.mark.parametrize("namespaced, subjects", [
    (False, []), (False, {}), (False, None),
    *((namespaced, {"kind": "User", "name": "jane"}) for namespaced in (False, True))], ids=repr)
def test_people_have_to_be_named(helm, namespaced, subjects):
    values = {"create": True, "namespaced": namespaced, "subjects": subjects}
    assert error_of(helm, {"clientRbac": values}) == (
        "clientRbac.subjects: must be a list of RBAC subjects when clientRbac.create is true: "
        "name at least one User, Group or ServiceAccount")


def test_without_roles_nobody_has_to_be_named(helm):
    assert render(helm, values={"clientRbac": {"subjects": {}}}) == render(helm)


@pytest.mark.parametrize("only", [False, True], ids=["with-manager", "rbac-only"])
def test_the_own_namespace_is_managed(helm, only):
    error = error_of(helm, {"rbac": {"only": only},
                            "managerRbac": {"namespaced": True, "namespaces": ["dev", "prod"]}})
    assert error == (
        f"managerRbac.namespaces: must include {NAMESPACE}, where the Traffic Manager is, when "
        "managerRbac.namespaced is true: add it to the list [dev, prod]")


@pytest.mark.parametrize("given, missing", [("name", "namespace"), ("namespace", "name")])
def test_half_an_edge_stack(helm, given, missing):
    values = {"ambassador-agent": {"edgestack": {"agent": {given: "edge-stack"}}}}
    assert error_of(helm, values, checks=AGENT_CHECKS) == (
        f"ambassador-agent.edgestack.agent.{missing}: must be set when edgestack.agent is: give the "
        f"{missing} of the Edge Stack")


@pytest.mark.parametrize("override, name", [("nameOverride", "manager"),
                                            ("fullnameOverride", "traffic-manager")])
def test_the_agent_has_a_name_of_its_own(helm, override, name):
    assert error_of(helm, {"ambassador-agent": {override: name}}, checks=AGENT_CHECKS) == (
        f"ambassador-agent.{override}: must not make the name traffic-manager, which the Traffic "
        "Manager has: choose another")
    render(helm, values={"ambassador-agent": {override: name, "namespaceOverride": "elsewhere"}})


def test_a_section_is_a_map_without_the_schema_too(helm):
    error = error_of(helm, {"agentInjector": {"webhook": "off"}}, "--skip-schema-validation")
    assert error == "agentInjector.webhook: must be a map, not off: write its keys below it"


def test_a_parent_chart_gets_the_same(helm, tmp_path):
    parent = shutil.copytree(ROOT / "tests" / "chart" / "unit" / "parent", tmp_path / "parent")
    shutil.copytree(CHART, parent / "charts" / "telepresence")
    assert error_of(helm, {}, chart=parent, release="tm", checks=f"parent/charts/{CHECKS}") == \
        "release name: must be traffic-manager, not tm: install the chart under that name"
