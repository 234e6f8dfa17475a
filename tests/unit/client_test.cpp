#include "supply/client.hpp"

#include <catch2/catch.hpp>

using telepresence::chart::Edition;
using telepresence::supply::parse_client;

TEST_CASE("the client's version is read from what `telepresence version` prints") {
  const auto [output, version, edition] = GENERATE(table<const char*, const char*, const char*>({
      {"OSS Client : v2.18.1\nRoot Daemon: not running\nUser Daemon: not running\n", "2.18.1",
       "OSS"},
      {"Enhanced Client : v2.18.1\nRoot Daemon : v2.19.0\n", "2.18.1", "Enhanced"},
      {"Client         : v2.14.0\nTraffic Manager: v2.18.1\n", "2.14.0", ""},
      {"  OSS Client:v2.19.0-rc.1  \r\n", "2.19.0-rc.1", "OSS"},
      {"Traffic Manager : v2.18.1\n", "", ""},
      {"cannot ask: OSS Client : v2.18.1\n", "", ""},
      {"no client here", "", ""},
      {"", "", ""},
  }));
  CAPTURE(output);
  const auto client = parse_client("/usr/bin/telepresence", output);
  CHECK(client.path == "/usr/bin/telepresence");
  CHECK(client.version_text() == version);
  CHECK(client.edition_name == edition);
}

TEST_CASE("a client's edition says whose chart it needs") {
  CHECK(parse_client("", "OSS Client : v2.18.1").edition == Edition::oss);
  CHECK(parse_client("", "Enhanced Client : v2.18.1").edition == Edition::enterprise);
  CHECK_FALSE(parse_client("", "Client : v2.18.1").edition);
  CHECK_FALSE(parse_client("", "OSS Client : unknown").edition);
}
