// What is offered behind --set: which keys, and where in the word.
#include "chart/value_keys.hpp"

#include <catch2/catch.hpp>

using namespace telepresence::chart;

namespace {

constexpr const char* values = R"(# Settings.

# How much is logged. More is slower.
logLevel: info

image:
  # Where it comes from,
  # e.g. a mirror.
  registry: docker.io
  pullSecrets: []
# Labels of the pod
podLabels: {}
"with.dot": 1
)";

std::string told(std::string_view path) {
  std::string text;
  for (const auto& key : value_keys(values, path)) {
    text += key.name + (key.is_map ? "." : "=") + '(' + key.meaning + ") ";
  }
  return text;
}

}  // namespace

TEST_CASE("the keys of a level with what they are for") {
  CHECK(told("") == "logLevel=(How much is logged) image.() podLabels.(Labels of the pod) ");
  CHECK(told("image") == "registry=(Where it comes from, e.g. a mirror) pullSecrets=() ");
  CHECK(told("podLabels").empty());
  CHECK(told("image.registry").empty());
  CHECK(told("nothing.here").empty());
}

TEST_CASE("where a key is typed") {
  const auto [word, before, path] = GENERATE(table<const char*, const char*, const char*>({
      {"", "", ""},
      {"log", "", ""},
      {"image.reg", "image.", "image"},
      {"a.b.c", "a.b.", "a.b"},
      {"a=b,image.", "a=b,image.", "image"},
      {"a={b,c},image.x", "a={b,c},image.", "image"},
      {"a=[1,2],x", "a=[1,2],", ""},
      {"a=b\\,c,x", "a=b\\,c,", ""},
      {"a=1.5,x", "a=1.5,", ""},
  }));
  CAPTURE(word);
  const auto typed = typed_key(word, Pairs::several);
  REQUIRE(typed);
  CHECK(typed->before == before);
  CHECK(typed->path == path);
}

TEST_CASE("nothing is known of a value that is typed") {
  for (const auto* word : {"a=", "a=b", "a={b,c", "a=b\\,c", "x,a=b"}) {
    CAPTURE(word);
    CHECK_FALSE(typed_key(word, Pairs::several));
  }
  CHECK_FALSE(typed_key("a=b,c", Pairs::one));
  CHECK(typed_key("a.b", Pairs::one));
}
