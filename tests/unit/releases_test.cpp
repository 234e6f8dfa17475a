#include "cluster/releases.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::cluster;

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
  const auto question = releases_question({"ns", "key=value"});
  for (const char* flag :
       {"--deployed", "--failed", "--pending", "--uninstalled", "--uninstalling", "--superseded"}) {
    CAPTURE(flag);
    CHECK(std::count(question.arguments.begin(), question.arguments.end(), flag) == 1);
  }
  CHECK(std::count(question.arguments.begin(), question.arguments.end(), "key=value") == 1);
}
