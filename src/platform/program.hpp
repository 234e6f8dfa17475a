// Where programs are: this one, and those that PATH leads to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::platform {

// The running program's own file, symbolic links resolved.
std::filesystem::path executable_path();

// Where `name` is: as it stands if it has a slash, else in the first folder of PATH that has it.
// Unlike execvp, which takes an empty or relative entry for a part of the current folder, this
// leaves such an entry out: what lies in the current folder is not run by accident.
std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  const Environment& environment);

}  // namespace telepresence::platform
