// How far the cluster is with the pods of the Traffic Manager's release.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/look.hpp"
#include "cluster/pods.hpp"
#include "cluster/printed.hpp"
#include "cluster/workload.hpp"

namespace telepresence::cluster {

struct Rollout {
  std::vector<Workload> workloads;   // the Traffic Manager's first
  std::vector<std::string> pods;     // the uids of all, also of the Ambassador Agent and of hooks
  std::vector<PodProblem> problems;  // what keeps one of them from being ready

  // The one that runs the Traffic Manager, nullptr when there is none.
  const Workload* manager() const;
  // All that is in the way, a line each.
  std::vector<std::string> in_the_way() const;
};

// Where there is no manager: why there may be one all the same, "no right to get deployments". ""
// where there is none. `left_out` is what the look could not see.
std::string reason_to_doubt(const std::vector<std::string>& left_out);

// What the probe chart says of it.
Rollout parse_rollout(const Printed& report);

Look<Rollout> rollout_in(const std::string& release_namespace,
                         const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
