// Looks whether what an uninstall was to remove is gone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cluster/agents.hpp"
#include "cluster/objects.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// What there was before, as far as it could be seen.
struct Expected {
  cluster::Recorded recorded;
  // The manifest of the revision that ran, where a later one failed: helm deletes what the later
  // one has, so that something of this one may stay.
  std::string manifest_that_ran;
  cluster::AgentScope scope;  // not known: there was no Traffic Manager that could have agents
};

struct Proof {
  std::size_t gone = 0;                        // how many of its objects are not there any more
  std::vector<cluster::LiveObject> left;       // those that are
  std::vector<cluster::LiveObject> ending;     // those that are being deleted
  std::vector<cluster::LiveObject> kept;       // those that helm was told to keep
  bool agents_seen = false;                    // whether pods could be looked at
  std::vector<cluster::AgentWorkload> agents;  // what has agents still
  std::vector<std::string> failures;           // what went wrong when they were removed
  std::vector<std::string> not_looked_at;      // what, and why
  bool is_interrupted = false;                 // nobody waited for the rest
  bool is_installed_again = false;             // by somebody else: what is there is theirs
};

// Adds what of the look could not be seen; whether there was one at all.
bool add_unseen(const cluster::Answer<cluster::Existing>& seen, Proof& proof);

struct ProofSettings {
  std::chrono::milliseconds limit;  // for what is being deleted, and for agents to go
  bool restart_agents = false;      // restart, with kubectl, what keeps its agents
};

// A hook's Job that is left is deleted, with kubectl. Throws Error (interrupted).
Proof prove_removal(const Expected& expected, const ProofSettings& settings, const Target& target,
                    const Tools& tools);

// Deletes the Jobs of those hooks that are still there, with kubectl; for after an uninstall that
// came to no end. Gives what is to be said of it, "" when there is none. Throws nothing.
struct LeftJobs {
  std::string text;    // "its Job uninstall-agents was deleted"
  std::string remedy;  // where it could not: how to
};
LeftJobs remove_left_jobs(const cluster::Recorded& recorded, const Target& target,
                          const Tools& tools);

}  // namespace telepresence::release
