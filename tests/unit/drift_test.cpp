// What somebody changed of a release's objects, and how that is told.
#include "release/health/drift.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "release/health/drift_check.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

using Words = std::vector<std::string>;

const Target target = [] {
  Target made;
  made.manager_namespace = "prod";
  made.rule = NamespaceRule::namespace_flag;
  return made;
}();

std::string manifest_of(const std::string& kind, const std::string& body) {
  const auto* version = kind == "Deployment" ? "apps/v1" : "rbac.authorization.k8s.io/v1";
  return "apiVersion: " + std::string(version) + "\nkind: " + kind + "\nmetadata: {name: x}\n" +
         body + "\n";
}

// Of one object, whose namespace is "prod" if it has one.
Drift drift_between(const std::string& kind, const std::string& recorded, const std::string& live) {
  const auto manifest = manifest_of(kind, recorded);
  cluster::LiveObject object;
  object.kind = kind;
  object.name = "x";
  if (!kind.starts_with("Cluster")) object.object_namespace = "prod";
  object.content = yaml::to_json(yaml::parse(manifest_of(kind, live), "live", 1U << 20U));
  return drift_of(objects_of(manifest, "prod"), {1, {object}, {}, {}});
}

std::string text_of(const std::vector<Check>& checks) {
  REQUIRE(checks.size() == 1);
  return checks.front().finding.text;
}

}  // namespace

TEST_CASE("of a role it counts what may be done, not how it is written") {
  struct Row {
    std::string what;
    std::string recorded;
    std::string live;
    Words lacks;
    Words has_besides;
  };
  const std::string pods = "{apiGroups: [''], resources: [pods], verbs: [get, list]}";
  const Row rows[] = {
      {"the same", "rules: [" + pods + "]", "rules: [" + pods + "]", {}, {}},
      {"a verb less",
       "rules: [" + pods + "]",
       "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
       {"list pods"},
       {}},
      {"split in two, in another order",
       "rules: [" + pods + "]",
       "rules: [{apiGroups: [''], resources: [pods], verbs: [list]}, {apiGroups: [''], resources: "
       "[pods], verbs: [get]}]",
       {},
       {}},
      {"no rules at all", "rules: [" + pods + "]", "rules: null", {"get, list pods"}, {}},
      {"only some of them by name",
       "rules: [" + pods + "]",
       "rules: [{apiGroups: [''], resources: [pods], resourceNames: [a], verbs: [get, list]}]",
       {"get, list pods"},
       {}},
      {"any name in place of one",
       "rules: [{apiGroups: [''], resources: [configmaps], resourceNames: [a], verbs: [get]}]",
       "rules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]",
       {},
       {"get configmaps"}},
      {"all of a group",
       "rules: [{apiGroups: [apps], resources: [deployments], verbs: [get]}]",
       "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]",
       {},
       {"* *.*"}},
      {"another group",
       "rules: [{apiGroups: [apps], resources: [deployments, replicasets], verbs: [get]}]",
       "rules: [{apiGroups: [extensions], resources: [deployments, replicasets], verbs: [get]}]",
       {"get deployments.apps, replicasets.apps"},
       {"get deployments.extensions, replicasets.extensions"}},
      {"a subresource of any",
       "rules: [{apiGroups: [apps], resources: [deployments/scale], verbs: [get]}]",
       "rules: [{apiGroups: [apps], resources: ['*/scale'], verbs: [get]}]",
       {},
       {"get */scale.apps"}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto drift = drift_between("ClusterRole", row.recorded, row.live);
    CHECK(drift.roles == 1);
    const bool is_same = row.lacks.empty() && row.has_besides.empty();
    CHECK(drift.is_any() == !is_same);
    if (is_same) continue;
    REQUIRE(drift.changed_roles.size() == 1);
    CHECK(drift.changed_roles.front().lacks == row.lacks);
    CHECK(drift.changed_roles.front().has_besides == row.has_besides);
  }
}

TEST_CASE("the rules of one that gathers others are the cluster's own") {
  const std::string gathers = "aggregationRule: {clusterRoleSelectors: []}\n";
  const auto drift =
      drift_between("ClusterRole", gathers,
                    gathers + "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]");
  CHECK(drift.roles == 0);
  CHECK_FALSE(drift.is_any());
}

TEST_CASE("of a binding it counts who is given what") {
  const std::string role = "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\n";
  const std::string account = "{kind: ServiceAccount, name: tm, namespace: prod}";
  const std::string jane = "{kind: User, name: jane}";
  const auto before = role + "subjects: [" + account + ", " + jane + "]";
  // With what the API server adds.
  auto as_it_is =
      role + "subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}, ";
  as_it_is += account + "]";
  CHECK_FALSE(drift_between("RoleBinding", before, as_it_is).is_any());
  CHECK_FALSE(drift_between("RoleBinding", role + "subjects: []", role).is_any());

  const auto others = drift_between("RoleBinding", before,
                                    role + "subjects: [" + jane + ", {kind: Group, name: devs}]");
  REQUIRE(others.changed_roles.size() == 1);
  CHECK(others.changed_roles.front().lacks == Words{"ServiceAccount tm in namespace prod"});
  CHECK(others.changed_roles.front().has_besides == Words{"Group devs"});
  CHECK(others.changed_roles.front().gives.empty());

  const auto another = drift_between("RoleBinding", before,
                                     "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: "
                                     "ClusterRole, name: admin}\nsubjects: [" +
                                         account + ", " + jane + "]");
  REQUIRE(another.changed_roles.size() == 1);
  CHECK(another.changed_roles.front().gives == "ClusterRole admin");
  const auto checks = check_roles(another, target, {helm::Apply::server, {}});
  CHECK(text_of(checks) ==
        "1 of its 1 roles and bindings was changed: RoleBinding x in namespace prod (gives "
        "ClusterRole admin)");
  CHECK(checks.front().finding.remedy ==
        "To see it: helm telepresence diff --live --reset-then-reuse-values -n prod\n"
        "To put it back:\n"
        "kubectl delete rolebinding/x --namespace prod\n"
        "helm telepresence upgrade --reset-then-reuse-values -n prod -- --force-conflicts");
}

TEST_CASE("roles and bindings are told in one line, each with the first of what it lacks") {
  Drift drift;
  CHECK(check_roles(drift, target, {helm::Apply::client, {}}).empty());
  drift.roles = 9;
  CHECK(text_of(check_roles(drift, target, {helm::Apply::client, {}})) ==
        "its 9 roles and bindings give what the chart gives");
  ChangedRole role;
  role.object.kind = "ClusterRole";
  role.object.name = "tm";
  role.lacks = {"get a", "list b", "watch c", "patch d", "delete e"};
  ChangedRole binding;
  binding.object.kind = "RoleBinding";
  binding.object.name = "tm";
  binding.object.object_namespace = "prod";
  binding.lacks = {"User jane"};
  binding.has_besides = {"User kim"};
  drift.changed_roles = {role, binding};
  const auto checks = check_roles(drift, target, {helm::Apply::client, {}});
  CHECK(text_of(checks) ==
        "2 of its 9 roles and bindings were changed: ClusterRole tm (lacks get a; list b; watch c; "
        "2 more), RoleBinding tm in namespace prod (lacks User jane; also has User kim)");
  const auto& finding = checks.front().finding;
  CHECK(finding.id == "rbac-changed");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.object == "ClusterRole tm");
  CHECK(finding.remedy ==
        "To see it: helm telepresence diff --live --reset-then-reuse-values -n prod\n"
        "To put it back: helm telepresence upgrade --reset-then-reuse-values -n prod");
}

TEST_CASE("of a workload the images of the containers are compared that the release names") {
  const auto spec = [](const std::string& containers) {
    return "spec: {template: {spec: {" + containers + "}}}";
  };
  const auto before = spec(
      "initContainers: [{name: i, image: 'i:1'}], containers: [{name: a, image: 'a:1'}, {name: b, "
      "image: 'b:1'}]");
  CHECK_FALSE(drift_between("Deployment", before, before).is_any());
  // What is put in beside them, and what is taken out.
  CHECK_FALSE(drift_between("Deployment", before,
                            spec("containers: [{name: proxy, image: 'p:1'}, {name: b, image: "
                                 "'b:1'}]"))
                  .is_any());
  const auto drift = drift_between(
      "Deployment", before,
      spec("initContainers: [{name: i, image: 'i:2'}], containers: [{name: b, image: 'b:1'}, "
           "{name: a, image: 'a:2'}]"));
  REQUIRE(drift.changed_images.size() == 2);
  CHECK(drift.roles == 0);
  const auto checks = check_images(drift, target, {helm::Apply::server, {}});
  REQUIRE(checks.size() == 2);
  const auto& finding = checks.back().finding;
  CHECK(finding.id == "image-changed");
  CHECK(finding.object == "Deployment x in namespace prod");
  CHECK(finding.text ==
        "the image of container a of Deployment x in namespace prod is a:2, not a:1 as in the "
        "release");
  CHECK(finding.remedy ==
        "To put it back: helm telepresence upgrade --reset-then-reuse-values -n prod -- "
        "--force-conflicts");
}

TEST_CASE("what is not there, or was not looked at, is not compared") {
  const auto recorded = objects_of(manifest_of("Role", "rules: []"), "prod");
  CHECK(drift_of(recorded, {1, {}, {}, {}}).roles == 0);
  cluster::LiveObject elsewhere;
  elsewhere.kind = "Role";
  elsewhere.name = "x";
  elsewhere.object_namespace = "other";
  elsewhere.content = "{}";
  CHECK(drift_of(recorded, {1, {elsewhere}, {}, {}}).roles == 0);
}
