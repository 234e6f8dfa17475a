"""Values that cannot work stop the render with one line that says what to change."""

import pytest

from charts import NAMESPACE, render, template

USER = [{"kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"}]


def error_of(helm, values, **options):
    """The one line about it. Helm adds one on --debug, and 3.17 one on a map in place of a list."""
    result = template(helm, values=values, **options)
    assert result.returncode == 1, result.stdout
    lines = [line for line in result.stderr.splitlines()
             if line and not line.startswith(("Use --debug", "level=", "coalesce.go"))]
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_the_release_has_one_name(helm):
    assert error_of(helm, {}, release="tm").endswith(
        "the release name must be traffic-manager, not tm: install it under that name")


def test_a_pipeline_may_use_any_name_and_namespace(helm):
    assert render(helm, "--namespace", "other", values={"isCI": True}, release="tm").keys() >= {
        ("Deployment", NAMESPACE, "traffic-manager"),
        ("ClusterRole", "", f"traffic-manager-{NAMESPACE}")}


@pytest.mark.parametrize("subjects", [[], {}, None, {"kind": "User", "name": "jane"}], ids=repr)
def test_people_have_to_be_named(helm, subjects):
    assert error_of(helm, {"clientRbac": {"create": True, "subjects": subjects}}).endswith(
        "clientRbac.subjects must be a list of RBAC subjects when clientRbac.create is set: "
        "name at least one user, group or service account")


def test_without_roles_nobody_has_to_be_named(helm):
    assert render(helm, values={"clientRbac": {"subjects": {}}}) == render(helm)


@pytest.mark.parametrize("only", [False, True], ids=["with-manager", "rbac-only"])
def test_the_own_namespace_is_managed(helm, only):
    error = error_of(helm, {"rbac": {"only": only},
                            "managerRbac": {"namespaced": True, "namespaces": ["dev", "prod"]}})
    assert error.endswith(f"managerRbac.namespaced needs the Traffic Manager's own namespace "
                          f"{NAMESPACE} among managerRbac.namespaces, which are [dev, prod]: add it")


def test_half_an_edge_stack(helm):
    error = error_of(helm, {"ambassador-agent": {"edgestack": {"agent": {"name": "edge-stack"}}}})
    assert error.endswith("ambassador-agent.edgestack.agent needs the name and the namespace of the "
                          "Edge Stack: set both, or neither")


@pytest.mark.parametrize("names", [{"nameOverride": "manager"},
                                   {"fullnameOverride": "traffic-manager"}], ids=repr)
def test_the_agent_has_a_name_of_its_own(helm, names):
    assert error_of(helm, {"ambassador-agent": names}).endswith(
        "ambassador-agent would be called traffic-manager, like the Traffic Manager: choose another "
        "nameOverride or fullnameOverride")
    render(helm, values={"ambassador-agent": {**names, "namespaceOverride": "elsewhere"}})
