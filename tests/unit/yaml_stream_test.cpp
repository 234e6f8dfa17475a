// A text of many documents: the same values as of each alone, from one reading.
#include "yaml/stream.hpp"

#include <fmt/format.h>

#include <string>

#include "expect_error.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using testing::error_of;

TEST_CASE("a document of a stream says what it says alone") {
  const std::string text = GENERATE(
      "a: {b: [x, 1]}\n'c': \"d\"\n", "a: on\nb: 'on'\nc: !!str 1\nd: !!int '3'\ne: ~\nf:\n",
      "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n", "a: 1\na: 2\n", "- |\n  x\n  ---\n- >-\n  y\n",
      "&a x: &b [1]\nc: [*a, *b]\n", "# nothing\n", "", "text\n", "a: &x 1\nb: &x 2\nc: *x\n");
  CAPTURE(text);
  const auto documents = yaml::parse_stream(text + "\n---\nlast: 1\n", "file");
  REQUIRE(!documents.empty());
  CHECK(documents.back().content["last"].scalar() == "1");
  const auto alone = yaml::parse(text, "file", 1000);
  if (!alone) return;
  REQUIRE(documents.size() == 2);
  CHECK(yaml::write(documents.front().content) == yaml::write(alone));
}

TEST_CASE("a stream's lines and texts are those of the whole") {
  const std::string text = "a: 1\n---\nb:\n  c: 2\n";
  const auto documents = yaml::parse_stream(text, "file");
  REQUIRE(documents.size() == 2);
  CHECK(documents[0].text == "a: 1\n");
  CHECK(documents[1].text == "---\nb:\n  c: 2\n");
  CHECK(documents[1].content["b"]["c"].line() == 4);
  CHECK(yaml::parse_stream("", "file").empty());
}

TEST_CASE("a stream that is no YAML is refused, with its line") {
  const auto [text, words] = GENERATE(table<std::string, std::string>({
      {"a: 1\n---\nb: [\n", "file:4: "},
      {"a: 1\n---\nb: *none\n", "file:3: there is no such anchor"},
      {"a: &x 1\n---\nb: *x\n", "file:3: there is no such anchor"},
      {"a: &x [*x]\n", "file:1: an anchor contains itself"},
      {"? [a]\n: b\n", "file:1: a key that is neither text nor a number nor a boolean"},
      {"<<: 1\n", "file:1: a merge (<<) takes a mapping or a list of mappings"},
      {std::string(201, '[') + std::string(201, ']'), "file:1: nested too deeply"},
  }));
  CAPTURE(text);
  const auto error = error_of([&, of = text] { yaml::parse_stream(of, "file"); });
  CHECK(error.kind() == ErrorKind::input);
  CHECK_THAT(std::string(error.what()), Catch::StartsWith(words));
}

TEST_CASE("each document of a stream may have as many values as one alone") {
  std::string many = "a: [";
  for (int i = 0; i < 120000; ++i) many += "1,";
  many += "]\n";
  CHECK(yaml::parse_stream(fmt::format("{}---\n{}", many, many), "file").size() == 2);
  CHECK_THROWS_AS(yaml::parse_stream(fmt::format("- {}- {}", many, many), "file"), Error);
}
