// Which scalars without quotes are text to readers of YAML 1.1. tests/yaml asks PyYAML and helm.
#include "yaml/words.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;

TEST_CASE("what YAML 1.1 takes for something else is no text") {
  const auto* word =
      GENERATE("", "~", "null", "NULL", "y", "N", "yes", "No", "ON", "off", "True", "FALSE", ".inf",
               "-.Inf", "+.INF", ".nan", "<<", "=", "0", "-7", "+1", "0o17", "0X1f", "0b101",
               "1_000", "0_x1f", "0x_", "1.", ".5", "-.5", "1e3", "1.5E-7", "1:30", "1:30:00.5",
               "2001-12-14", "2001-1-2", "2001-12-14T21:59:43.1Z", "2001-12-14 21:59:43 -5");
  CAPTURE(word);
  CHECK_FALSE(yaml::reads_as_text(word));
}

TEST_CASE("what only looks like it is text") {
  const auto* word = GENERATE("a", "nul", "nO", "yEs", "oN", "tRUE", "yess", "_1", "-", "+", ".",
                              "..", "e3", "1e", "0b", "0x", "0xg", "0b2", "0o8", "2.18.1", "v1",
                              "123-a", "1:", ":1", "1:a", "20011-12-14", "2001-12", "2001-123-1",
                              "2001-12-14a", "2001-12-14Tx", "inf", "a: b", " ", "1 000");
  CAPTURE(word);
  CHECK(yaml::reads_as_text(word));
}

TEST_CASE("a number of any length is seen") {
  CHECK_FALSE(yaml::reads_as_text(std::string(1000000, '1')));
  CHECK(yaml::reads_as_text(std::string(1000000, '1') + "a"));
}

TEST_CASE("the words for true and for null") {
  CHECK(yaml::is_true_word("true"));
  CHECK(yaml::is_true_word("On"));
  CHECK_FALSE(yaml::is_true_word("false"));
  CHECK_FALSE(yaml::is_true_word("tRue"));
  CHECK(yaml::is_null_word("Null"));
  CHECK_FALSE(yaml::is_null_word("nULL"));
}
