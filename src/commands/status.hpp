// `helm telepresence status`: the release, whether its manager runs, and what it has in the
// cluster.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cluster/agents.hpp"
#include "cluster/injector.hpp"
#include "cluster/releases.hpp"
#include "cluster/workload.hpp"
#include "commands/world.hpp"
#include "release/target.hpp"
#include "supply/client.hpp"
#include "util/time.hpp"

namespace telepresence::commands {

struct StatusReport {
  release::Target target;
  cluster::Release release;
  std::optional<cluster::Workload> manager;  // nothing: none there, or not readable
  std::string unread;                        // why it could not be read, or ""
  std::vector<std::string> not_looked_at;    // for want of rights: "no right to list pods"
  bool has_permissions_alone = false;        // rbac.only: there is to be none
  // What keeps its pods and the Ambassador Agent's from being ready, a line each.
  std::vector<std::string> in_the_way;
  std::optional<cluster::Agents> agents;  // nothing where the pods could not be looked at
  cluster::Injector injector_service;     // as its webhook names it
  // Nothing where it was not asked: without kubectl, or while the manager is not ready.
  std::optional<cluster::InjectorAnswer> injector;
  std::optional<TimePoint> certificate_end;  // of the webhook's
  TimePoint now;                             // when all this was seen
  std::optional<supply::TelepresenceClient> client;
  std::string version_problem;  // when client and manager differ

  // All that is wrong, a line each.
  std::vector<std::string> problems() const;
  // Those of them that are the cluster's: other clients may fit.
  std::vector<std::string> problems_of_cluster() const;

  bool ready() const { return manager && manager->is_ready(); }
  // A silent injector is a warning: the manager itself may do what it can.
  bool healthy() const;
  // Whole days; negative once it has ended.
  std::optional<int> certificate_days() const;
};

// Throws Error: not_found when there is no release (names where else one is), cluster
// when the cluster cannot be read, interrupted.
StatusReport status(const release::TargetRequest& request, World& world);

// Looks again every two seconds, and tells each report; until an interrupt comes, which is its
// Error. What is looked at again is the release and its pods, not the agents of the cluster.
void watch_status(const release::TargetRequest& request, World& world,
                  const std::function<void(const StatusReport&)>& tell);

// What to say of one that is not healthy.
Error unhealthy(const StatusReport& report);

}  // namespace telepresence::commands
