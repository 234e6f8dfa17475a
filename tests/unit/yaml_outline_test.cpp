// What is found in one pass is what a tree would have, or is left to the tree.
#include "yaml/outline.hpp"

#include <catch2/catch.hpp>

#include "expect_error.hpp"
#include "yaml/events.hpp"

using namespace telepresence;
using testing::error_of;
using yaml::read_outline;

TEST_CASE("the lists of a text, with each item's name and lines") {
  const std::string text =
      "# first\nkind: Config\nclusters: # c\n- cluster: {server: x}\n  name: one\n# behind\n"
      "-   name: 'two'\n    cluster:\n      name: inner\nempty: []\ncurrent: ~\n";
  const auto outline = read_outline(text, "test");
  REQUIRE(outline);
  REQUIRE(outline->entries.size() == 4);
  CHECK(outline->find("kind")->value == "Config");
  CHECK(outline->find("current")->value.empty());
  CHECK(outline->find("nothing") == nullptr);
  const auto* clusters = outline->find("clusters");
  CHECK(clusters->head == "clusters: # c\n");
  REQUIRE(clusters->items.size() == 2);
  const auto lines = [&](const yaml::OutlineItem& item) {
    return text.substr(item.begin, item.end - item.begin);
  };
  CHECK(clusters->items[0].name == "one");
  CHECK(clusters->items[0].line == 4);
  CHECK(lines(clusters->items[0]) == "- cluster: {server: x}\n  name: one\n# behind\n");
  CHECK(clusters->items[1].name == "two");
  CHECK(lines(clusters->items[1]) == "-   name: 'two'\n    cluster:\n      name: inner\n");
}

TEST_CASE("what does not say the same in lines of its own is left to a tree") {
  const auto* text =
      GENERATE("", "- a\n", "{a: b}\n", "a: &x {b: c}\nd: *x\n", "a: b\n...\n", "a: b\n---\nc: d\n",
               "--- {a: b}\n",
               "\xef\xbb\xbf"
               "a: b\n",
               "a: [{name: b}]\n", "a:\n- {name: b}\n", "a:\n- b\n", "a:\n-\n  name: b\n",
               "a:\n- - name: b\n", "<<: {a: b}\n", "a:\n- <<: {name: b}\n",
               "a:\n- name: \"\\x62\"\n", "a:\n- name: b\n  name: >-\n    c\n", "? a\n: b\n");
  CAPTURE(text);
  CHECK_FALSE(read_outline(text, "test"));
}

TEST_CASE("what is no YAML is an error with its line") {
  CHECK(std::string(error_of([] { read_outline("a: b\nc: [\n", "file"); }).what())
            .starts_with("file:3: "));
  std::string deep = "a: ";
  for (int i = 0; i < 300; ++i) deep += "{b: ";
  deep += std::string(300, '}');
  CHECK(std::string(error_of([&] { read_outline(deep, "file"); }).what()) ==
        "file:1: nested too deeply");
}

TEST_CASE("cutting long words short moves no event") {
  const std::string word(200, 'A');
  const auto text = GENERATE_COPY(
      "a: " + word + "\nb: " + word + "\r\nc: x\n", "a: \"" + word + "\"\nb: x " + word,
      "a: |\n  " + word + "\n  " + word + "\nb: c\n", "a: # " + word + "\n  b\n",
      "a: \"x \\\n  " + word + "\n  y\"\nb: c\n", "? " + word + "\n: " + word + "\n",
      "{a: " + word + "\n, b: c}\n", "a: x\n  " + word + "\n  y\nb: &c " + word + "\n",
      "a: \"\\x4" + word + "\"\n", "ü: " + word + "\nb: c\n", "a: !" + word + " b\n",
      "- " + word + ": b\n");
  CAPTURE(text);
  yaml::Events whole(text, "whole", 1, yaml::LongWords::whole);
  yaml::Events cut(text, "cut", 1, yaml::LongWords::cut);
  for (auto more = true; more;) {
    const auto expected = whole.next();
    const auto event = cut.next();
    CHECK(event.kind == expected.kind);
    CHECK(event.begin == expected.begin);
    CHECK(event.end == expected.end);
    CHECK(event.line == expected.line);
    CHECK(event.text.size() <= expected.text.size());
    more = expected.kind != yaml::Event::Kind::stream_end;
  }
}

TEST_CASE("a name that was cut is read by a tree") {
  CHECK_FALSE(read_outline("a:\n- name: " + std::string(200, 'A') + "\n", "test"));
}
