// What the probe chart prints, read: the workload and its pods.
#include "cluster/workload.hpp"
#include "cluster/pods.hpp"

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

std::optional<Deployment> deployment_of(const std::string& helm_output) {
  return deployment_in("ambassador", "/probe").parse(helm_output);
}

std::vector<std::string> problems_of(const std::string& helm_output) {
  return pod_problems_in("ambassador", "/probe").parse(helm_output);
}

}  // namespace

TEST_CASE("a question says what it asks and where") {
  const auto reading = pod_problems_in("staging", "/probe").reading;
  CHECK(reading.doing == "read the pods in namespace staging");
  CHECK(reading.arguments == helm::Arguments{"template", "telepresence-probe", "/probe",
                                             "--namespace", "staging", "--dry-run=server", "--set",
                                             "part=pods"});
}

TEST_CASE("an answer that cannot be read is a failure with what was asked") {
  const auto question = deployment_in("ambassador", "/probe");
  const auto answer = answer_of(question, {"---\na: b\n", {}, {}});
  CHECK_FALSE(answer.value);
  CHECK(answer.failure.starts_with("cannot read the deployment in namespace ambassador: "));
  CHECK(testing::error_of([&] { answer.get(); }).kind() == ErrorKind::cluster);
}

TEST_CASE("a Deployment is read from the report") {
  const auto deployment = deployment_of(printed(
      R"({"deployment":{"desired":1,"ready":1,"image":"tel2:2.18.1","managedNamespaces":["a","b"]}})"));
  REQUIRE(deployment);
  CHECK(deployment->desired == 1);
  CHECK(deployment->ready == 1);
  CHECK(deployment->image == "tel2:2.18.1");
  CHECK(deployment->managed_namespaces == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(deployment_of(printed("{}")));
}

TEST_CASE("B1: ready is what runs of the newest revision") {
  const auto [fields, expected] = GENERATE(table<const char*, const char*>({
      {R"("updated":2,"available":2,"all":2,"isObserved":true)", ""},
      {R"("updated":0,"available":2,"all":2,"isObserved":true)", "0 of 2 replicas updated"},
      {R"("updated":2,"available":2,"all":3,"isObserved":true)", "1 old replicas still run"},
      {R"("updated":2,"available":1,"all":2,"isObserved":true)", "1 of 2 replicas available"},
      {R"("updated":2,"available":2,"all":2,"isObserved":false)",
       "the change was not seen by the cluster yet"},
  }));
  const auto deployment = deployment_of(
      printed(std::string(R"({"deployment":{"desired":2,"ready":2,)") + fields + "}}"));
  REQUIRE(deployment);
  CHECK(deployment->unfinished() == expected);
  CHECK(deployment->is_ready() == std::string(expected).empty());
}

TEST_CASE("why a pod is not ready is told in the kubelet's or scheduler's words") {
  const auto [pod, expected] = GENERATE(table<const char*, const char*>({
      {R"({"name":"p","containers":[{"ready":false,"state":{"waiting":{"reason":"ImagePullBackOff","message":"no image"}}}]})",
       "pod p: ImagePullBackOff: no image"},
      {R"({"name":"p","containers":[{"ready":false,"restarts":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]})",
       "pod p: CrashLoopBackOff (3 restarts)"},
      {R"({"name":"p","containers":[{"ready":false,"restarts":1,"state":{"terminated":{"reason":"OOMKilled"}}}]})",
       "pod p: OOMKilled (1 restart)"},
      {R"({"name":"p","containers":[{"ready":false,"restarts":0,"state":{"waiting":{"reason":"ErrImagePull"}}}]})",
       "pod p: ErrImagePull"},
      {R"({"name":"p","containers":[{"ready":false,"state":{"running":{}}}]})",
       "pod p: running, but not ready"},
      {R"({"name":"p","containers":[],"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes"}]})",
       "pod p: Unschedulable: 0/1 nodes"},
  }));
  const auto problems = problems_of(printed(std::string(R"({"pods":[)") + pod + "]}"));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == expected);
}

TEST_CASE("a pod in order is no problem") {
  CHECK(problems_of(
            printed(
                R"({"pods":[{"name":"p","containers":[{"ready":true,"state":{"running":{}}}]}]})"))
            .empty());
}

TEST_CASE("output without a report is an error") {
  CHECK(testing::error_of([] { deployment_of("---\na: b\n"); }).kind() == ErrorKind::helm);
}
