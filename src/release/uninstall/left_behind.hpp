// What an uninstall has left, and how it is removed.
#pragma once

#include <optional>

#include "release/uninstall/removal.hpp"
#include "util/error.hpp"

namespace telepresence::release {

// What is to be said, and done, of a removal that left something; nothing if it did not.
std::optional<Error> left_behind(const Removal& removal, const Target& target);

}  // namespace telepresence::release
