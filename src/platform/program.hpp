// Where programs are: this one, and those that PATH leads to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::platform {

// The running program's own file, symbolic links resolved.
std::filesystem::path executable_path();

// Where execvp would find `name`: as it stands if it has a slash, else on PATH.
std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  const Environment& environment);

}  // namespace telepresence::platform
