// Numbers that nobody else has.
#pragma once

#include <cstdint>

namespace telepresence::platform {

// From the kernel itself: an empty root has no /dev/urandom.
// Throws Error (environment) where it gives none.
std::uint64_t random_number();

}  // namespace telepresence::platform
