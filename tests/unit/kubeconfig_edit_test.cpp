// What the editor refuses, and the shapes that tests/kubeconfig has no file for.
#include "kubeconfig/edit.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::kubeconfig;
using testing::error_of;

namespace {

std::string set(const std::string& text, const std::string& name = "staging") {
  return set_manager_namespace(File(text, "config"), "kind", name);
}

std::string unset(const std::string& text) {
  return unset_manager_namespace(File(text, "config"), "kind");
}

std::string migrate(const std::string& text, Form form) {
  return migrate_manager_namespace(File(text, "config"), "kind", form);
}

std::string cluster(const std::string& rest) { return "clusters:\n- name: kind\n" + rest; }

}  // namespace

TEST_CASE("what cannot be edited without changing something else is refused with its line") {
  const auto [text, where] = GENERATE(table<std::string, const char*>({
      {"base: &b {server: x}\n" + cluster("  cluster: *b\n"), "config:4: cluster kind: it shares"},
      {cluster("  cluster: &b {server: x}\n- {name: c, cluster: *b}\n"),
       "config:3: cluster kind: it shares"},
      {"base: &b {extensions: []}\n" + cluster("  cluster: {<<: *b}\n"),
       "config:4: cluster kind: 'extensions' comes from another place"},
      {cluster("  cluster: {}\n- {name: kind}\n"), "config:4: cluster kind: a second one"},
      {cluster("  cluster: {}\nclusters: []\n"),
       "config:4: cluster kind: 'clusters' is there twice"},
      {cluster("  cluster: {extensions: [{name: telepresence.io}, {name: telepresence.io}]}\n"),
       "config:3: cluster kind: a second extension"},
      {cluster("  cluster: {extensions: {}}\n"), "config:3: cluster kind: 'extensions' is no list"},
      {cluster("  cluster:\n"), "config:2: cluster kind: it has no mapping"},
      {cluster("  cluster: {extensions: [{name: telepresence.io, extension: {manager: "
               "{namespace: a}, cluster: {defaultManagerNamespace: b}}}]}\n"),
       "config:3: cluster kind: the extension names a namespace by 'manager' and by 'cluster'"},
      {"clusters: [\n", "config:2: "},
  }));
  CAPTURE(text);
  const auto error = error_of([&, text = text] { set(text); });
  CHECK(error.kind() == ErrorKind::input);
  CHECK(std::string(error.what()).starts_with(where));
}

TEST_CASE("a name that YAML 1.1 takes for something else is quoted") {
  const auto* name = GENERATE("on", "y", "123", "1e3", "null");
  const auto text = cluster("  cluster: {server: x}\n");
  const auto edited = set(text, name);
  CHECK(edited.find("{namespace: \"" + std::string(name) + "\"}") != std::string::npos);
  CHECK(unset(edited) == text);
  // And what stood there without quotes is no name.
  const auto plain = cluster(
      "  cluster: {extensions: [{name: telepresence.io, extension: {manager: "
      "{namespace: " +
      std::string(name) + "}}}]}\n");
  CHECK(set(plain, name) != plain);
}

TEST_CASE("set and unset give the bytes that were there") {
  const auto rest = GENERATE(as<std::string>{}, "  cluster: {}\n", "  cluster: { }\n",
                             "  cluster:\n    extensions:\n    server: x\n",
                             "  cluster:\n    extensions: null # none\n    server: x\n",
                             "  cluster:\n    extensions: [ ]\n",
                             "  cluster:\n    extensions:\n    - {name: a}\n    server: x",
                             "  cluster: {\n    server: x # s\n  }\n",
                             "  cluster:\n    note: |+\n      text\n\n");
  CAPTURE(rest);
  const auto text = cluster(rest);
  const auto edited = set(text);
  CHECK(edited != text);
  CHECK(set(edited) == edited);
  CHECK(unset(edited) == text);
  const auto migrated = migrate(edited, Form::cluster);
  CHECK(migrated.find("defaultManagerNamespace: staging") != std::string::npos);
  CHECK(migrate(migrated, Form::manager) == edited);
}

TEST_CASE("anchors elsewhere are no obstacle") {
  const auto text = "base: &b {server: x}\n" + cluster("  cluster:\n    <<: *b\n    x: y\n");
  CHECK(unset(set(text)) == text);
}

TEST_CASE("a namespace is replaced in its own quotes") {
  const auto with = [](const std::string& name) {
    return cluster(
        "  cluster: {extensions: [{name: telepresence.io, extension: {manager: "
        "{namespace: " +
        name + ", x: y}}}]} # c\n");
  };
  CHECK(set(with("'old'")) == with("'staging'"));
  CHECK(set(with("\"old\"")) == with("\"staging\""));
  CHECK(set(with("old")) == with("staging"));
  CHECK(set(with("!!str old")) == with("!!str staging"));
}

TEST_CASE("unset leaves what else the extension's list item holds") {
  const auto* others = GENERATE("", ", {name: other}");
  const auto with = [&](const std::string& extension) {
    return cluster("  cluster: {extensions: [{name: telepresence.io, " + extension + "note: mine}" +
                   others + "]}\n");
  };
  CHECK(unset(with("extension: {manager: {namespace: staging}}, ")) == with(""));
}

TEST_CASE("a hyphen in a comment is not the dash of the list") {
  const std::string text =
      "clusters:\n-\n  # not - this\n  name: kind\n  cluster:\n    server: x\n";
  const auto edited = set(text);
  CHECK(edited.find("\n    extensions:\n    - ") != std::string::npos);
  CHECK(unset(edited) == text);
}
