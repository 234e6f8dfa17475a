// What a file has beside its bytes: owner, group, mode, access control list, extended attributes.
#pragma once

#include <filesystem>

namespace telepresence::platform {

// Gives file `to` what file `from` has. Throws Error (input), which names `from` and what cannot be
// kept, when it does not have all of it afterwards.
void copy_metadata(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace telepresence::platform
