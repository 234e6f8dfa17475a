#include "util/version_range.hpp"

#include <catch2/catch.hpp>

using telepresence::Version;
using telepresence::VersionRange;

// What helm chooses by the same words is compared in tests/repository.
TEST_CASE("a range contains what it says") {
  const auto [range, version, expected] = GENERATE(table<const char*, const char*, bool>({
      {"", "2.18.1", true},
      {"*", "2.18.1", true},
      {"*", "2.18.1-rc.1", false},
      {"2.18.1", "2.18.1", true},
      {"v2.18.1", "2.18.1+build", true},
      {"2.18.1", "2.18.1-rc.1", false},
      {"2.18.1-rc.1", "2.18.1-rc.1", true},
      {"2.18", "2.18.7", true},
      {"2.18", "2.19.0", false},
      {"2.x", "2.99.0", true},
      {"!=2.18", "2.18.1", false},
      {"!=2.18", "2.17.0", true},
      {">2.17", "2.17.9", false},
      {">2.17", "2.18.0", true},
      {"<=2.17", "2.17.9", true},
      {"<=2", "3.0.0", false},
      {"<2.17", "2.17.0", false},
      {"~2.18.1", "2.18.0", false},
      {"~2.18.1", "2.18.9", true},
      {"~2", "2.99.0", true},
      {"^2.17", "2.16.9", false},
      {"^2.17", "3.0.0", false},
      {"^0.2.3", "0.3.0", false},
      {"^0.0.3", "0.0.4", false},
      {"^0.0", "0.0.9", true},
      {">=2.19.0-0", "2.19.0-rc.1", true},
      {">=2.18.0 <2.19.0-0", "2.18.5-rc.1", true},
      {"2.16 - 2.17", "2.17.9", true},
      {"2.16 - 2.17", "2.18.0", false},
      {"2.16.0 || 2.18.0", "2.18.0", true},
      {">=2.16,<2.18", "2.18.0", false},
      {"2 2 <3", "2.18.1", true},
  }));
  CAPTURE(range, version);
  REQUIRE(VersionRange::parse(range));
  CHECK(VersionRange::parse(range)->contains(*Version::parse(version)) == expected);
}

TEST_CASE("one version alone is told from a range") {
  const auto [text, only] = GENERATE(table<const char*, const char*>({
      {"2.18.1", "2.18.1"},
      {"=v2.18.1-rc.1", "2.18.1-rc.1"},
      {"2.18", ""},
      {"2.18.x", ""},
      {">=2.18.1", ""},
      {"2.18.1 || 2.18.2", ""},
      {">=2.18.1 <=2.18.1", ""},
      {"", ""},
  }));
  CAPTURE(text);
  const auto version = VersionRange::parse(text)->only();
  CHECK((version ? version->to_string() : "") == only);
}

TEST_CASE("a range reaches a version or ends before it") {
  const auto [range, reaches] = GENERATE(table<const char*, bool>({
      {"2.18", false},
      {"2.19.x", false},
      {"2.20.0", true},
      {"2", true},
      {"*", true},
      {"~2.19.3", false},
      {"~2.20", true},
      {"^2.18", true},
      {"^0.2", false},
      {"<2.20", false},
      {"<2.20.1", true},
      {"<=2.19", false},
      {"<=2.20", true},
      {">2.1", true},
      {">=2.18 <2.20.0", false},
      {"2.18 || >=2.22", true},
      {"!=2.20.0", true},
  }));
  CAPTURE(range);
  CHECK(VersionRange::parse(range)->reaches(*Version::parse("2.20.0")) == reaches);
}

TEST_CASE("what is no range is refused") {
  const auto* text = GENERATE("latest", "vv2.18.1", "^vv2", "2.18.1.5", ">", "^^2", "1..2",
                              "2.18 -", "==2", "2.18.1-");
  CAPTURE(text);
  CHECK_FALSE(VersionRange::parse(text));
}
