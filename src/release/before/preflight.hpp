// Looks before a change: what speaks against it stops it, before anything was changed.
#pragma once

#include <vector>

#include "release/before/correction.hpp"
#include "release/plan.hpp"
#include "release/tools.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

// What was found, the errors first, and what could not be looked at, where helm will not say that
// itself; what is to be ignored is left out. Throws Error (input) for a chart that cannot be read,
// interrupted.
struct Preflight {
  std::vector<Finding> findings;
  Corrected corrected;
};
Preflight preflight(const Plan& plan, const CommandGiven& given, const Tools& tools);

// Throws Error (conflict) when there are errors among them, which it tells.
void stop_for_errors(const Preflight& found, const Plan& plan);

// The same for a command that only has to know whether others apply the release: an Error of
// `doing`, "the uninstall", unless `ignored` names it.
void check_is_nobody_elses(const Target& target, const std::vector<std::string>& ignored,
                           const std::string& doing, const Tools& tools);

}  // namespace telepresence::release
