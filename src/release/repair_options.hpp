// What helm has to be told for a repair, so that it works on the release as it is.
#pragma once

#include <string>

#include "helm/client.hpp"
#include "release/plan.hpp"

namespace telepresence::release {

// How a revision was applied, as far as helm tells.
helm::Apply apply_method(const std::string& release_namespace, int revision,
                         const helm::Client& helm);

// The command that goes back to a revision of the target's release, as it is run and as it is
// shown.
helm::Arguments rollback_to(int revision, const Target& target, const helm::Client& helm);

// For a repair of what `plan` did that goes by revision `revision`. Asks helm how that was applied;
// where it does not say, as Helm 3 does it.
helm::RepairOptions repair_options(const Plan& plan, int revision, const helm::Client& helm);

}  // namespace telepresence::release
