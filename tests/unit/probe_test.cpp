#include "cluster/probe.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

// As helm prints the probe chart's ConfigMap.
std::string printed(const std::string& report) {
  return "---\n# Source: telepresence-probe/templates/report.yaml\napiVersion: v1\nkind: "
         "ConfigMap\n"
         "metadata:\n  name: telepresence-probe\ndata:\n  report: '" +
         report + "'\n";
}

}  // namespace

TEST_CASE("a Deployment is read from the report") {
  const auto deployment = parse_deployment(printed(
      R"({"deployment":{"desired":1,"ready":1,"image":"tel2:2.18.1","managedNamespaces":["a","b"]}})"));
  REQUIRE(deployment);
  CHECK(deployment->desired == 1);
  CHECK(deployment->ready == 1);
  CHECK(deployment->image == "tel2:2.18.1");
  CHECK(deployment->managed_namespaces == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(parse_deployment(printed("{}")));
}

TEST_CASE("why a pod is not ready is told in the kubelet's or scheduler's words") {
  const auto [pod, expected] = GENERATE(table<const char*, const char*>({
      {R"({"name":"p","containers":[{"ready":false,"state":{"waiting":{"reason":"ImagePullBackOff","message":"no image"}}}]})",
       "pod p: ImagePullBackOff: no image"},
      {R"({"name":"p","containers":[{"ready":false,"restarts":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]})",
       "pod p: CrashLoopBackOff (3 restarts)"},
      {R"({"name":"p","containers":[{"ready":false,"state":{"running":{}}}]})",
       "pod p: running, but not ready"},
      {R"({"name":"p","containers":[],"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes"}]})",
       "pod p: Unschedulable: 0/1 nodes"},
  }));
  const auto problems = parse_pod_problems(printed(std::string(R"({"pods":[)") + pod + "]}"));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == expected);
}

TEST_CASE("a pod in order is no problem") {
  CHECK(parse_pod_problems(
            printed(
                R"({"pods":[{"name":"p","containers":[{"ready":true,"state":{"running":{}}}]}]})"))
            .empty());
}

TEST_CASE("output without a report is an error") {
  CHECK(testing::error_of([] { parse_deployment("---\na: b\n"); }).kind() == ErrorKind::helm);
}
