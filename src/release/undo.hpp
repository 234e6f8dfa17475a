// Puts back what was there before an install or upgrade that failed.
#pragma once

#include <string>

#include "helm/client.hpp"
#include "release/plan.hpp"

namespace telepresence::release {

// The label that one run puts on its release: "key=value", the value new each time.
// It tells the revision this run made from one that somebody else made meanwhile.
std::string new_run_label();

struct UndoResult {
  std::string outcome;  // "nothing was changed", "it was rolled back to revision 1", …
  std::string hint;     // what is left to do or know, or ""
  std::string details;  // helm's own words when the undoing failed
};

// Undoes the revision that carries `run_label`, if there is one: a first install is
// uninstalled without hooks, an upgrade goes back to the revision that was deployed.
// Ctrl-C does not stop it. Never touches a revision without the label.
UndoResult undo(const helm::Client& helm, const Plan& plan, const std::string& run_label);

}  // namespace telepresence::release
