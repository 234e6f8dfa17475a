// What helm has recorded of the release: looked at before an operation, so that what it changes
// can be put back, and again where that has to be done.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "helm/client.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/progress.hpp"

namespace telepresence::release {

struct State {
  std::optional<cluster::Release> newest;  // its newest revision; nothing when there is no release
  std::vector<cluster::Revision> history;  // the oldest first
  // Objects that have helm's marks of the release, and that an operation would take for its own,
  // whether the release has made them or not.
  std::vector<cluster::LiveObject> marked;

  int newest_revision() const { return newest ? newest->revision : 0; }
  // Whether there is more of it than a history that was kept.
  bool is_there() const { return newest && !newest->is_uninstalled(); }
  // The revision that is deployed, 0 for none. Helm keeps it so while a later one fails.
  int deployed_revision() const;
  // The revision that an upgrade starts from, 0 where it makes the first one: the one that is
  // deployed, else the newest, if that was not uninstalled with its history kept.
  // Source: Upgrade.prepareUpgrade of helm.sh/helm/v3/pkg/action.
  int base_revision() const;
};

// Whether `now` is what a rollback leaves of `last` that failed: helm has recorded it, or not even
// begun. Otherwise somebody else was there.
bool is_after_a_failed_rollback(const State& now, const State& last);

// Its newest revision; nothing where there is none, or nobody tells. Throws Error (interrupted).
std::optional<cluster::Release> release_in(const std::string& release_namespace,
                                           const helm::Client& helm, const Tick& tick = {});

// Throws Error: cluster when it cannot be read, interrupted.
State read_state(const helm::Client& helm, const Target& target, const Tick& tick = {});

// The same, and what is marked, as far as this user may see it. Throws also when nobody tells what
// is marked where there is no release: what stands there would be taken for what was made.
State read_state_and_marks(const Target& target, const Tools& tools);

// Of an answer to cluster::releases_in: its newest revision; nothing where there is none. Throws
// Error: cluster when nobody tells, conflict when it is of another chart than a Traffic Manager's.
std::optional<cluster::Release> newest_of(
    const cluster::Answer<std::vector<cluster::Release>>& releases, const Target& target);

// Throws Error (conflict) when the release is there, but of another chart than a Traffic Manager's.
void check_is_traffic_manager(const std::optional<cluster::Release>& release, const Target& target);

}  // namespace telepresence::release
