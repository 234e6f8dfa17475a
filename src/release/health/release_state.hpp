// How helm has left a release: what `check` tells of that, also before an install.
#pragma once

#include "cluster/releases.hpp"
#include "release/health/section.hpp"
#include "release/target.hpp"
#include "util/time.hpp"

namespace telepresence::release {

// Whether its last operation has come to a good end; if not, since when it stands so, and what
// helps.
Check check_state(const cluster::Release& release, const Target& target, TimePoint now);

}  // namespace telepresence::release
