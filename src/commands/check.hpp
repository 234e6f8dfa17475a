// `helm telepresence check`: whether all is as it should be, of a Traffic Manager that is there, or
// before there is one.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "commands/change.hpp"
#include "commands/world.hpp"
#include "release/before/correction.hpp"
#include "release/health/health.hpp"
#include "release/target.hpp"
#include "util/finding.hpp"

namespace telepresence::commands {

struct CheckReport {
  release::Target target;
  std::vector<release::Section> sections;
  release::Corrected corrected;  // before an install or upgrade

  std::size_t checks() const;
  std::size_t good() const;
  std::size_t found(Severity severity) const;
  bool passed() const { return found(Severity::error) == 0; }
};

// What is there; again and again until nothing is wrong or `limit` is over. Throws Error: input for
// a kubeconfig that cannot be read, conflict for a release of another chart, interrupted.
CheckReport check(const release::TargetRequest& request, std::chrono::milliseconds limit,
                  World& world);

// What would be in the way of an install of `request`, or of an upgrade where there is a release.
// Throws Error, as an install does before it changes anything.
CheckReport check_before(const ChangeRequest& request, World& world);

}  // namespace telepresence::commands
