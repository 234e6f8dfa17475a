// What the probe chart prints, read: the workloads and their pods.
#include "cluster/rollout.hpp"

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

Rollout rollout_of(const std::string& helm_output) {
  return rollout_in("ambassador", "/probe").question().parse(helm_output);
}

Workload manager_of(const std::string& fields) {
  const auto rollout = rollout_of(
      printed(R"({"workloads":[{"kind":"Deployment","name":"traffic-manager",)" + fields + "}]}"));
  REQUIRE(rollout.manager());
  return *rollout.manager();
}

std::vector<std::string> problems_of(const std::string& pod) {
  return rollout_of(printed(R"({"pods":[)" + pod + "]}")).in_the_way();
}

}  // namespace

TEST_CASE("a question says what it asks and where") {
  const auto reading = rollout_in("staging", "/probe").question().reading;
  CHECK(reading.doing == "read the workloads and pods in namespace staging");
  CHECK(reading.arguments == helm::Arguments{"template", "telepresence-probe", "/probe",
                                             "--namespace", "staging", "--dry-run=server",
                                             "--disable-openapi-validation", "--set",
                                             "part=rollout"});
}

TEST_CASE("what the user may not read is left out of the next question") {
  auto look = rollout_in("staging", "/probe");
  const auto refused = [](const std::string& what) {
    return Answer<Rollout>{{},
                           "cannot",
                           "Error: …: events is forbidden: User \"jane\" cannot " + what +
                               " in the namespace \"staging\""};
  };
  CHECK_FALSE(look.again_after(Answer<Rollout>{Rollout{}, {}, {}}));
  CHECK_FALSE(look.again_after(Answer<Rollout>{{}, "cannot", "cluster unreachable"}));
  CHECK(look.again_after(refused("list resource \"events\" in API group \"\"")));
  CHECK(look.again_after(refused("get resource \"deployments\" in API group \"apps\"")));
  CHECK(look.question().reading.arguments.back() == "without={list events,get deployments}");
  // It would be refused for ever.
  CHECK_FALSE(look.again_after(refused("list resource \"events\" in API group \"\"")));
}

TEST_CASE("an answer that cannot be read is a failure with what was asked") {
  const auto question = rollout_in("ambassador", "/probe").question();
  const auto answer = answer_of(question, {"---\na: b\n", {}, {}});
  CHECK_FALSE(answer.value);
  CHECK(answer.failure.starts_with("cannot read the workloads and pods in namespace ambassador: "));
  CHECK(testing::error_of([&] { answer.get(); }).kind() == ErrorKind::cluster);
}

TEST_CASE("the Traffic Manager's workload is read from the report") {
  const auto manager =
      manager_of(R"("desired":1,"ready":1,"image":"tel2:2.18.1","managedNamespaces":["a","b"],
      "agentImage":{"registry":"hub","name":"","tag":"2"})");
  CHECK(manager.desired == 1);
  CHECK(manager.ready == 1);
  CHECK(manager.image == "tel2:2.18.1");
  CHECK(manager.agent_image.registry == "hub");
  CHECK(manager.agent_image.name.empty());
  CHECK(manager.agent_image.tag == "2");
  CHECK(manager.managed_namespaces == std::vector<std::string>{"a", "b"});
  CHECK(rollout_of(printed("{}")).manager() == nullptr);
  const auto both = rollout_of(printed(
      R"({"workloads":[{"kind":"Deployment","name":"agent"},{"kind":"StatefulSet","name":"traffic-manager"}]})"));
  REQUIRE(both.manager());
  CHECK(both.manager()->kind == "StatefulSet");
}

TEST_CASE("B1: ready is what runs of the newest revision") {
  const auto [fields, expected] = GENERATE(table<const char*, const char*>({
      {R"("updated":2,"available":2,"all":2,"isObserved":true)", ""},
      {R"("updated":0,"available":2,"all":2,"isObserved":true)", "0 of 2 replicas updated"},
      {R"("updated":2,"available":2,"all":3,"isObserved":true)", "1 old replica is still there"},
      {R"("updated":2,"available":1,"all":2,"isObserved":true)", "1 of 2 replicas available"},
      {R"("updated":2,"available":2,"all":2,"isObserved":false)",
       "the change was not seen by the cluster yet"},
  }));
  const auto manager = manager_of(std::string(R"("desired":2,"ready":2,)") + fields);
  CHECK(manager.unfinished() == expected);
  CHECK(manager.is_ready() == std::string(expected).empty());
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
  const auto problems = problems_of(pod);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == expected);
}

TEST_CASE("what keeps a container from being made stands in an event") {
  CHECK(
      problems_of(
          R"({"name":"p","event":"secret \"x\" not found","containers":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]})") ==
      std::vector<std::string>{"pod p: ContainerCreating: secret \"x\" not found"});
}

TEST_CASE("C2: why no pod is made is told of the workload") {
  const auto rollout = rollout_of(printed(
      R"({"workloads":[{"kind":"Deployment","name":"traffic-manager","failure":"FailedCreate: pods is forbidden: exceeded quota: q"}]})"));
  CHECK(rollout.in_the_way() ==
        std::vector<std::string>{"Deployment traffic-manager: FailedCreate: pods is forbidden: "
                                 "exceeded quota: q"});
  CHECK(rollout.workloads.front().is_refused());
}

TEST_CASE("a pod in order is no problem") {
  CHECK(
      problems_of(R"({"name":"p","containers":[{"ready":true,"state":{"running":{}}}]})").empty());
}

TEST_CASE("output without a report is an error") {
  CHECK(testing::error_of([] { rollout_of("---\na: b\n"); }).kind() == ErrorKind::helm);
}
