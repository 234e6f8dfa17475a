// The documents and objects of a manifest.
#include "release/manifest/manifest.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace telepresence;
using namespace telepresence::release;

TEST_CASE("a manifest is taken apart where YAML begins a document") {
  struct Row {
    std::string manifest;
    std::vector<std::string> documents;
  };
  const Row rows[] = {
      {"---\n# Source: x\na: 1\n---\nb: 2\n", {"# Source: x\na: 1\n", "b: 2\n"}},
      {"a: 1\n--- \nb: 2", {"a: 1\n", "b: 2"}},
      {"# first\n---\na: 1\n", {"a: 1\n"}},
      {"--- {a: 1}\n--- # why\nb: 2\n", {"--- {a: 1}\n", "--- # why\nb: 2\n"}},
      // What only looks like one.
      {"a: |\n  x\n  ---\n  y\nb: \"\n  ---\n  \"\n",
       {"a: |\n  x\n  ---\n  y\nb: \"\n  ---\n  \"\n"}},
      {"a: 1\n...\n---\nb: 2\n", {"a: 1\n...", "b: 2\n"}},
      {"---\n---\na: 1\n", {"", "a: 1\n"}},
      {"", {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.manifest);
    std::vector<std::string> texts;
    for (const auto& document : documents_of(row.manifest)) texts.push_back(document.text);
    CHECK(texts == row.documents);
  }
}

TEST_CASE("objects have their names, and a List has objects") {
  const auto objects = objects_of(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n---\n"
      "# nothing\n---\n"
      "apiVersion: v1\nkind: List\nitems:\n"
      "  - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: staging}}\n"
      "  - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}\n",
      "prod");
  REQUIRE(objects.size() == 3);
  CHECK(objects[0].group == "apps");
  CHECK(objects[0].object_namespace == "prod");
  CHECK(objects[1].is_secret());
  CHECK(objects[1].object_namespace == "staging");
  CHECK(objects[2].object_namespace.empty());
  CHECK(content_in(objects, objects[0])["kind"].scalar() == "Deployment");
  auto other = objects[0];
  other.object_namespace = "staging";
  CHECK_FALSE(content_in(objects, other));
}
