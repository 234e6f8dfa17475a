#include "chart/index.hpp"

#include <fmt/format.h>

#include <vector>

#include "expect_error.hpp"
#include "temporary_folder.hpp"
#include "util/text.hpp"

using namespace telepresence;
using testing::error_of;

namespace {

// Its entries, a line each.
std::string entries_of(const std::string& index) {
  const testing::TemporaryFolder folder;
  folder.write("index.yaml", index);
  std::vector<std::string> lines;
  chart::read_index(folder.path() / "index.yaml", "telepresence", "here", [&](const auto& entry) {
    lines.push_back(fmt::format("{}|{}|{}|{}|{}", entry.version, entry.app_version, entry.created,
                                entry.digest, entry.url));
  });
  return text::join(lines, "\n");
}

std::string what_of(const std::string& index) {
  return error_of([&] { entries_of(index); }).what();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

const std::string yaml = R"(apiVersion: v1
entries:
  other:
  - version: 9.9.9
    urls: [other.tgz]
  telepresence:
  - apiVersion: v2
    annotations: {version: 8.8.8, urls: [a, b], entries: {telepresence: [{version: 7.7.7}]}}
    appVersion: 2.18.1
    created: "2026-01-01T10:00:00Z"
    digest: abc
    maintainers: [{name: jane, version: 6.6.6}]
    urls: [first/telepresence.tgz, second.tgz]
    version: 2.18.1
  - null
  - version: 2.17
    appVersion: null
    created: {version: 5.5.5}
    digest: true
    urls: []
  - version: "2.16.0 😀 é"
    urls: [[nested.tgz], second.tgz]
  zebra: []
telepresence:
- version: 4.4.4
generated: 1
)";

const std::string json = R"({
  "apiVersion": "v1",
  "entries": {
    "other": [{"version": "9.9.9", "urls": ["other.tgz"]}],
    "telepresence": [
      {
        "apiVersion": "v2",
        "annotations": {"version": "8.8.8", "urls": ["a", "b"],
                        "entries": {"telepresence": [{"version": "7.7.7"}]}},
        "appVersion": "2.18.1",
        "created": "2026-01-01T10:00:00Z",
        "digest": "abc",
        "maintainers": [{"name": "jane", "version": "6.6.6"}],
        "urls": ["first/telepresence.tgz", "second.tgz"],
        "version": "2.18.1"
      },
      null,
      {"version": 2.17, "appVersion": null, "created": {"version": "5.5.5"}, "digest": true,
       "urls": []},
      {"version": "2.16.0 😀 é", "urls": [["nested.tgz"], "second.tgz"]}
    ],
    "zebra": []
  },
  "telepresence": [{"version": "4.4.4"}],
  "generated": 1
})";

const std::string expected =
    "2.18.1|2.18.1|2026-01-01T10:00:00Z|abc|first/telepresence.tgz\n"
    "2.17|||true|\n"
    "2.16.0 😀 é||||";

}  // namespace

TEST_CASE("an index says the same as YAML and as JSON") {
  CHECK(entries_of(yaml) == expected);
  CHECK(entries_of(json) == expected);
}

TEST_CASE("JSON is read where YAML differs from it") {
  CHECK(entries_of(replaced(json, "  ", "\t")) == expected);
  CHECK(entries_of(replaced(json, "\n", "\r\n\t")) == expected);
  CHECK(entries_of(replaced(json, "/", "\\/")) == expected);
  CHECK(entries_of(replaced(replaced(json, "😀", "\\ud83d\\ude00"), "é", "\\u00e9")) == expected);
  CHECK(entries_of("\xef\xbb\xbf" + replaced(json, "  ", "\t")) == expected);
  CHECK(entries_of("\n" + json + "\n\n") == expected);
}

TEST_CASE("what only begins as JSON is YAML") {
  CHECK(entries_of(json + "\n# done\n") == expected);
  CHECK(entries_of(replaced(json, "\"v1\"", "v1")) == expected);
  CHECK(entries_of(json + "\n---\nanother: document\n") == expected);
}

TEST_CASE("an index without the chart has no entries, in JSON too") {
  for (const char* index :
       {"{}", "{\"entries\": null}", "{\"entries\": {}}", "{\"entries\": []}",
        R"({"entries": {"telepresence": null}})", R"({"entries": {"telepresence": {}}})",
        R"({"entries": {"telepresence": []}})", R"({"entries": [{"telepresence": [{}]}]})",
        R"({"entries": {"other": [{"telepresence": [{}]}]}})",
        R"({"entries": {"telepresence": [[{"version": "1"}], "2", 3]}})"}) {
    INFO(index);
    CHECK(entries_of(index).empty());
    CHECK(entries_of(std::string(index) + "\n# YAML").empty());
  }
}

TEST_CASE("what is no index is told with its line, in JSON too") {
  CHECK(what_of("[]") == "here:1: expected a mapping with the key entries");
  CHECK(what_of("\"entries\"") == "here:1: expected a mapping with the key entries");
  CHECK(what_of("null") == "here:1: expected a mapping with the key entries");
  CHECK(what_of("").starts_with("here:1: expected a document"));
  CHECK(what_of("{\n\"entries\": {\n").starts_with("here:3: "));
  CHECK(what_of("{\n\"entries\": \"\xff\"}").starts_with("here:"));
}

TEST_CASE("nesting without end is refused, in JSON too") {
  constexpr std::size_t many = 1000000;
  const std::string open(many, '[');
  const std::string close(many, ']');
  const auto closed = "{\n\t\"x\":\n" + open + close + "}";
  CHECK(what_of(closed) == "here:3: nested too deeply");
  CHECK(what_of("{\n\t\"x\":\n" + open) == "here:3: nested too deeply");
  constexpr std::size_t most = 99;
  CHECK(entries_of("{\t\"x\":" + open.substr(0, most) + close.substr(0, most) + "}").empty());
  CHECK(what_of("{\t\"x\":" + open.substr(0, most + 1) + close.substr(0, most + 1) + "}") ==
        "here:1: nested too deeply");
}

TEST_CASE("what is there twice is refused, as nobody knows which one counts") {
  CHECK(what_of("entries: {}\nentries: {}\n") == "here:2: 'entries' is there twice");
  CHECK(what_of("{\"entries\": null,\n\t\"entries\": {}}") == "here:2: 'entries' is there twice");
  CHECK(what_of("entries:\n  telepresence: []\n  other: []\n  telepresence: []\n") ==
        "here:4: 'telepresence' is there twice");
  CHECK(what_of("{\"entries\": {\"telepresence\": [],\n\"telepresence\":\t[]}}") ==
        "here:2: 'telepresence' is there twice");
}

TEST_CASE("directives without end are refused at once") {
  std::string directives;
  for (int i = 0; i < 60000; ++i) directives += fmt::format("%TAG !a{}! !x\n", i);
  CHECK(what_of(directives + "---\nentries: {}\n")
            .ends_with("more than 100 directives (lines that begin with %)"));
}

TEST_CASE("an alias is refused, as what it stands for is not kept") {
  CHECK(what_of("a: &a []\nentries:\n  telepresence: *a\n") ==
        "here:3: aliases are not read in an index");
}
