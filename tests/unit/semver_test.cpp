#include "util/semver.hpp"

#include <catch2/catch.hpp>

using telepresence::Version;

TEST_CASE("Version::parse takes what helm takes") {
  const auto [text, expected] = GENERATE(table<const char*, const char*>({
      {"2.18.1", "2.18.1"},
      {"v2.18.1", "2.18.1"},
      {"v3.22", "3.22.0"},
      {"4", "4.0.0"},
      {"2.18.1-rc.1", "2.18.1-rc.1"},
      {"v2.18.1-rc.1+build.5", "2.18.1-rc.1+build.5"},
      {"1.0.0+a-b", "1.0.0+a-b"},
  }));
  CAPTURE(text);
  REQUIRE(Version::parse(text));
  CHECK(Version::parse(text)->to_string() == expected);
}

TEST_CASE("Version::parse refuses what is no version") {
  const auto* text =
      GENERATE("", "v", "vv1", "1.2.3.4", "1..2", "1.2.x", "01.2.3", "1.2.3-", "1.2.3-a..b",
               "1.2.3+", " 1.2.3", "-1.2.3", "1.2.3-ä", "99999999999999999999.0.0", "latest");
  CAPTURE(text);
  CHECK_FALSE(Version::parse(text));
}

TEST_CASE("versions are in the order of Semantic Versioning") {
  const char* ascending[] = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                             "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
                             "1.0.1",        "1.2.0",         "1.10.0",           "2.0.0"};
  for (std::size_t i = 0; i + 1 < std::size(ascending); ++i) {
    CAPTURE(ascending[i], ascending[i + 1]);
    CHECK(*Version::parse(ascending[i]) < *Version::parse(ascending[i + 1]));
  }
  CHECK(*Version::parse("v1.0.0+a") == *Version::parse("1.0+b"));
}

TEST_CASE("a version that is read can be written and read again") {
  const auto rest = std::string(Version::longest - 5, 'a');
  CHECK(Version::parse("0.1-" + rest.substr(2)));
  CHECK_FALSE(Version::parse("v0.1-" + rest));
}
