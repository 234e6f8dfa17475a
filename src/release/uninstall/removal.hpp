// Uninstalls the Traffic Manager: its agents first, then its release by helm, and then it looks
// whether all of it is gone.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "release/manifest/rights.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "release/uninstall/proof.hpp"

namespace telepresence::release {

struct Removal {
  bool found = true;     // false: there was no release
  std::string messages;  // what helm said: resources it kept, warnings
  // What was there before, as far as it could be seen.
  std::vector<cluster::LiveObject> objects;  // after a dry run only
  std::vector<cluster::AgentWorkload> agents;
  std::string agents_unknown;                // why they could not be seen, or ""
  Proof proof;                               // not of a dry run
  std::vector<cluster::LiveObject> refused;  // that helm had no right to delete, as it says
};

// What is asked of an uninstall.
struct RemovalSettings {
  helm::OperationOptions helm;
  bool ignore_not_found = false;      // it is no error that there is no release
  bool force = false;                 // also without the rights to finish it
  std::string by_force = with_force;  // what is offered where these are missing
  bool fail_fast = true;              // ends the wait for a Job that cannot run
  bool remove_agents = false;         // restart, with kubectl, the workloads that keep their agents
};

// Throws Error: not_found, cluster (also when rights are missing), helm when the release is still
// there after all, interrupted, environment when a kubectl is needed that is not there.
Removal remove_release(const RemovalSettings& settings, const Target& target, const Tools& tools);

}  // namespace telepresence::release
