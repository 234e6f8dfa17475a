// Runs helm's install or upgrade, and when it fails or is interrupted, puts back what was there
// before.
#pragma once

#include <string>

#include "release/plan.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// What helm said of the release it made.
struct ChangeResult {
  int revision = 0;       // 0 after a dry run
  std::string status;     // helm's word, "deployed"
  std::string notes;      // the chart's NOTES
  std::string warnings;   // what helm wrote to stderr although it succeeded
  std::string manifests;  // of a dry run: what helm printed
};

// stdin goes to helm (`-f -`). Throws Error: helm, not_found, conflict or cluster when it failed,
// interrupted when it was interrupted, in each case after what it had changed was put back.
ChangeResult run_change(const Plan& plan, const Tools& tools);

}  // namespace telepresence::release
