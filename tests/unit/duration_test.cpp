// Durations as Go writes them.
#include "util/duration.hpp"

#include <catch2/catch.hpp>

using telepresence::parse_duration;
using namespace std::chrono_literals;

TEST_CASE("durations as helm takes them") {
  CHECK(parse_duration("5m0s") == 5min);
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("1.5m") == 90s);
  CHECK(parse_duration("250ms") == 250ms);
  CHECK(parse_duration("1500us") == 1ms);
  CHECK(parse_duration("2000000ns") == 2ms);
  CHECK(parse_duration("0") == 0ms);
}

TEST_CASE("what is no duration") {
  for (const auto* text : {"", "5", "-5s", "5 s", "s", "1d", "5m x", "١s"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
  CHECK_FALSE(parse_duration(std::string(63, '1') + "ms"));
}

TEST_CASE("a duration too long to count is a very long one") {
  CHECK(parse_duration(std::string(60, '9') + "h") == parse_duration("876600h"));
}
