// Times as helm prints them, for programs and for people.
#include "util/time.hpp"

#include <catch2/catch.hpp>

#include "net/certificate.hpp"

using namespace telepresence;
using namespace std::chrono_literals;

TEST_CASE("times of helm") {
  const auto time = parse_helm_time("2026-11-25 22:35:29.423470647 +0000 UTC");
  REQUIRE(time);
  CHECK(rfc3339(*time) == "2026-11-25T22:35:29Z");
  CHECK(parse_helm_time("2026-11-25 23:35:29 +0100 CET") == time);
  CHECK(parse_helm_time("2026-11-25 17:05:29.4 -0530 X") == time);
  CHECK(parse_helm_time("2026-11-25T22:35:29.423470647Z") == time);
  CHECK(parse_helm_time("2026-11-25T23:35:29+01:00") == time);
  for (const auto* text : {"", "2026-11-25", "2026-13-25 22:35:29 +0000 UTC",
                           "2026-02-30 22:35:29 +0000 UTC", "2026-11-25T22:35:29", "a\x1b[2J"}) {
    INFO(text);
    CHECK_FALSE(parse_helm_time(text));
  }
}

TEST_CASE("how long ago") {
  const auto now = *parse_helm_time("2026-11-25 22:35:29 +0000 UTC");
  const auto [passed, told] = GENERATE_COPY(table<std::chrono::seconds, const char*>({
      {-5s, "just now"},
      {9s, "just now"},
      {10s, "10 seconds ago"},
      {119s, "119 seconds ago"},
      {2min, "2 minutes ago"},
      {119min, "119 minutes ago"},
      {2h, "2 hours ago"},
      {47h, "47 hours ago"},
      {48h, "2 days ago"},
      {24h * 400, "400 days ago"},
  }));
  CHECK(time_ago(now - passed, now) == told);
}

TEST_CASE("what is no certificate has no end") {
  CHECK_FALSE(net::end_of_certificate(""));
  CHECK_FALSE(
      net::end_of_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
}
