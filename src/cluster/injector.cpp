#include "cluster/injector.hpp"

#include <fmt/format.h>

#include "cluster/printed.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

platform::Command limited(platform::Command command) {
  // The API server itself waits for the webhook, five seconds by default.
  command.time_limit = std::chrono::seconds(15);
  return command;
}

std::string said_by(const platform::Outcome& outcome) {
  if (outcome.timed_out) return "no answer within 15 s";
  return std::string(text::trim(outcome.error_output));
}

constexpr const char* one_node = "/api/v1/nodes?limit=1";

// "" where the user may not read nodes, or they do not say: only a hint needs it.
std::string cloud_of(const platform::Outcome& nodes) {
  if (!nodes.succeeded()) return {};
  try {
    const auto items = Printed::parse(nodes.output, "kubectl").items("items");
    if (items.empty()) return {};
    const auto provider = items.front()["spec"].text("providerID");
    return provider.substr(0, provider.find("://"));
  } catch (const Error&) {
    return {};
  }
}

std::string proxied(const InjectorQuestion& question) {
  return fmt::format("/api/v1/namespaces/{}/services/https:{}:{}/proxy/",
                     question.release_namespace, question.injector.service, question.injector.port);
}

}  // namespace

std::string check_pod() {
  return R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "telepresence-injector-check",
"annotations": {"telepresence.getambassador.io/inject-traffic-agent": "enabled"}},
"spec": {"containers": [{"name": "check", "image": "none"}]}}
)";
}

InjectorAnswer ask_injector(const InjectorQuestion& question, const Kubectl& kubectl,
                            const Tick& tick) {
  using State = InjectorAnswer::State;
  const auto created = outcome_of(
      limited(kubectl.question(
          {"create", "--raw",
           fmt::format("/api/v1/namespaces/{}/pods?dryRun=All", question.managed_namespace), "-f",
           question.pod.string()})),
      tick);
  const auto& denial = created.error_output;
  if (denial.find(fmt::format("admission webhook \"agent-injector-{}.",
                              question.release_namespace)) != std::string::npos) {
    return {State::alive, true, {}, {}};
  }
  if (created.output.find("\"traffic-agent\"") != std::string::npos) {
    return {State::alive, true, {}, {}};
  }
  // Refused by something else, it tells nothing.
  if (!created.succeeded()) return {State::unknown, false, said_by(created), {}};
  const auto outcomes = outcomes_of({limited(kubectl.question({"get", "--raw", proxied(question)})),
                                     limited(kubectl.question({"get", "--raw", one_node}))},
                                    tick);
  const auto& answer = outcomes.front();
  // It has no page there.
  const bool runs =
      answer.succeeded() || answer.error_output.find("(NotFound)") != std::string::npos;
  return {State::silent, runs, runs ? "" : said_by(answer), cloud_of(outcomes.back())};
}

}  // namespace telepresence::cluster
