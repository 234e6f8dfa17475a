// The traffic-agents that a Traffic Manager has put into the pods of workloads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/injector.hpp"
#include "cluster/look.hpp"
#include "cluster/printed.hpp"

namespace telepresence::cluster {

// What has pods with an agent: a Deployment, another owner of pods, or a Pod that nothing owns.
struct AgentWorkload {
  std::string kind;
  std::string name;
  std::string object_namespace;
  std::vector<std::string> pods;    // that have an agent and are not being deleted
  std::vector<std::string> images;  // of their agents, in the same order
  int ending = 0;                   // how many more have one and are being deleted
  bool is_rolling = false;          // its pods are being replaced
  bool is_paused = false;           // a Deployment whose rollouts are: nothing replaces its pods
  bool is_on_delete = false;        // its pods are replaced when somebody deletes them

  std::string to_string() const;  // "Deployment echo in namespace default"
  bool is_on_its_way() const { return is_rolling || ending > 0; }
};

// Where a Traffic Manager manages pods.
struct AgentScope {
  bool is_known = false;
  std::vector<std::string> namespaces;  // none: all
  // The namespaces of other Traffic Managers that manage the same pods: whose agents are whose
  // cannot be told.
  std::vector<std::string> shared_with;
};

struct Agents {
  std::vector<AgentWorkload> workloads;
  AgentScope scope;
  Injector injector;
  bool is_seen = false;  // whether the pods could be looked at
};

// "Deployment echo in namespace default (2 pods), …"
std::string names_of(const std::vector<AgentWorkload>& workloads);

// What the probe chart says of them.
Agents parse_agents(const Printed& report);

// The agents of the Traffic Manager of a namespace. Pods that have come to their end do not count,
// nor do those in a namespace that another one has claimed. `scope` is what an earlier look has
// told, for when the Traffic Manager is gone.
Look<Agents> agents_of(const std::string& release_namespace, const AgentScope& scope,
                       const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
