#include "supply/client.hpp"

#include <catch2/catch.hpp>

using telepresence::supply::parse_client_version;
using telepresence::supply::TelepresenceClient;

TEST_CASE("the client's version is read from what `telepresence version` prints") {
  const auto [output, version, edition] = GENERATE(table<const char*, const char*, const char*>({
      {"OSS Client : v2.18.1\nRoot Daemon: not running\nUser Daemon: not running\n", "2.18.1",
       "OSS"},
      {"Enhanced Client : v2.18.1\nRoot Daemon : v2.19.0\n", "2.18.1", "Enhanced"},
      {"Client         : v2.14.0\nTraffic Manager: v2.18.1\n", "2.14.0", ""},
      {"  OSS Client:v2.19.0-rc.1  \r\n", "2.19.0-rc.1", "OSS"},
      {"Traffic Manager : v2.18.1\n", "", ""},
      {"no client here", "", ""},
      {"", "", ""},
  }));
  CAPTURE(output);
  TelepresenceClient client;
  parse_client_version(output, client);
  CHECK(client.version == version);
  CHECK(client.edition == edition);
}
