#include "helm/parent_command.hpp"

#include <catch2/catch.hpp>

using telepresence::helm::flag_of_last_word;
using telepresence::helm::namespace_flag;
using Words = std::vector<std::string>;

TEST_CASE("the namespace is found where helm finds it") {
  const auto [words, expected] = GENERATE(table<Words, std::optional<std::string>>({
      {{"helm", "telepresence", "install"}, std::nullopt},
      {{"helm", "-n", "default", "telepresence", "install"}, "default"},
      {{"helm", "telepresence", "install", "--namespace", "a"}, "a"},
      {{"helm", "telepresence", "install", "--namespace=a"}, "a"},
      {{"helm", "telepresence", "install", "-n=a"}, "a"},
      {{"helm", "-n", "a", "telepresence", "install", "-n", "b"}, "b"},
      {{"helm", "telepresence", "install", "--", "-n", "a"}, "a"},
      // the next word belongs to the flag, whatever it looks like
      {{"helm", "--kube-context", "-n", "telepresence", "install"}, std::nullopt},
      // helm leaves this one in the plugin's arguments, where it is read
      {{"helm", "telepresence", "install", "-na"}, std::nullopt},
      {{"helm", "telepresence", "install", "-n"}, std::nullopt},
  }));
  CAPTURE(words);
  CHECK(namespace_flag(words) == expected);
}

TEST_CASE("the flag that the last word belongs to") {
  const auto [words, expected] = GENERATE(table<Words, std::optional<std::string>>({
      {{"helm", "__complete", "telepresence", "status", "-n", ""}, "-n"},
      {{"helm", "__complete", "telepresence", "status", "--kube-context", "a"}, "--kube-context"},
      {{"helm", "__complete", "telepresence", "status", "-n", "a", ""}, std::nullopt},
      {{"helm", "__complete", "telepresence", "status", "--debug", ""}, std::nullopt},
      {{"helm"}, std::nullopt},
  }));
  CAPTURE(words);
  CHECK(flag_of_last_word(words) == expected);
}
