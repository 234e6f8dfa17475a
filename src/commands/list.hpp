// `helm telepresence list`: the Traffic Managers of a cluster.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/releases.hpp"
#include "cluster/survey.hpp"
#include "commands/world.hpp"
#include "release/target.hpp"

namespace telepresence::commands {

struct ListedManager {
  std::string manager_namespace;
  std::optional<cluster::Release> release;     // nothing: helm knows none there, or may not tell
  std::optional<cluster::ManagerScope> scope;  // nothing: it has no webhook, or it may not be seen
  bool is_clients = false;                     // the clients of this kubeconfig look there
};

struct ListReport {
  release::Target target;
  std::vector<ListedManager> managers;     // by namespace
  std::vector<std::string> not_looked_at;  // and why, a line each
};

// Throws Error: cluster when neither releases nor webhooks can be read, interrupted.
ListReport list(World& world);

}  // namespace telepresence::commands
