#include "cluster/rollout.hpp"

#include <algorithm>
#include <utility>

#include "cluster/probe.hpp"
#include "util/product.hpp"

namespace telepresence::cluster {

Rollout parse_rollout(const Printed& report) {
  Rollout rollout;
  for (const auto& workload : report.items("workloads")) {
    rollout.workloads.push_back(parse_workload(workload));
  }
  for (const auto& pod : report.items("pods")) {
    rollout.pods.push_back(pod.text("uid"));
    if (auto problem = parse_pod_problem(pod)) rollout.problems.push_back(*std::move(problem));
  }
  std::ranges::stable_partition(rollout.workloads,
                                [](const auto& workload) { return workload.name == release_name; });
  return rollout;
}

const Workload* Rollout::manager() const {
  const bool is_there = !workloads.empty() && workloads.front().name == release_name;
  return is_there ? &workloads.front() : nullptr;
}

std::vector<std::string> Rollout::in_the_way() const {
  std::vector<std::string> lines;
  for (const auto& workload : workloads) {
    if (!workload.failure.empty()) {
      lines.push_back(workload.to_string() + ": " + workload.failure);
    }
  }
  for (const auto& problem : problems) lines.push_back(problem.to_string());
  return lines;
}

std::string reason_to_doubt(const std::vector<std::string>& left_out) {
  for (const char* look_up : {"get deployments", "get statefulsets"}) {
    if (std::ranges::find(left_out, look_up) != left_out.end()) {
      return std::string("no right to ") + look_up;
    }
  }
  return {};
}

Look<Rollout> rollout_in(const std::string& release_namespace,
                         const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::rollout, release_namespace);
  reading.doing = "read the workloads and pods in namespace " + release_namespace;
  return Look<Rollout>({std::move(reading), [](const std::string& helm_output) {
                          return parse_rollout(probe_report(helm_output));
                        }});
}

}  // namespace telepresence::cluster
