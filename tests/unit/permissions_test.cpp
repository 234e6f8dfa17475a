// Permissions that are told from a manifest.
#include "release/permissions.hpp"

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
  const auto rights = installer_rights(manifest, {"prod", {parse_subject("User:jane")}});
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
