#include "cluster/injector.hpp"

#include <fmt/format.h>

#include "cluster/printed.hpp"
#include "platform/command.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

platform::Outcome asked(platform::Command command, const Tick& tick) {
  // The API server itself waits for the webhook, five seconds by default.
  command.time_limit = std::chrono::seconds(15);
  return Kubectl::outcome_of(command, tick);
}

std::string said_by(const platform::Outcome& outcome) {
  if (outcome.timed_out) return "no answer within 15 s";
  return std::string(text::trim(outcome.error_output));
}

// With a failurePolicy of Fail: the API server could not call it, and took no pod.
bool is_not_reached(const std::string& denial, const InjectorQuestion& question) {
  return denial.find(fmt::format("failed calling webhook \"agent-injector-{}.",
                                 question.release_namespace)) != std::string::npos;
}

bool may_let_the_pod_pass(const std::optional<Version>& chart) {
  return !chart || chart->major > 2 || (chart->major == 2 && chart->minor > 18);
}

// It has no page there; nor is there anything when the Service itself is missing.
bool is_its_own_not_found(const platform::Outcome& answer, const Injector& injector) {
  const auto said = [&](const std::string& words) {
    return answer.error_output.find(words) != std::string::npos;
  };
  return said("(NotFound)") && !said(fmt::format("services \"{}\"", injector.service));
}

}  // namespace

std::string proxied(const Injector& injector, const std::string& in) {
  return fmt::format("/api/v1/namespaces/{}/services/https:{}:{}/proxy/", in, injector.service,
                     injector.port);
}

std::string_view check_pod() {
  return R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "telepresence-injector-check",
"annotations": {"telepresence.getambassador.io/inject-traffic-agent": "enabled"}},
"spec": {"containers": [{"name": "check", "image": "none"}]}}
)";
}

InjectorAnswer ask_injector(const InjectorQuestion& question, const Kubectl& kubectl,
                            const Tick& tick) {
  using State = InjectorAnswer::State;
  const auto created = asked(kubectl.question({"create", "--raw",
                                               fmt::format("/api/v1/namespaces/{}/pods?dryRun=All",
                                                           question.managed_namespace),
                                               "-f", question.pod.string()}),
                             tick);
  const auto& denial = created.error_output;
  if (denial.find(fmt::format("admission webhook \"agent-injector-{}.",
                              question.release_namespace)) != std::string::npos) {
    return {State::alive, true, {}};
  }
  if (created.output.find("\"traffic-agent\"") != std::string::npos) {
    return {State::alive, true, {}};
  }
  // Refused by something else, it tells nothing.
  const bool is_unreached = is_not_reached(denial, question);
  if (!created.succeeded() && !is_unreached) return {State::unknown, false, said_by(created)};
  const auto answer = asked(
      kubectl.question({"get", "--raw", proxied(question.injector, question.release_namespace)}),
      tick);
  const bool runs = answer.succeeded() || is_its_own_not_found(answer, question.injector);
  if (runs && !is_unreached && may_let_the_pod_pass(question.chart)) {
    return {State::unknown, true,
            "its program runs, and may let the pod pass that it was asked about"};
  }
  return {State::silent, runs, runs ? "" : said_by(answer)};
}

std::string cloud_of_nodes(const Kubectl& kubectl, const Tick& tick) {
  const auto nodes = asked(kubectl.question({"get", "--raw", "/api/v1/nodes?limit=1"}), tick);
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

}  // namespace telepresence::cluster
