#include "cluster/pods.hpp"

#include <fmt/format.h>

#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

// "ImagePullBackOff: Back-off pulling image …", or "" for a container in order.
std::string container_problem(const Printed& container) {
  for (const char* kind : {"waiting", "terminated"}) {
    const auto state = container["state"][kind];
    if (!state) continue;
    auto problem = state.text("reason");
    if (problem.empty()) problem = kind;
    const auto message = state.text("message");
    if (!message.empty()) problem += ": " + message;
    const int restarts = container.number("restarts");
    if (restarts > 0) {
      problem += fmt::format(" ({} {})", restarts, restarts == 1 ? "restart" : "restarts");
    }
    return problem;
  }
  return container.truth("ready") ? "" : "running, but not ready";
}

std::string pod_problem(const Printed& pod) {
  for (const auto& container : pod.items("containers")) {
    auto problem = container_problem(container);
    if (!problem.empty()) return problem;
  }
  for (const auto& condition : pod.items("conditions")) {
    if (condition.text("type") == "PodScheduled" && condition.text("status") == "False") {
      return fmt::format("{}: {}", condition.text("reason"), condition.text("message"));
    }
  }
  return {};
}

std::vector<std::string> parse_pod_problems(const std::string& helm_output) {
  std::vector<std::string> problems;
  for (const auto& pod : probe_report(helm_output).items("pods")) {
    const auto problem = pod_problem(pod);
    if (!problem.empty()) problems.push_back(fmt::format("pod {}: {}", pod.text("name"), problem));
  }
  return problems;
}

}  // namespace

Question<std::vector<std::string>> pod_problems_in(const std::string& release_namespace,
                                                   const std::filesystem::path& probe_chart) {
  return {probe_reading(probe_chart, ProbePart::pods, release_namespace), parse_pod_problems};
}

}  // namespace telepresence::cluster
