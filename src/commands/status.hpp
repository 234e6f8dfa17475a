// `helm telepresence status`: the release, and whether its manager runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/releases.hpp"
#include "cluster/workload.hpp"
#include "commands/world.hpp"
#include "release/target.hpp"
#include "supply/client.hpp"

namespace telepresence::commands {

struct StatusReport {
  release::Target target;
  cluster::Release release;
  std::optional<cluster::Workload> manager;  // nothing: none there, or not readable
  std::string unread;                        // why it could not be read, or ""
  // What keeps its pods and the Ambassador Agent's from being ready, a line each.
  std::vector<std::string> in_the_way;
  std::optional<supply::TelepresenceClient> client;
  std::string version_problem;  // when client and manager differ

  // All that is wrong, a line each.
  std::vector<std::string> problems() const;

  bool ready() const { return manager && manager->is_ready(); }
};

// Throws Error: not_found when there is no release (names where else one is), cluster
// when the cluster cannot be read, interrupted.
StatusReport status(const release::TargetRequest& request, World& world);

}  // namespace telepresence::commands
