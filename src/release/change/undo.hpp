// Puts back what was there before an install or upgrade that failed.
#pragma once

#include <optional>
#include <string>

#include "cluster/rollout.hpp"
#include "release/change/take_over.hpp"
#include "release/plan.hpp"
#include "release/state.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// An operation that is to be undone.
struct Attempt {
  const Plan& plan;
  State before;     // what was there when it began
  TakenOver taken;  // and was no release's, or another one's, but is this one's now
  // How its pods stood; nothing where that could not be seen.
  std::optional<cluster::Rollout> rollout;
};

struct UndoResult {
  std::string outcome;  // "nothing was changed", "it was rolled back to revision 1", …
  std::string hint;     // what is left to do or know, or ""
  std::string details;  // helm's own words when the undoing failed
};

// Puts back what `attempt.before` tells: the revision that was deployed, no release at all, or one
// that is uninstalled with its history kept. Only the revision that the attempt made is undone, and
// only while it is the newest one. What it had taken over stays, as it was. What fails is tried
// again, a few times. Neither Ctrl-C nor an error of the cluster is thrown: the result says what
// stands.
UndoResult undo(const Attempt& attempt, const Tools& tools);

}  // namespace telepresence::release
