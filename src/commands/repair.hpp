// `helm telepresence repair`: mends what a release was left as, and what it left.
#pragma once

#include <string>
#include <vector>

#include "commands/world.hpp"
#include "release/extension.hpp"
#include "release/target.hpp"
#include "release/uninstall/repair.hpp"

namespace telepresence::commands {

struct RepairRequest {
  release::TargetRequest target;
  bool dry_run = false;
  std::vector<std::string> ignored_findings;
  bool kubeconfig_extension = true;  // whether it may be made true
};

struct RepairReport {
  release::Target target;
  bool dry_run = false;
  release::RepairOutcome outcome;
  release::ExtensionReport kubeconfig;
};

// Throws Error: cluster when it cannot be read, conflict for a release of another chart,
// environment without a kubectl that is needed, helm or cluster when a repair failed or did not
// help, interrupted.
RepairReport repair(const RepairRequest& request, World& world);

}  // namespace telepresence::commands
