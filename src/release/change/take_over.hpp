// Objects that were there before an operation with --take-ownership: they are not the release's to
// delete, though helm, which forgets that, would do so when the operation is undone.
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/plan.hpp"
#include "release/state.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

using TakenOver = std::vector<cluster::LiveObject>;

// What the plan would take over, which is told by rendering its chart once more; nothing without
// --take-ownership, unless something is marked as the release's though there is no release. Throws
// Error when what is there cannot be told, interrupted.
TakenOver look_before_take_over(const Plan& plan, const State& before, const Tools& tools);

// Makes the objects of revision `revision` that `taken` names what they were, and the others of it
// what they are. Helm deletes none of them after that. That is a new revision. Throws Error.
void give_back(const TakenOver& taken, const Plan& plan, int revision, const Tools& tools);

// What helm's marks on objects that were given back mean, and the commands that take them off.
std::string hint_of_marks(const TakenOver& taken, const Target& target);

}  // namespace telepresence::release
