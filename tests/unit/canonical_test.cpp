// One form for values that say the same.
#include "yaml/canonical.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "yaml/documents.hpp"

using namespace telepresence;

namespace {

std::string canonical(const std::string& text) {
  return yaml::canonical(yaml::parse(text, "test", 1U << 20U));
}

}  // namespace

TEST_CASE("keys are sorted, lists are not, and the style does not count") {
  const std::string expected =
      "a:\n"
      "- x: 1\n"
      "  y:\n"
      "  - b\n"
      "  - a\n"
      "- []\n"
      "b: {}\n"
      "c: \"1\"\n"
      "d: null\n"
      "e: \"\"\n";
  CHECK(canonical("e: ''\nd: ~\nc: '1'\nb: {}\na: [{y: [b, a], x: 1}, []]\n") == expected);
  CHECK(canonical(expected) == expected);
}

TEST_CASE("text of several lines is several lines, and its end is told") {
  CHECK(canonical("a: \"x\\n\\n  y\\n\"\n") == "a: |\n  x\n\n    y\n");
  CHECK(canonical("a: \"x\\ny\"\n") == "a: |-\n  x\n  y\n");
  CHECK(canonical("a: \"x\\ny\\n\\n\"\n") == "a: |+\n  x\n  y\n\n");
  CHECK(canonical("- - \"x\\ny\"\n") == "- - |-\n    x\n    y\n");
  for (const std::string text : {"a: \"x\\n\\n  y\\n\"\n", "a: \"x\\ny\"\n", "a: \"x\\ny\\n\\n\"\n",
                                 "- - \"x\\ny\"\n", "- {a: \"x\\ny\"}\n"}) {
    CHECK(canonical(canonical(text)) == canonical(text));
  }
}

TEST_CASE("text whose lines cannot stand by themselves is in quotes") {
  CHECK(canonical("a: \" x\\ny\"\n") == "a: \" x\\ny\"\n");
  CHECK(canonical("a: \"\\nx\"\n") == "a: \"\\nx\"\n");
  CHECK(canonical("a: \"x\\ty\\r\\n\"\n") == "a: \"x\\ty\\r\\n\"\n");
}

TEST_CASE("a value alone is written too") {
  CHECK(canonical("x\n") == "x\n");
  CHECK(canonical("[]\n") == "[]\n");
}
