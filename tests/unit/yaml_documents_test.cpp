// Whole documents: what is read, what is refused, what is written. tests/yaml has PyYAML and helm
// read what was written.
#include "yaml/documents.hpp"

#include <fmt/format.h>

#include "expect_error.hpp"

using namespace telepresence;
using testing::error_of;

namespace {

constexpr std::size_t mebibyte = 1UL << 20U;

yaml::Value parse(std::string_view text) { return yaml::parse(text, "file", mebibyte); }

std::string refusal_of(std::string_view text) {
  const auto error = error_of([&] { parse(text); });
  CHECK(error.kind() == ErrorKind::input);
  return error.what();
}

// As it is written again.
std::string again(std::string_view text) { return yaml::write(parse(text)); }

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("values are found by their keys, with their lines") {
  const auto root = parse("# c\na: {b: [x, y]}\nc: ~\n'd': \"e\"\n");
  CHECK(root.line() == 2);
  CHECK(root["a"]["b"].items().size() == 2);
  CHECK(root["a"]["b"].items()[1].scalar() == "y");
  CHECK(root["c"].kind() == yaml::Value::Kind::null);
  CHECK(root["c"].scalar().empty());
  CHECK(root["c"].line() == 3);
  CHECK(root["d"].scalar() == "e");
  CHECK_FALSE(root["a"]["nothing"]["here"]);
}

TEST_CASE("a text without a document says nothing") {
  CHECK_FALSE(parse(""));
  CHECK_FALSE(parse("# only a comment\n"));
  CHECK(parse("---\n").kind() == yaml::Value::Kind::null);
}

TEST_CASE("text, and what YAML 1.1 takes for something else") {
  using Kind = yaml::Value::Kind;
  const auto [written, kind] = GENERATE(table<const char*, Kind>({
      {"on", Kind::literal},
      {"0o17", Kind::literal},
      {"1_000", Kind::literal},
      {"2001-12-14", Kind::literal},
      {"!!int '3'", Kind::literal},
      {"'on'", Kind::text},
      {"!!str 123", Kind::text},
      {"2.18.1", Kind::text},
      {"nO", Kind::text},
      {"|-\n  1", Kind::text},
      {"Null", Kind::null},
      {"", Kind::null},
      {"'null'", Kind::text},
  }));
  CAPTURE(written);
  CHECK(parse(std::string("a: ") + written)["a"].kind() == kind);
}

TEST_CASE("true has several words, without quotes") {
  const auto root = parse("{a: yes, b: On, c: 'true', d: off, e: 1}");
  CHECK(root["a"].is_true());
  CHECK(root["b"].is_true());
  CHECK_FALSE(root["c"].is_true());
  CHECK_FALSE(root["d"].is_true());
  CHECK_FALSE(root["e"].is_true());
}

TEST_CASE("of a key that is there twice the last one counts") {
  CHECK(again("a: 1\nb: 2\na: 3\n") == "a: 3\nb: 2\n");
}

TEST_CASE("aliases and merges are replaced by what they stand for, in order") {
  CHECK(again("a: &x [1, &y b]\nc: *x\nd: *y\n") == "a:\n  - 1\n  - b\nc:\n  - 1\n  - b\nd: b\n");
  const auto root = parse(
      "base: &b {x: merged, y: z}\nfirst: {<<: *b, x: own}\nlast: {x: own, <<: *b}\n"
      "two: {<<: [{x: 1}, *b]}\nquoted: {'<<': *b}\n");
  CHECK(root["first"]["x"].scalar() == "own");
  CHECK(root["first"]["y"].scalar() == "z");
  CHECK(root["last"]["x"].scalar() == "merged");
  CHECK(root["two"]["x"].scalar() == "1");
  CHECK(root["two"]["y"].scalar() == "z");
  CHECK(root["quoted"]["<<"]["x"].scalar() == "merged");
}

TEST_CASE("only the first document is read") { CHECK(again("a: b\n---\nc: [\n") == "a: b\n"); }

TEST_CASE("a line ends as YAML 1.1 says") {
  CHECK(again("# a\rb: c\xc2\x85"
              "d: e\r\nf: 'g\rh'\n") == "b: c\nd: e\nf: g h\n");
}

TEST_CASE("what helm refuses is refused, with file and line") {
  const auto [text, where] = GENERATE(table<const char*, const char*>({
      {"a: 1\nb: [\n", "file:3: "},
      {"a: b\n}\n", "file:2: "},
      {"a: 'b\n", "file:2: "},             // yaml-cpp alone reads this
      {"a:\n{b: c}\nd: e\n", "file:3: "},  // and this, as {a: null}
      {"a: \xff\n", "file:1: "},
      {"a: \x01\n", "file:1: "},
      {"a:\n- ? [b]\n  : c\n", "file:2: a key that is neither text nor a number nor a boolean"},
      {"a: b\n~: c\n", "file:2: a key that is neither text nor a number nor a boolean"},
      {"a: b\n<<: c\n", "file:2: a merge (<<) takes a mapping or a list of mappings"},
      {"a: b\n<<: [{}, [{}]]\n", "file:2: a merge (<<) takes a mapping or a list of mappings"},
      {"a: &x\n- *x\n", "file:2: an anchor contains itself"},
      {"!. a\n  b\nc\n\"  d\n\"  e", "file:1: YAML parsers differ"},
      {"\r\xef\xbb\xbf", "file:2: YAML parsers differ"},
      // To helm's parser that is a key without a name.
      {"a:\n  &x:\n    b: c\n", "file:3: YAML parsers differ"},
  }));
  CAPTURE(text);
  CHECK_THAT(refusal_of(text), Catch::StartsWith(where));
}

TEST_CASE("an anchor that is not there may be a password and is not repeated") {
  CHECK(refusal_of("a: b\npassword: *s3cret\n") == "file:2: there is no such anchor");
}

TEST_CASE("a text has a size to keep to") {
  CHECK(yaml::parse(std::string(1024, 'a'), "file", 1024));
  CHECK_THAT(error_of([] { yaml::parse(std::string(1025, 'a'), "file", 1024); }).what(),
             Catch::Equals("file: larger than 1 KiB"));
}

TEST_CASE("nesting has an end") {
  CHECK(parse(repeated("[", 200) + repeated("]", 200)));
  CHECK(refusal_of(repeated("[", 201) + repeated("]", 201)) == "file:1: nested too deeply");
  CHECK(refusal_of(repeated("- ", 100000)) == "file:1: nested too deeply");
  CHECK(refusal_of(repeated("? ", 201)) == "file:1: nested too deeply");
  CHECK(refusal_of(repeated("{a: ", 100000)) == "file:1: nested too deeply");
}

TEST_CASE("aliases cannot nest deeper than text can") {
  const auto chain = [](int levels) {
    std::string text = "- &a0 []\n";
    for (int i = 1; i < levels; ++i) text += fmt::format("- &a{} [*a{}]\n", i, i - 1);
    return text;
  };
  CHECK(parse(chain(199)));
  CHECK(refusal_of(chain(201)) == "file:201: nested too deeply");
  CHECK(refusal_of(chain(40000)) == "file:201: nested too deeply");
}

TEST_CASE("merges may follow one another as long as there is room") {
  const auto chain = [](int links) {
    std::string text = "a0: &a0 {x: y, z: y}\n";
    for (int i = 1; i < links; ++i) text += fmt::format("a{0}: &a{0} {{<<: *a{1}}}\n", i, i - 1);
    return text;
  };
  CHECK(parse(chain(1000))["a999"]["x"].scalar() == "y");
  CHECK_THAT(refusal_of(chain(30000)), Catch::EndsWith("anchors and aliases stand for too much"));
}

TEST_CASE("what aliases stand for cannot grow without end") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  std::string merges = "a0: &a0 {x: y}\n";
  for (int i = 1; i < 40; ++i) {
    text += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}]\n", i, i - 1);
    merges += fmt::format("a{0}: &a{0} {{<<: [*a{1}, *a{1}], x{0}: y}}\n", i, i - 1);
  }
  CHECK_THAT(refusal_of(text), Catch::EndsWith("anchors and aliases stand for too much"));
  CHECK(parse(merges)["a39"]["x"].scalar() == "y");
  const auto large = "a: &a " + std::string(60000, 'x') + "\nb: [" + repeated("*a, ", 1000) + "]\n";
  CHECK_THAT(refusal_of(large), Catch::EndsWith("anchors and aliases stand for too much"));
}

TEST_CASE("directives have an end") {
  const auto directives = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += fmt::format("%TAG !a{}! !x\n", i);
    return text + "---\na: b\n";
  };
  CHECK(again(directives(100)) == "a: b\n");
  const std::string refusal = "more than 100 directives (lines that begin with %)";
  CHECK_THAT(refusal_of(directives(101)), Catch::EndsWith(refusal));
  CHECK_THAT(refusal_of(directives(50000)), Catch::EndsWith(refusal));
  // However the text comes to libyaml in pieces.
  for (std::size_t size = 16370; size < 16400; ++size) {
    CHECK_THAT(refusal_of("#" + std::string(size, 'x') + "\n" + directives(101)),
               Catch::EndsWith(refusal));
    CHECK_THAT(refusal_of("#" + std::string(size, 'x') + "\xe2\x80\xa8" + directives(101)),
               Catch::EndsWith(refusal));
  }
  // A percent sign elsewhere is none.
  CHECK(parse("a: |\n" + repeated("  % é%\n", 200)));
}

TEST_CASE("block YAML with the quotes that are needed") {
  CHECK(yaml::from_json(R"({"a":{"b":[1,true,null,"x y"]},"e":[],"m":{},"l":[[1],{"k":[]},[]]})") ==
        "a:\n  b:\n    - 1\n    - true\n    - null\n    - x y\ne: []\nm: {}\n"
        "l:\n  -\n    - 1\n  - k: []\n  - []\n");
  const auto [text, written] = GENERATE(table<const char*, const char*>({
      {"on", "\"on\"\n"},
      {"1e3", "\"1e3\"\n"},
      {"~", "\"~\"\n"},
      {"", "\"\"\n"},
      {"2.18.1", "2.18.1\n"},
      {"a: b", "\"a: b\"\n"},
      {"a #b", "\"a #b\"\n"},
      {"a, b", "a, b\n"},
      {"a\nb\n", "\"a\\nb\\n\"\n"},
      {"ü\t", "\"ü\\t\"\n"},
  }));
  CAPTURE(text);
  CHECK(yaml::write(yaml::Value::text(text)) == written);
}

TEST_CASE("what was no text when it was read is written without quotes") {
  const auto* text =
      GENERATE("on: 0o17\n", "1_000: 2001-12-14\n", "1: .inf\n", "a: =\n", "a: -1:30\n");
  CAPTURE(text);
  CHECK(again(text) == text);
}

TEST_CASE("a number of JSON is one in YAML 1.1") {
  CHECK(yaml::from_json("[1e20,-0.5,12345678901234567890]") ==
        "- 1.0e+20\n- -0.5\n- 12345678901234567890\n");
}

TEST_CASE("a key that is long is written so that readers find its end") {
  const std::string key(251, 'k');
  const auto written = yaml::write(
      yaml::Value::map({{yaml::Value::text(key), yaml::Value::list({yaml::Value::text("v")})},
                        {yaml::Value::text("short"), yaml::Value::null()}}));
  CHECK(written == "? " + key + "\n: - v\nshort: null\n");
}

TEST_CASE("what is no JSON is not written") {
  CHECK_THROWS_AS(yaml::from_json("{"), std::runtime_error);
}

TEST_CASE("a value as JSON, in one line") {
  const auto [written, json] = GENERATE(table<const char*, const char*>({
      {"{b: [1, x, ~], a: true}", R"({"b":[1,"x",null],"a":true})"},
      {"on: 0x1F", R"({"on":"0x1F"})"},
      {"2001-12-14", R"("2001-12-14")"},
      {"''", R"("")"},
      {"", "null"},
  }));
  CHECK(yaml::to_json(parse(written)) == json);
}
