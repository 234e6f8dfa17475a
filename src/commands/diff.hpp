// `helm telepresence diff`: what an upgrade would change, or what has changed between two
// revisions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "commands/world.hpp"
#include "release/manifest/manifest_diff.hpp"
#include "release/plan.hpp"
#include "release/target.hpp"
#include "supply/request.hpp"

namespace telepresence::commands {

struct DiffRequest {
  release::TargetRequest target;
  std::size_t context = 3;  // lines around what changes
  // One: from that to the revision that is in use. Two: from the first to the second. None: to what
  // an upgrade would make, of what is below.
  std::vector<int> revisions;

  supply::ChartRequest chart;
  release::ChangeSettings options;
  std::optional<helm::ReuseMode> reuse_mode;
  bool live = false;  // from the objects as they are in the cluster
};

struct DiffReport {
  release::Target target;
  std::string from;  // for people: "revision 3"; "" where there is no release
  std::string to;
  release::ManifestDiff diff;
  std::vector<std::string> not_looked_at;  // live objects that this user may not see
  std::string warnings;                    // what helm wrote to stderr
};

// Nothing is changed. Throws Error: not_found for a revision that is not there, and before an
// upgrade what that itself does.
DiffReport diff(const DiffRequest& request, World& world);

}  // namespace telepresence::commands
