// The Traffic Managers of the cluster in other namespaces than the target's.
#pragma once

#include <string>
#include <vector>

#include "cluster/releases.hpp"
#include "helm/client.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/error.hpp"

namespace telepresence::release {

// Their releases, whatever their state, but for histories that an uninstall kept. Throws Error
// (interrupted).
cluster::Answer<std::vector<cluster::Release>> managers_elsewhere(const helm::Client& helm,
                                                                  const Target& target);

// What to do about one that was not found: the command that acts on the one in another namespace,
// `words` being the command and its flags; or that nobody could tell. "" when there is none
// anywhere.
std::string hint_elsewhere(const helm::Client& helm, const Target& target,
                           const helm::Arguments& words);

// The error (conflict) of a command that needs helm's record of the one that runs.
Error manager_without_release(const Target& target);

// The error (not_found) of a command that needs a Traffic Manager where there is none, with that
// hint, and with what one has left that is gone; or the one above. Throws Error (interrupted).
Error manager_missing(const Tools& tools, const Target& target, const helm::Arguments& words);

}  // namespace telepresence::release
