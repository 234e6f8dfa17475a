// Permissions that are told from a manifest.
#include "release/manifest/permissions.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

constexpr const char* manifest = R"(---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: prod}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: claim, namespace: staging}
---
# Source: x
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules:
  - {apiGroups: [""], resources: [nodes], verbs: [list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: staging}
rules:
  - {apiGroups: [""], resources: [services], resourceNames: ['odd"]'], verbs: [update]}
)";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the permissions of a manifest stand as they are") {
  const auto permissions = permissions_in(manifest);
  CHECK(has(permissions, "# Source: x\n"));
  CHECK(has(permissions, "kind: ClusterRole\n"));
  CHECK(has(permissions, "kind: Role\n"));
  CHECK_FALSE(has(permissions, "Deployment"));
  CHECK_FALSE(has(permissions, "ConfigMap"));
}

TEST_CASE("an installer's rights are one role a namespace, and what it gives away") {
  const auto rights = installer_rights(manifest, {"prod", {}});
  CHECK(has(rights, "namespace: \"prod\""));
  CHECK(has(rights, "namespace: \"staging\""));
  CHECK_FALSE(has(rights, "Binding\nmetadata"));
  // Of the whole cluster only what is in it.
  CHECK(has(rights, "resources: [\"clusterroles\"]\n    resourceNames: [\"r\"]\n"));
  CHECK(has(rights, "resources: [\"nodes\"]\n    verbs: [\"list\"]\n"));
  CHECK_FALSE(has(rights, "escalate"));
  // A name stays one, whatever is in it.
  CHECK(has(rights, R"(resourceNames: ["odd\"]"])"));
}

TEST_CASE("they are given to those who are named") {
  const auto rights =
      installer_rights(manifest, {"prod", {parse_subject("--client-subject", "User:jane")}});
  CHECK(has(rights, "kind: ClusterRoleBinding\n"));
  CHECK(has(rights, "kind: RoleBinding\n"));
  CHECK(has(rights, R"("kind":"User","name":"jane")"));
}

TEST_CASE("what gathers other roles takes more") {
  const std::string gathers =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\n"
      "aggregationRule: {clusterRoleSelectors: []}\nrules: []\n";
  CHECK(has(installer_rights(gathers, {"prod", {}}), "\"escalate\""));
}

namespace {

std::vector<std::string> words_of(const std::vector<cluster::Right>& rights) {
  std::vector<std::string> words;
  words.reserve(rights.size());
  for (const auto& right : rights) {
    words.push_back(right.verb + ' ' + right.resource +
                    (right.name.empty() ? "" : '/' + right.name) +
                    (right.object_namespace.empty() ? "" : " in " + right.object_namespace));
  }
  return words;
}

bool takes(const RightsToMake& wanted, const std::string& right) {
  const auto words = words_of(wanted.rights);
  return std::ranges::find(words, right) != words.end();
}

}  // namespace

TEST_CASE("to make an object takes to look for it and to create it") {
  const auto wanted =
      rights_to_make(objects_of(manifest, "prod"), {"prod", {}, false, false, false});
  CHECK(takes(wanted, "get deployments/a in prod"));
  CHECK(takes(wanted, "create deployments in prod"));
  CHECK(takes(wanted, "create configmaps in staging"));
  CHECK(takes(wanted, "create clusterroles"));
  CHECK(takes(wanted, "create secrets in prod"));
  CHECK_FALSE(takes(wanted, "patch deployments/a in prod"));
  CHECK_FALSE(takes(wanted, "create namespaces"));
}

TEST_CASE("where the server applies, it takes to patch too, the namespace with the rest") {
  const auto wanted = rights_to_make(objects_of(manifest, "prod"), {"prod", {}, true, true, true});
  CHECK(takes(wanted, "patch deployments/a in prod"));
  CHECK(takes(wanted, "patch namespaces/prod"));
  CHECK(takes(wanted, "create namespaces"));
  CHECK_FALSE(takes(rights_to_make(objects_of(manifest, "prod"), {"prod", {}, true, true, false}),
                    "create namespaces"));
}

TEST_CASE("what the release has already is not made, nor what an uninstall alone runs") {
  const std::string hook =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: "
      "pre-delete}}\n";
  const auto wanted = rights_to_make(objects_of(std::string(manifest) + "---\n" + hook, "prod"),
                                     {"prod", objects_of(manifest, "prod"), true, true, true});
  CHECK(wanted.all().empty());
}

TEST_CASE("what may be undone has to be deleted then, and what is no longer wanted at any rate") {
  Making making{"prod", {}, false, false, false};
  CHECK_FALSE(
      takes(rights_to_make(objects_of(manifest, "prod"), making), "delete deployments/a in prod"));
  making.may_be_undone = true;
  auto wanted = rights_to_make(objects_of(manifest, "prod"), making);
  CHECK(takes(wanted, "delete deployments/a in prod"));
  CHECK(takes(wanted, "delete secrets in prod"));
  making.recorded = objects_of(manifest, "prod");
  making.may_be_undone = false;
  wanted = rights_to_make({}, making);
  CHECK(takes(wanted, "delete deployments/a in prod"));
}

TEST_CASE("helm's record is where HELM_DRIVER says") {
  Making making{"prod", {}, false, false, false};
  making.record_kind = "ConfigMap";
  const auto wanted = rights_to_make({}, making);
  CHECK(takes(wanted, "create configmaps in prod"));
  CHECK_FALSE(takes(wanted, "create secrets in prod"));
  making.record_kind = "";
  CHECK(rights_to_make({}, making).all().empty());
}

TEST_CASE("a role that is to be changed takes what it gives") {
  const std::string role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n"
      "rules: [{apiGroups: [''], resources: [nodes], verbs: [list]}]\n";
  auto more = role;
  more.replace(more.find("[list]"), 6, "[list, watch]");
  const Making making{"prod", objects_of(role, "prod"), false, false, false};
  CHECK(rights_to_make(objects_of(role, "prod"), making).grants.empty());
  const auto grants = rights_to_make(objects_of(more, "prod"), making).grants;
  REQUIRE(grants.size() == 1);
  CHECK(words_of(grants[0].given) == std::vector<std::string>{"list nodes", "watch nodes"});
}

TEST_CASE("whoever makes a role has what it gives, or may give away all") {
  const auto wanted =
      rights_to_make(objects_of(manifest, "prod"), {"prod", {}, false, false, false});
  REQUIRE(wanted.grants.size() == 2);
  CHECK(words_of(wanted.grants[0].given) == std::vector<std::string>{"list nodes"});
  CHECK(words_of(wanted.grants[1].given) ==
        std::vector<std::string>{"update services/odd\"] in staging"});
  // Who lacks what it gives, but may escalate and bind, lacks nothing.
  CHECK(wanted.missing(wanted.grants[0].given).empty());
  auto lacking = wanted.grants[0].given;
  lacking.push_back(wanted.grants[0].instead[1]);
  CHECK(words_of(wanted.missing(lacking)) == std::vector<std::string>{"list nodes"});
  // And who has it needs not escalate.
  CHECK(wanted.missing(wanted.grants[0].instead).empty());
}
