#include "cluster/releases.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

std::vector<Release> parse_releases(const std::string& helm_output) {
  return releases_everywhere().parse(helm_output);
}

}  // namespace

TEST_CASE("helm's list is read, whichever helm wrote it") {
  const auto releases = parse_releases(
      R"([{"name":"traffic-manager","namespace":"ambassador","revision":"3","updated":"2026-01-01",)"
      R"("status":"deployed","chart":"telepresence-2.18.1-rc.1","app_version":"2.18.1"}])");
  REQUIRE(releases.size() == 1);
  CHECK(releases[0].release_namespace == "ambassador");
  CHECK(releases[0].revision == 3);
  CHECK(releases[0].status == "deployed");
  CHECK(releases[0].chart == "telepresence");
  CHECK(releases[0].chart_version == "2.18.1-rc.1");
  CHECK(parse_releases(R"([{"revision":4,"chart":"telepresence-oss-2.20.0"}])")[0].revision == 4);
  CHECK(parse_releases(R"([{"chart":"telepresence-oss-2.20.0"}])")[0].chart == "telepresence-oss");
}

TEST_CASE("an empty list has more than one form") {
  const auto* output = GENERATE("[]\n", "null\n", "", "\n");
  CHECK(parse_releases(output).empty());
}

TEST_CASE("what is no list is an error, not an empty list") {
  const auto* output = GENERATE("{}", "Error: x", "[", "\"a\"");
  CHECK(testing::error_of([&] { parse_releases(output); }).kind() == ErrorKind::helm);
}

TEST_CASE("every state of a release is asked for") {
  const auto arguments = releases_with("ns", "key=value").reading.arguments;
  for (const char* flag :
       {"--deployed", "--failed", "--pending", "--uninstalled", "--uninstalling", "--superseded"}) {
    CAPTURE(flag);
    CHECK(std::count(arguments.begin(), arguments.end(), flag) == 1);
  }
  CHECK(std::count(arguments.begin(), arguments.end(), "key=value") == 1);
}

TEST_CASE("a history is read, the oldest first") {
  const auto history = history_in("ns").parse(
      R"([{"revision":1,"status":"superseded","updated":"2026-01-01T00:00:00Z"},)"
      R"({"revision":2,"status":"deployed"}])");
  REQUIRE(history.size() == 2);
  CHECK(history[0].number == 1);
  CHECK(history[0].updated == "2026-01-01T00:00:00Z");
  CHECK(history[1].status == "deployed");
}

TEST_CASE("F2: what was uninstalled did not run until another took its place") {
  const auto history = history_in("ns").parse(
      R"([{"revision":1,"status":"superseded","description":"superseded by new release"},)"
      R"({"revision":2,"status":"superseded","description":"Upgrade complete"}])");
  CHECK(history[0].status == "uninstalled");
  CHECK(history[1].status == "superseded");
}
