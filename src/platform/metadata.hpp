// What a file has beside its bytes: owner, group, mode, access control list, extended attributes.
#pragma once

#include <filesystem>

namespace telepresence::platform {

// Gives the open file `to` what file `from` has: under its name somebody else may have put another
// file meanwhile. Throws Error (input), which names `from` and what cannot be kept, when it does
// not have all of it afterwards.
void copy_metadata(const std::filesystem::path& from, int to);

}  // namespace telepresence::platform
