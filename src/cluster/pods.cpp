#include "cluster/pods.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

using nlohmann::json;

// "ImagePullBackOff: Back-off pulling image …", or "" for a container in order.
std::string container_problem(const json& container) {
  const auto state = container.value("state", json::object());
  for (const char* kind : {"waiting", "terminated"}) {
    const auto found = state.find(kind);
    if (found == state.end()) continue;
    std::string problem = found->value("reason", std::string(kind));
    const auto message = found->value("message", std::string());
    if (!message.empty()) problem += ": " + message;
    const int restarts = container.value("restarts", 0);
    if (restarts > 0) problem += fmt::format(" ({} restarts)", restarts);
    return problem;
  }
  return container.value("ready", false) ? "" : "running, but not ready";
}

std::string pod_problem(const json& pod) {
  for (const auto& container : pod.value("containers", json::array())) {
    auto problem = container_problem(container);
    if (!problem.empty()) return problem;
  }
  for (const auto& condition : pod.value("conditions", json::array())) {
    if (condition.value("type", "") == "PodScheduled" && condition.value("status", "") == "False") {
      return fmt::format("{}: {}", condition.value("reason", ""), condition.value("message", ""));
    }
  }
  return {};
}

std::vector<std::string> parse_pod_problems(const std::string& helm_output) {
  const auto report = json::parse(probe_report(helm_output));
  std::vector<std::string> problems;
  for (const auto& pod : report.value("pods", json::array())) {
    const auto problem = pod_problem(pod);
    if (!problem.empty()) {
      problems.push_back(fmt::format("pod {}: {}", pod.value("name", ""), problem));
    }
  }
  return problems;
}

}  // namespace

Question<std::vector<std::string>> pod_problems_in(const std::string& release_namespace,
                                                   const std::filesystem::path& probe_chart) {
  return {probe_reading(probe_chart, ProbePart::pods, release_namespace), parse_pod_problems};
}

}  // namespace telepresence::cluster
