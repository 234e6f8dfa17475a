// Whether the Traffic Manager that was not found lives in another namespace.
#pragma once

#include <string>

#include "helm/client.hpp"
#include "release/target.hpp"

namespace telepresence::release {

// What to do about it: the command that acts on the one in another namespace, `words` being the
// command and its flags; or that nobody could tell. "" when there is none anywhere.
std::string hint_elsewhere(const helm::Client& helm, const Target& target,
                           const helm::Arguments& words);

}  // namespace telepresence::release
