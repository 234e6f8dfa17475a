// The tree of a kubeconfig.
#include "yaml/document.hpp"

#include <fmt/format.h>

#include "expect_error.hpp"

using namespace telepresence;
using testing::error_of;

TEST_CASE("values are found by their keys") {
  const auto document = yaml::Document::parse("a: {b: [x, y]}\nc: ~\n", "test");
  const auto root = document.root();
  CHECK(root["a"]["b"].items().size() == 2);
  CHECK(root["a"]["b"].items()[1].scalar() == "y");
  CHECK(root["c"].scalar().empty());
  CHECK(root["a"]["nothing"]["here"].kind() == yaml::Node::Kind::none);
  CHECK(root["a"]["b"]["here"].kind() == yaml::Node::Kind::none);
  CHECK(root["a"].line() == 1);
  CHECK(root["c"].line() == 2);
}

TEST_CASE("a quoted null is a text") {
  CHECK(yaml::Document::parse("a: 'null'", "test").root()["a"].scalar() == "null");
  CHECK(yaml::Document::parse("a: null", "test").root()["a"].scalar().empty());
}

TEST_CASE("aliases and merge keys are followed, own keys win") {
  const auto document = yaml::Document::parse(
      "base: &base {name: base, server: s}\n"
      "one: *base\n"
      "two: {<<: *base, name: two}\n"
      "three: {<<: [{name: three}, *base]}\n",
      "test");
  const auto root = document.root();
  CHECK(root["one"]["name"].scalar() == "base");
  CHECK(root["two"]["name"].scalar() == "two");
  CHECK(root["two"]["server"].scalar() == "s");
  CHECK(root["three"]["name"].scalar() == "three");
  CHECK(root["three"]["server"].scalar() == "s");
}

TEST_CASE("an empty text has no root") {
  CHECK_FALSE(yaml::Document::parse("", "test").root());
  CHECK_FALSE(yaml::Document::parse("# only a comment\n", "test").root());
}

TEST_CASE("what is no YAML is refused with file and line") {
  const auto error = error_of([] { yaml::Document::parse("a: 1\nb: [\n", "file.yaml"); });
  CHECK(error.kind() == ErrorKind::input);
  CHECK(std::string(error.what()).starts_with("file.yaml:3: "));
}

TEST_CASE("merges that branch again and again are searched once") {
  std::string text = "a0: &a0 {x: y}\n";
  for (int i = 1; i < 40; ++i) {
    text += fmt::format("a{0}: &a{0} {{<<: [*a{1}, *a{1}, *a{1}]}}\n", i, i - 1);
  }
  const auto document = yaml::Document::parse(text, "test");
  CHECK_FALSE(document.root()["a39"]["z"]);
  CHECK(document.root()["a39"]["x"].scalar() == "y");
}

TEST_CASE("of a key and a merge the last one counts, as for client-go") {
  const auto document = yaml::Document::parse(
      "base: &b {x: merged}\nfirst: {<<: *b, x: own}\nlast: {x: own, <<: *b}\n", "test");
  CHECK(document.root()["first"]["x"].scalar() == "own");
  CHECK(document.root()["last"]["x"].scalar() == "merged");
}

TEST_CASE("what is merged and no mapping has no keys") {
  const auto* merged = GENERATE("text", "[text]", "[[a]]", "null");
  CAPTURE(merged);
  const auto document =
      yaml::Document::parse("a: {<<: " + std::string(merged) + ", b: c}\n", "test");
  CHECK(document.root()["a"]["b"].scalar() == "c");
  CHECK(document.root()["a"]["d"].kind() == yaml::Node::Kind::none);
}
