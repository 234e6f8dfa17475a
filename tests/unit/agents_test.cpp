// What the probe chart says of the agents in pods, and where they are looked for.
#include "cluster/agents.hpp"

#include <catch2/catch.hpp>

#include "cluster/manager.hpp"

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

std::string last_argument(const AgentScope& scope) {
  return agents_of("staging", scope, "/probe").question().reading.arguments.back();
}

Agents parsed(const std::string& json) {
  return agents_of("staging", {}, "/probe").question().parse("data:\n  report: '" + json + "'\n");
}

}  // namespace

TEST_CASE("where agents are looked for") {
  CHECK(last_argument({}) == "part=agents");
  CHECK(last_argument({true, {}, {}}) == "everywhere=true");
  CHECK(last_argument({true, {"dev", "2024"}, {}}) == "namespaces={dev,2024}");
}

TEST_CASE("agents are read with what has them") {
  const auto agents = parsed(
      R"({"agents":{"isKnown":true,"isSeen":true,"namespaces":["dev"],"sharedWith":["prod"],
      "injector":{"name":"my-injector","port":8443},"workloads":[{"kind":"Deployment","name":"web",
      "namespace":"dev","pods":["web-1","web-2"],"images":["a:1","a:2"],"ending":1,"isRolling":true,"isPaused":true,
      "isOnDelete":true},{"kind":"Pod","name":"bare","namespace":"dev","pods":["bare"]}]}})");
  CHECK(agents.is_seen);
  CHECK(agents.scope.is_known);
  CHECK(agents.scope.namespaces == std::vector<std::string>{"dev"});
  CHECK(agents.scope.shared_with == std::vector<std::string>{"prod"});
  CHECK(agents.injector.service == "my-injector");
  CHECK(agents.injector.port == "8443");
  REQUIRE(agents.workloads.size() == 2);
  const auto& web = agents.workloads.front();
  CHECK(web.pods.size() == 2);
  CHECK(web.images == std::vector<std::string>{"a:1", "a:2"});
  CHECK((web.ending == 1 && web.is_rolling && web.is_paused && web.is_on_delete));
  CHECK(web.is_on_its_way());
  CHECK_FALSE(agents.workloads.back().is_on_its_way());
  CHECK(names_of(agents.workloads) == "Deployment web in namespace dev, Pod bare in namespace dev");
}

TEST_CASE("how the workloads stand and what has agents is one question") {
  CHECK(manager_in("staging", Certificate::yes, "/probe").question().reading.arguments.back() ==
        "part=rollout-and-agents-and-certificate");
  const auto question = manager_in("staging", Certificate::no, "/probe").question();
  CHECK(question.reading.arguments.back() == "part=rollout-and-agents");
  const auto both = question.parse(
      "data:\n  report: '{\"workloads\":[{\"kind\":\"Deployment\",\"name\":\"traffic-manager\"}],"
      "\"agents\":{\"isSeen\":true}}'\n");
  CHECK(both.rollout.manager() != nullptr);
  CHECK(both.agents.is_seen);
  CHECK_FALSE(both.certificate_end);
}

TEST_CASE("where the webhook cannot be seen the chart's own name of its Service is taken") {
  const auto agents = parsed(R"({"agents":{"injector":{},"isKnown":true}})");
  CHECK(agents.injector.service == "agent-injector");
  CHECK(agents.injector.port == "https");
  CHECK_FALSE(agents.is_seen);
}
