// The pods that keep a StatefulSet from going back: its controller puts the former template in the
// place of a pod only once that pod is ready, which one that cannot start never is.
// Source: kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
#pragma once

#include <string>
#include <vector>

#include "cluster/rollout.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

struct StuckPods {
  std::vector<std::string> deleted;
  std::vector<std::string> left;  // since there is no kubectl, or it could not
  std::string remedy;             // for those: the command that deletes them
};

// After a rollback: deletes the Traffic Manager's pods that are in the way, if it is a StatefulSet
// and `before` has none of them. Throws nothing of the cluster's: what cannot be seen is not
// touched.
StuckPods release_stuck_pods(const cluster::Rollout& before, const Target& target,
                             const Tools& tools);

}  // namespace telepresence::release
