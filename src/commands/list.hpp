// `helm telepresence list`: the Traffic Managers of a cluster.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/agents.hpp"
#include "cluster/releases.hpp"
#include "cluster/survey.hpp"
#include "commands/world.hpp"
#include "release/target.hpp"
#include "util/time.hpp"

namespace telepresence::commands {

struct ListedManager {
  std::string manager_namespace;
  std::optional<cluster::Release> release;     // nothing: helm knows none there, or may not tell
  std::optional<cluster::ManagerScope> scope;  // nothing: it has no webhook, or it may not be seen
  bool is_clients = false;                     // the clients of this kubeconfig look there
  // What has an agent of it; nothing where nobody asked, or it could not be told.
  std::optional<std::vector<cluster::AgentWorkload>> agents;
};

struct ListReport {
  release::Target target;
  std::vector<ListedManager> managers;     // by namespace
  bool releases_are_known = true;          // else one without a release may have one
  std::vector<std::string> not_looked_at;  // and why, a line each
  TimePoint now;                           // when it was seen
};

// Whether agents are looked for: that reads the pods of all namespaces that are managed.
enum class AgentSearch { no, yes };

// Throws Error: cluster when neither releases nor webhooks can be read, interrupted.
ListReport list(AgentSearch agents, World& world);

}  // namespace telepresence::commands
