// Runs helm's install or upgrade, and when it fails or is interrupted, puts back what was there
// before.
#pragma once

#include <string>

#include "cluster/injector.hpp"
#include "release/plan.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// What helm said of the release it made.
struct ChangeResult {
  int revision = 0;               // 0 after a dry run, and where helm did not tell it
  std::string status;             // helm's word, "deployed"
  bool was_there = false;         // the release, whatever its state
  int former_revision = 0;        // that helm went by, see State
  std::string former_version;     // of its chart then
  bool permissions_only = false;  // rbac.only: there is no manager to connect to
  // A namespace where its agent injector injects, as the values say; "" when it has none.
  std::string injector_namespace;
  cluster::Injector injector;  // as they name it
  // What helm wrote to stderr although it succeeded, and what begins with "Warning:" in the chart's
  // NOTES.
  std::string warnings;
  std::string manifests;  // of a dry run: what helm printed
};

// stdin goes to helm (`-f -`). Throws Error: helm, not_found, conflict or cluster when it failed,
// interrupted when it was interrupted, in each case after what it had changed was put back.
ChangeResult run_change(const Plan& plan, const Tools& tools);

}  // namespace telepresence::release
