// Quantities as Kubernetes writes them.
#include "util/quantity.hpp"

#include <catch2/catch.hpp>
#include <string>

using telepresence::Quantity;

TEST_CASE("a quantity is the same number in other words") {
  const auto [left, right] = GENERATE(table<const char*, const char*>({
      {"1e3", "1k"},
      {"1E3", "1000"},
      {"1e+3", "1000."},
      {"1e-3", "1m"},
      {"1.5e0", "1500m"},
      {"0.5", "500m"},
      {".5", "+0.50"},
      {"100u", "0.1m"},
      {"1n", "0.000000001"},
      {"1M", "1000k"},
      {"1E", "1e18"},
      {"1P", "1000T"},
      {"1G", "1000000000"},
      {"1Gi", "1024Mi"},
      {"1.5Gi", "1536Mi"},
      {"1Ki", "1.024k"},
      {"1Ei", "1024Pi"},
      {"1Ti", "1099511627776"},
      {"0.1Ki", "102400m"},
      {"16Ei", "18446744073709551616"},
      {"007", "7"},
      {"0", "0Ki"},
      {"-0", "0e7"},
      {"-1k", "-1e3"},
      {"1e2147483647", "10e2147483646"},
  }));
  CAPTURE(left, right);
  REQUIRE(Quantity::parse(left));
  CHECK(Quantity::parse(left) == Quantity::parse(right));
}

TEST_CASE("quantities differ, however near they are") {
  const auto [left, right] = GENERATE(table<const char*, const char*>({
      {"1", "-1"},
      {"1k", "1Ki"},
      {"1m", "1M"},
      {"1e3", "1e2"},
      {"10", "1"},
      {"0", "1n"},
      // To a double they are one.
      {"9007199254740993", "9007199254740992"},
      {"8Ei", "9223372036854775807"},
      {"1000000000000.0000001", "1e12"},
  }));
  CAPTURE(left, right);
  CHECK(Quantity::parse(left) != Quantity::parse(right));
}

TEST_CASE("quantities below zero") {
  CHECK(Quantity::parse("-1m")->is_negative());
  CHECK_FALSE(Quantity::parse("-0")->is_negative());
  CHECK_FALSE(Quantity::parse("+1")->is_negative());
}

TEST_CASE("what is no quantity") {
  for (const auto* text :
       {"",     "+",   ".",   "Ki",  "m",    "e3",    "1e",    "1 ",    " 1",  "1.2.3",
        "1mm",  "1ki", "1K",  "1mi", "1Mib", "100MB", "1e1.5", "1e+-3", "--1", "1e99999999999",
        "0x10", "1,5", "one", "१"}) {
    CAPTURE(text);
    CHECK_FALSE(Quantity::parse(text));
  }
  CHECK(Quantity::parse(std::string(Quantity::longest, '1')));
  CHECK_FALSE(Quantity::parse(std::string(Quantity::longest + 1, '1')));
}
