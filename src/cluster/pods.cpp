#include "cluster/pods.hpp"

#include <fmt/format.h>

#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

std::optional<PodProblem> container_problem(const Printed& container) {
  PodProblem problem;
  problem.container = container.text("name");
  problem.image = container.text("image");
  problem.restarts = container.number("restarts");
  for (const char* kind : {"waiting", "terminated"}) {
    const auto state = container["state"][kind];
    if (!state) continue;
    problem.reason = state.text("reason");
    if (problem.reason.empty()) problem.reason = kind;
    problem.message = state.text("message");
    return problem;
  }
  if (container.truth("ready")) return std::nullopt;
  problem.reason = "running, but not ready";
  // What made it start again is no reason of what it does now.
  problem.restarts = 0;
  return problem;
}

std::optional<PodProblem> find_problem(const Printed& pod) {
  for (const auto& container : pod.items("containers")) {
    if (auto problem = container_problem(container)) return problem;
  }
  for (const auto& condition : pod.items("conditions")) {
    if (condition.text("type") == "PodScheduled" && condition.text("status") == "False") {
      PodProblem problem;
      problem.reason = condition.text("reason");
      problem.message = condition.text("message");
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string PodProblem::to_string() const {
  auto line = fmt::format("pod {}: {}", pod, reason);
  if (!message.empty()) line += ": " + message;
  if (restarts > 0) {
    line += fmt::format(" ({})", text::counted(static_cast<std::size_t>(restarts), "restart"));
  }
  return line;
}

bool PodProblem::is_starting() const {
  return message.empty() && (reason == "ContainerCreating" || reason == "PodInitializing");
}

std::optional<PodProblem> parse_pod_problem(const Printed& pod) {
  auto problem = find_problem(pod);
  if (!problem) return std::nullopt;
  problem->pod = pod.text("name");
  problem->uid = pod.text("uid");
  // What keeps a container from being made stands in an event alone.
  if (problem->is_starting()) problem->message = pod.text("event");
  return problem;
}

}  // namespace telepresence::cluster
