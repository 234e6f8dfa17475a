// The workload that runs the Traffic Manager.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cluster/question.hpp"

namespace telepresence::cluster {

struct Deployment {
  int desired = 0;  // replicas asked for
  int ready = 0;    // of whatever revision
  // Of those that the newest pod template asks for.
  int updated = 0;
  int available = 0;         // of whatever revision, for as long as minReadySeconds wants
  int all = 0;               // old ones too
  bool is_observed = false;  // all that counts for what was last asked for
  std::string image;         // of the newest pod template
  std::vector<std::string> managed_namespaces;  // none: the whole cluster

  // As `kubectl rollout status` says it: the newest pod template runs, everywhere, and no other.
  bool is_ready() const { return desired > 0 && unfinished().empty(); }
  // What a rollout waits for; "" when it has ended.
  // Source: kubectl pkg/polymorphichelpers/rollout_status.go.
  std::string unfinished() const;
};

// Nothing when there is no Deployment traffic-manager.
Question<std::optional<Deployment>> deployment_in(const std::string& release_namespace,
                                                  const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
