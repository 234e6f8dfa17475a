#include "release/watch/stuck_pods.hpp"

#include <algorithm>

#include "release/command_lines.hpp"

namespace telepresence::release {
namespace {

bool is_stateful_set(const cluster::Workload* workload) {
  return workload != nullptr && workload->kind == "StatefulSet";
}

// "traffic-manager-0"
bool is_pod_of(const cluster::Workload& workload, const std::string& pod) {
  const auto prefix = workload.name + '-';
  return pod.starts_with(prefix) &&
         pod.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
}

}  // namespace

StuckPods release_stuck_pods(const cluster::Rollout& before, const Target& target,
                             const Tools& tools) {
  StuckPods result;
  // A Deployment goes back by itself; it costs no look.
  if (!is_stateful_set(before.manager())) return result;
  auto look = cluster::rollout_in(target.manager_namespace, tools.probe_chart);
  const auto now = cluster::ask_one(tools.helm, {}, look);
  const auto* manager = now.value ? now.value->manager() : nullptr;
  if (!is_stateful_set(manager) || manager->is_ready()) return result;
  std::vector<std::string> stuck;
  for (const auto& problem : now.value->problems) {
    const bool was_there = std::ranges::find(before.pods, problem.uid) != before.pods.end();
    if (!was_there && is_pod_of(*manager, problem.pod)) stuck.push_back(problem.pod);
  }
  if (stuck.empty()) return result;
  const auto deletion = deletion_of_pods(stuck, target.manager_namespace);
  if (tools.kubectl && tools.kubectl->carry_out(deletion)) {
    result.deleted = std::move(stuck);
    return result;
  }
  result.remedy = kubectl_command(target, deletion);
  result.left = std::move(stuck);
  return result;
}

}  // namespace telepresence::release
